#!/bin/sh
# status.sh KNEEWALL: the exit status says how it went.
. "$(dirname "$0")/check.sh"

run 0 run quick.json
says out 'wall'
empty err

run 1 run quick.json --precision 0.1% --set run.max_requests=2000
says out 'the asked precision of 0.1 % was not reached'
grep -q '+-[0-9.]* % \*' out || complain "no load is marked: $(cat out)"
run 1 run quick.json --precision 0.1% --set run.max_requests=2000 --json
says out '"converged": false'
run 0 run quick.json
grep -q ' \*' out && complain "a load is marked: $(cat out)"

refused 'missing.json: cannot read it' run missing.json
refused 'hosts.box.coutn: unknown key; did you mean "count"?' run quick.json --set hosts.box.coutn=2
refused 'hosts.box.count: found "1.."' run quick.json --vary hosts.box.count=1..

run 3 run quick.json --set 'assert=["wall.rps >= 6000"]'
says out 'wall.rps >= 6000: FALSE'
run 0 run quick.json --set 'assert=["wall.rps >= 60", "saturation.resource == box.cpu"]'
says out 'wall.rps >= 60: holds'
# What no study could decide is refused before one that would take for ever.
long='--precision 0.01% --set run.max_requests=1e12'
refused 'assert: found "wall.rsp >= 60"' run quick.json $long --set 'assert=["wall.rsp >= 60"]'
refused 'a path of the result on one side' run quick.json $long --set 'assert=["wall.resorce == box.cpu"]'
refused 'expected one of == !=' run quick.json $long --set 'assert=["wall.rps 60"]'
refused 'tiers.ap.wait_s' run quick.json $long --set 'assert=["points[0].tiers.ap.wait_s < 1"]'

# An interrupt ends a study that would take minutes; what was finished is printed.
"$program" run quick.json --precision 0.01% --set run.max_requests=1e9 >out 2>err </dev/null &
study=$!
sleep 1
kill -INT $study
kill -INT $study # as timeout(1) does, to the program and to its group
wait $study
status=$?
[ $status -eq 130 ] || complain "interrupted: exit status $status"
says out 'INTERRUPTED'
exit $failed
