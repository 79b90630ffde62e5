#!/bin/sh
# plan.sh KNEEWALL: sizes that the bottleneck law gives, reasons where there is none, and a plan that is a scenario.
. "$(dirname "$0")/check.sh"

# One server of 10 ms a request: c cores are full at 100 c requests a second.
cat >one.json <<'END'
{ "schema": 1, "name": "one box",
  "machines": { "box": { "like": "m7i.large" } },
  "hosts": { "box": { "machine": "box" } },
  "tiers": { "app": { "kind": "service", "host": "box", "demand": { "cpu_ms": 10 } } },
  "classes": { "all": { "path": ["app"] } },
  "slo": { "p99_ms": 200 },
  "load": { "users": { "active_ratio": 0.1, "think_time_s": 10 } },
  "run": { "precision": 0.2 } }
END
cat >many.json <<'END'
{ "extends": "one.json", "name": "many boxes",
  "machines": { "lb": { "like": "c7i.large" } },
  "hosts": { "lb": { "machine": "lb" }, "box": { "count": 2 } },
  "tiers": { "lb": { "kind": "balancer", "host": "lb", "demand": { "cpu_us": 10 } } },
  "classes": { "all": { "path": ["lb", "app"] } } }
END

run 0 plan one.json many.json --rps 500 -o plan.json
# 500 x 10 ms at 85 % of capacity: 5.9 cores, and eight are the next size.
says out 'machines.box.like=m7i.2xlarge'
says out 'one box'
says out 'the simplest that carries the load'
run 0 check plan.json
run 0 run plan.json --set 'load.rate_rps=[500]' --json
says out '"name": "one box, sized for 500 requests/s"'

run 0 plan one.json many.json --users 3M
says out 'To carry 30,000 requests/s (3 million users)'
says out 'ruled out: box is full at 19200 req/s even as m7i.48xlarge'
says out 'plan   many boxes'

# The largest is tried as long as the load is below its capacity, and what it carries decides.
run 0 plan one.json --rps 18500
says out 'machines.box.like=m7i.48xlarge'
says out 'plan   one box'
run 3 plan one.json --rps 18900 --set slo.p99_ms=48
says out 'ruled out: as large as there is, its wall is at 1'

run 3 plan one.json --rps 30000
says out 'no architecture here carries the load'
run 2 plan one.json
says err 'expected one of --users and --rps'
run 2 plan one.json --users many
says err 'found "many", expected a number'
refused 'nowhere/plan.json: cannot write' plan one.json --rps 100 -o nowhere/plan.json
cp many.json before.json
refused 'many.json: the patch extends this file and cannot replace it' plan one.json many.json --rps 100 -o many.json
refused 'one.json: the patch extends this file and cannot replace it' plan many.json --rps 100 -o ./one.json
cmp -s many.json before.json || complain 'plan wrote over the scenario that it extends'
refused 'load.users: found none' plan one.json --users 100 --set load.users=null

# What is paid by use and how many an autoscaler has are of the cost at the wall: two of ten boxes at
# 1 usd an hour, and 3.60 usd for each request a second.
cat >use.json <<'END'
{ "schema": 1, "name": "by use",
  "machines": { "m": { "cores": 1, "usd_per_h": 1 }, "one": { "cores": 1, "usd_per_h": 0 } },
  "hosts": { "front": { "machine": "one" }, "box": { "machine": "m" } },
  "tiers": { "lb": { "kind": "balancer", "host": "front", "demand": { "cpu_ms": 5 } },
             "app": { "kind": "service", "host": "box", "demand": { "cpu_ms": 5 },
                      "autoscale": { "metric": "cpu", "target": 0.6, "min": 1, "max": 10 } },
             "files": { "kind": "store", "latency_ms": 1, "usd_per_million": 1000 } },
  "classes": { "all": { "path": ["lb", "app", "files"] } },
  "slo": { "p99_ms": 200 },
  "run": { "precision": 0.2 },
  "assert": ["cost.usd_per_h > 3.6 * wall.rps + 1.5", "cost.usd_per_h < 3.6 * wall.rps + 2.5",
             "cost.usd_per_million > 1002", "cost.usd_per_million < 1004"] }
END
run 0 run use.json

sed 's/"rate_rps": \[20, 50\].*},/"arrivals": "closed", "population": 5 },/' quick.json >closed.json
refused 'closed.json: load: found a closed load, expected an open one' plan closed.json --rps 10
run 0 run closed.json
says out 'at 5 clients the slowest'
exit $failed
