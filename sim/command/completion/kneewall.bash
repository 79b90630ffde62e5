# Completion of kneewall for bash. Commands and options are asked of the program itself, so they are never stale.

_kneewall()
{
    local word=${COMP_WORDS[COMP_CWORD]} program=${COMP_WORDS[0]} command=
    COMPREPLY=()
    [ "$COMP_CWORD" -gt 1 ] && command=${COMP_WORDS[1]}
    if [ -z "$command" ]; then
        local commands
        commands=$("$program" --help 2>/dev/null | sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p')
        COMPREPLY=($(compgen -W "$commands --help --version" -- "$word"))
    elif [[ $word == -* ]]; then
        local options
        options=$("$program" "$command" --help 2>/dev/null | grep -oE -- '--[a-z][a-z-]*' | sort -u)
        COMPREPLY=($(compgen -W "$options" -- "$word"))
    else
        COMPREPLY=($(compgen -f -X '!*.@(json|csv)' -- "$word") $(compgen -d -- "$word"))
    fi
}

shopt -s extglob 2>/dev/null
complete -o filenames -F _kneewall kneewall
