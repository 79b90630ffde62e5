#!/bin/sh
# sensitivity.sh KNEEWALL: which numbers move the wall; what is printed can be set; on request simulated.
. "$(dirname "$0")/check.sh"

run 0 explain --sensitivity quick.json
says out 'By analysis, about: the wall is at'
says out 'tiers.app.demand.cpu_ms.mean'
says out 'machines.one.cores'
empty err
awk 'length > 100 { exit 1 }' out || complain "wider than 100 columns: $(cat out)"
try=$(sed -n 's/^try    kneewall //p' out)
run 0 $try
says out 'wall'

run 0 explain --sensitivity --json quick.json
says out '"path": "machines.one.cores"'
says out '"simulated": null'
mv out first
run 0 explain --sensitivity --json=second --set run.seed=7 quick.json
says out 'the wall moves'
cmp -s first second || complain 'analysis depends on the seed'
run 0 explain --sensitivity --json --set machines.one.cores=2 quick.json
cmp -s first out && complain '--set changes nothing'

# Twice the cores twice the wall, nearly; the same bytes whatever the number of threads.
run 0 explain --sensitivity --simulate=1 --json --jobs 1 quick.json
mv out first
run 0 explain --sensitivity --simulate=1 --json --jobs 3 quick.json
cmp first out || complain '--jobs changes the result'
says out '"gain_ci": ['
run 0 explain --sensitivity --simulate=1 quick.json
says out 'with common random numbers'

# A database with one copy of its data gets no faster by one more server.
run 0 explain --sensitivity --json quick.json
says out '"path": "hosts.box.count"'
run 0 explain --sensitivity --json quick.json --set 'tiers.app={"kind":"database","host":"box","ops":{"q":{"cpu_ms":10}}}' --set 'classes.all.path=["app.q"]'
says out '"path": "machines.one.cores"'
grep -q 'hosts.box.count' out && complain 'a second server without the data is advised'

run 2 explain --simulate quick.json
says err '--simulate goes with --sensitivity'
run 2 explain --sensitivity --simulate=0 quick.json
says err 'expected a whole number from 1 to 100'
refused 'missing.json: cannot read it' explain --sensitivity missing.json
exit $failed
