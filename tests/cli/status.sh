#!/bin/sh
# status.sh KNEEWALL: the exit status says how it went.
. "$(dirname "$0")/check.sh"

run 0 run quick.json
says out 'wall'
empty err

run 1 run quick.json --precision 0.1% --set run.max_requests=2000
says out 'the asked precision of 0.1 % was not reached'

refused 'missing.json: cannot read it' run missing.json
refused 'hosts.box.coutn: unknown key; did you mean "count"?' run quick.json --set hosts.box.coutn=2
refused 'hosts.box.count: found "1.."' run quick.json --vary hosts.box.count=1..

run 3 run quick.json --set 'assert=["wall.rps >= 6000"]'
says out 'wall.rps >= 6000: FALSE'
run 0 run quick.json --set 'assert=["wall.rps >= 60", "saturation.resource == box.cpu"]'
says out 'wall.rps >= 60: holds'
refused 'wall.rsp' run quick.json --set 'assert=["wall.rsp >= 60"]'

# An interrupt ends a study that would take minutes; what was finished is printed.
"$program" run quick.json --precision 0.01% --set run.max_requests=1e9 >out 2>err </dev/null &
study=$!
sleep 1
kill -INT $study
wait $study
status=$?
[ $status -eq 130 ] || complain "interrupted: exit status $status"
says out 'INTERRUPTED'
exit $failed
