#!/bin/sh
# completion.sh KNEEWALL SCRIPTS: the shells that are here complete commands, options and files.
. "$(dirname "$0")/check.sh"
scripts=$2

printf 'echo >one.json; echo >two.csv; echo >three.txt\n' | sh
ln -s "$program" kneewall
if command -v bash >/dev/null; then
  # complete LINE: what bash would offer for the last word.
  complete_bash()
  {
    PATH=$work:$PATH bash -c 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _kneewall
      printf "%s\n" "${COMPREPLY[@]}"' bash "$scripts/kneewall.bash" "$@" >out
  }
  complete_bash kneewall ''
  for command in run plot explain check schema; do grep -qx "$command" out || complain "bash: no $command"; done
  complete_bash kneewall r
  grep -qx run out && ! grep -qx plot out || complain 'bash: r is not completed to run'
  complete_bash kneewall run --pre
  [ "$(cat out)" = --precision ] || complain "bash: --pre becomes $(cat out)"
  complete_bash kneewall run ''
  grep -qx one.json out && grep -qx two.csv out && ! grep -qx three.txt out || complain "bash: files are $(cat out)"
fi
if command -v zsh >/dev/null; then zsh -n "$scripts/_kneewall" || complain 'zsh: a syntax error'; fi
if command -v fish >/dev/null; then
  PATH=$work:$PATH fish -c "source $scripts/kneewall.fish; complete -C 'kneewall run --pre'" >out
  grep -q '^--precision' out || complain "fish: --pre becomes $(cat out)"
fi
exit $failed
