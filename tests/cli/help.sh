#!/bin/sh
# help.sh KNEEWALL: each command explains itself and knows its version; wrong usage is told in words.
. "$(dirname "$0")/check.sh"

run 0 --help
commands=$(sed -n 's/^  \([a-z]*\)  .*/\1/p' out)
run 0 help
run 0 --version
version=$(cat out)
for command in $commands; do
  run 0 "$command" --help
  says out "Usage: kneewall $command"
  empty err
  # An example that was wrapped cannot be pasted.
  sed -n '/^Examples:/,/^$/p' out | grep -v -e '^Examples:' -e '^ ' -e '^$' && complain "$command: wraps an example"
  run 0 "$command" --version
  [ "$(cat out)" = "$version" ] || complain "$command --version: $(cat out)"
  run 2 "$command" --nonesuch
  says err "unrecognized option '--nonesuch'"
  empty out
done
for command in run plot timeline explain check schema; do
  case " $(echo $commands) " in
  *" $command "*) ;;
  *) complain "--help does not list $command" ;;
  esac
done
run 0 run --help
says out 'elasticity'
says out 'wall is the largest offered rate'

refused 'unknown command "rum"; `kneewall --help` lists them' rum quick.json
run 2
says err 'Usage: kneewall COMMAND'
for command in run plot timeline explain check; do
  run 2 $command
  says err 'no scenario file'
  empty out
done
run 2 run quick.json --precision 2
says err '--precision: found "2"'
run 2 run quick.json --jobs 0
says err '--jobs: found "0"'
run 2 run quick.json --jobs 1000000000
says err '--jobs: found "1000000000", expected at most 1024'
run 2 run quick.json --seed -1
says err '--seed: found "-1"'
run 2 plot quick.json
says err 'no picture to write'
exit $failed
