#!/bin/sh
# input.sh KNEEWALL: scenarios from standard input, overrides, variations; a study that nothing follows from is refused.
. "$(dirname "$0")/check.sh"

"$program" check - <quick.json >out 2>err || complain "check -: $(cat err)"
"$program" run - <quick.json >out 2>err || complain "run -: $(cat err)"
says out 'standard input'
printf '{' | "$program" check - >out 2>err && complain 'half an object is good'
says err 'standard input:1:'

run 0 explain quick.json --set hosts.box.count=3 --json
says out '"saturation_rps": 300'
run 0 explain quick.json --vary machines.one.cores=1..4*2 --json
[ "$(grep -c '"zero_load_latency_s"' out)" -eq 3 ] || complain "not three scenarios: $(cat out)"
says out '"saturation": {"rps": 400'
run 0 explain quick.json --vary machines.one.cores=1,2 --vary hosts.box.count=1,2
[ "$(grep -c '^full ' out)" -eq 4 ] || complain "not four scenarios: $(cat out)"
run 0 run quick.json --vary machines.one.cores=1,2
says out 'machines.one.cores=2'

# The bottleneck law is about heavy loads, and hits by a time to live are not the same at all loads.
run 0 explain quick.json --set 'data={"items":{"keys":1000,"value_b":1000}}' --set classes.all.key=items --set 'tiers.cache={"kind":"cache","memory_gib":1,"ttl_s":10}' \
  --set 'classes.all.path=["cache","app"]'
says out 'time to live of 10 s makes it fewer'

# Copies that are cancelled leave work undone, so what is full by all their work is no limit: not of loads, nor of the knee.
cat >hedged.json <<'END'
{ "schema": 1, "slo": { "p99_ms": 200 }, "machines": { "m": { "cores": 8 } }, "hosts": { "a": { "machine": "m" } },
  "tiers": { "app": { "kind": "service", "host": "a", "demand": { "cpu_ms": { "dist": "lognormal", "mean": 5, "cv": 3 } } } },
  "classes": { "x": { "path": ["app"], "hedge_ms": 1, "cancel": true } }, "run": { "precision": 0.2 } }
END
run 0 explain hedged.json
says out 'at 1,600 req/s a.cpu is busy all the time, if copies that are cancelled have done all their'
run 0 run -q hedged.json
says out 'the wall is beyond it,'
grep -q '^knee  *[12],[0-9]* req/s' out || complain "no knee beyond what all copies would do: $(cat out)"

# What is wrong is named as it was typed.
refused '--set: tiers.ap: unknown name; did you mean "app"?' check quick.json --set tiers.ap.threads=3
refused '--set: tiers.xyz: unknown name, expected "app" (a new one needs "kind")' check quick.json --set tiers.xyz.threads=3
refused '--vary: hosts.box.count: found "x"' explain quick.json --vary hosts.box.count=1,x
refused '--set: hosts.box.count: found "x"' explain quick.json --set hosts.box.count=x --vary machines.one.cores=1,2
refused 'kneewall: --vary hosts.box.count: found an empty value' explain quick.json --vary hosts.box.count=1,,2
refused '--set extends: the files are read before it' check quick.json --set extends=other.json
refused '--vary: hosts.box.count: found 0, expected a whole number from 1 to 100000' check quick.json --vary hosts.box.count=0..2
refused '--vary hosts.box.count: expected a range that rises' check quick.json --vary 'hosts.box.count=1..4*0'
refused 'quick.json: assert: found "wall.rpm > 3", expected a path of the result in place of "wall.rpm"' check quick.json --set 'assert=["wall.rpm > 3"]'
printf '{ "extends": "quick.json", "tiers": { "ap": { "threads": 3 } } }\n' >misspelt.json
refused 'misspelt.json: tiers.ap: unknown name; did you mean "app"?' check misspelt.json

# The complete scenario reads back as the same one.
run 0 check --print quick.json
mv out whole.json
run 0 check --print whole.json
cmp -s out whole.json || complain 'check --print of what it printed differs'
run 0 check --quiet quick.json whole.json
empty out

# A file that extends another and changes nothing gives the same result.
printf '{ "extends": "quick.json" }\n' >same.json
for file in quick.json same.json; do
  run 0 run $file --json
  grep -v '"file":' out >$file.result
done
cmp quick.json.result same.json.result || complain 'extends changes the result'
exit $failed
