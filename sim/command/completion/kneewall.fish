# Completion of kneewall for fish. Commands and options are asked of the program itself, so they are never stale.

function __kneewall_commands
    kneewall --help 2>/dev/null | string replace -rf '^  ([a-z]+)  +(.*)' '$1\t$2'
end

function __kneewall_options
    set -l words (commandline -opc)
    kneewall $words[2] --help 2>/dev/null | string match -ra -- '--[a-z][a-z-]*' | sort -u
end

complete -c kneewall -n 'test (count (commandline -opc)) -eq 1' -f -a '(__kneewall_commands)'
complete -c kneewall -n 'test (count (commandline -opc)) -gt 1; and string match -q -- "-*" (commandline -ct)' -f -a '(__kneewall_options)'
complete -c kneewall -n 'test (count (commandline -opc)) -gt 1' -k -a '(__fish_complete_suffix .json)'
