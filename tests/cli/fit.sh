#!/bin/sh
# fit.sh KNEEWALL: measured points and what is made of them.
. "$(dirname "$0")/check.sh"

# json FILE KEY: the number behind the first "KEY": in a JSON file.
json()
{
  sed -n "s/.*\"$2\": \(-\{0,1\}[0-9.e+-]*\).*/\1/p" "$1" | head -n 1
}

# near VALUE KNOWN WITHIN: relative; a known 0 compares absolutely.
near()
{
  awk -v v="$1" -v k="$2" -v w="$3" 'BEGIN { d = v - k; if (d < 0) d = -d; s = k < 0 ? -k : k; exit !(v != "" && d <= w * (s ? s : 1)) }' ||
    complain "$1 is not within $3 of $2"
}

# Three published fits: Schwartz (Cisco), Gunther (the ray tracer), the R package usl.
{
  echo '# Cisco'
  echo 'users;Throughput (req/s)'
  n=0
  for x in 955,16 1878,91 2688,01 3548,68 4315,54 5130,43 5931,37 6531,08 7219,8 7867,61 8278,71 8646,7 9047,84 9426,55 \
    9645,37 9897,24 10097,6 10240,5 10532,39 10798,52 11151,43 11518,63 11806 12089,37 12075,41 12177,29 12211,41 12158,93 \
    12155,27 12118,04 12140,4 12074,39; do
    n=$((n + 1))
    echo "$n;$x"
  done
} >cisco.csv
run 0 fit cisco.csv --json
near "$(json out sigma)" 0.02671594531 1e-6
near "$(json out kappa)" 0.0007690939134 1e-6
near "$(json out lambda)" 995.648787 1e-6
near "$(json out n_max)" 35.57378836 1e-6
near "$(json out x_max)" 12342.85256 1e-6
says out '"warnings": []'

cat >ray.csv <<'END_RAY'
processors,throughput
1,20
4,78
8,130
12,170
16,190
20,200
24,210
28,230
32,260
48,280
64,310
END_RAY
run 0 fit ray.csv --json=ray.json --at 100,200
says out 'contention: 5.8 % of the work'
says out 'throughput approaches 378.2'
says out 'kappa is not identified'
says out 'X(200) ='
near "$(json ray.json sigma)" 0.057770781 1e-6
near "$(json ray.json kappa)" 0 1e-5
near "$(json ray.json lambda)" 21.84884293 1e-6
near "$(json ray.json limit)" 378.1988498 1e-6
says ray.json '"n_max": null'
says ray.json 'kappa is not identified'

printf 'n\tx\n1\t1\n2\t1.8868\n4\t3.0769\n6\t3.5294\n8\t3.5398\n10\t3.3557\n' >syn.tsv
run 0 fit syn.tsv --json
near "$(json out sigma)" 0.02000576133 1e-6
near "$(json out kappa)" 0.01999966528 1e-6
near "$(json out n_max)" 7.000038001 1e-6

# Far below the peak of a curve that has one: the interval of kappa holds 0.
printf '1 99\n2 193\n3 272\n4 349\n5 414\n6 481\n' | "$program" fit - >out 2>err || complain "far below: $(cat err)"
says out 'kappa is not identified'

# Refused in one line.
head -n 6 ray.csv >few.csv
refused 'few.csv: no fit to 5 points: fewer than six points' fit few.csv
printf '1,1\n2,2.4\n4,6\n8,15\n16,37\n32,88\n' >super.csv
refused 'faster than linearly (negative contention)' fit super.csv
printf '1,1\n2,1.33\n4,1.6\n8,1.8\n16,2.2\n32,3\n64,5\n' >bend.csv
refused 'bends upwards (negative coherency)' fit bend.csv
sed 's/190/many/' ray.csv >word.csv
refused 'word.csv: line 6: throughput: found "many", expected a number' fit word.csv
sed 's/190/-190/' ray.csv >minus.csv
refused 'is not a positive number' fit minus.csv
sed 's/16,190/16,190,7/' ray.csv >ragged.csv
refused 'ragged.csv: line 6: found 3 fields, expected 2' fit ragged.csv
printf 'when,a,b\n1,2,3\n' >strange.csv
refused 'found no column of load (n, concurrency, clients ...) among when, a, b; name it with --column load=TITLE' fit strange.csv
refused 'found no column "c" to be the load, only when, a, b' fit strange.csv --column load=c
: >nothing.csv
refused 'nothing.csv: found nothing' fit nothing.csv
refused 'missing.csv: cannot read it' fit missing.csv
refused 'cannot write' fit ray.csv --json=nowhere/x.json
run 2 fit
says err 'no file of measurements'
run 2 fit ray.csv --at 1,x
says err '--at: found "1,x"'
run 2 fit ray.csv --column load
says err '--column: found "load"'

if command -v gnuplot >/dev/null; then
  for file in cisco.csv ray.csv; do
    run 0 fit $file -o picture.svg
    tail -n 2 picture.svg | grep -q '</svg>' || complain 'picture.svg is not whole'
  done
  run 0 fit cisco.csv -o picture.svg --keep
  says picture.svg 'N_max 35.6, X_max 12,340'
  [ -s picture.gp ] && [ -s picture.csv ] || complain "no script or data: $(ls picture.*)"
  rm picture.*
  refused 'no fit to 5 points' fit few.csv -o picture.svg
  [ ! -e picture.svg ] || complain 'a refused fit left a picture'
  refused 'nowhere/x.svg: cannot write' fit ray.csv -o nowhere/x.svg
fi

# Calibrate on what was measured: a guess learns the demands of what was simulated.
cat >truth.json <<'END_TRUTH'
{ "schema": 1, "name": "truth",
  "machines": { "one": { "cores": 2 } },
  "hosts": { "box": { "machine": "one" } },
  "tiers": { "app": { "kind": "service", "host": "box", "demand": { "cpu_ms": 10 } },
             "db": { "kind": "database", "host": "box",
                     "ops": { "read": { "cpu_ms": { "dist": "lognormal", "mean": 5, "cv": 2 } } } } },
  "classes": { "all": { "path": ["app", "db.read"] } },
  "network": { "client_rtt_ms": 7 },
  "load": { "rate_rps": [20, 50, 80, 120] },
  "run": { "precision": 0.2, "max_requests": 2000000 } }
END_TRUTH
sed 's/"cpu_ms": 10/"cpu_ms": 4/; s/"mean": 5/"mean": 2/; s/"client_rtt_ms": 7/"client_rtt_ms": 0/; s/truth/guess/' truth.json >guess.json
run 0 run truth.json --csv=points.csv
mkdir -p below
run 0 fit --scenario guess.json points.csv -o below/calibrated.json --json=calibrated.fit
says out 'kneewall run below/calibrated.json'
says out 'how the demand of box.cpu is shared by tiers and operations was not measured'
near "$(json calibrated.fit demand_s)" 0.015 0.01
near "$(json calibrated.fit client_rtt_s)" 0.007 0.1
says below/calibrated.json '"extends": "../guess.json"'
# ... predict what was not: twice the cores.
run 0 explain truth.json --set machines.one.cores=4 --json
wall=$(json out saturation_rps)
run 0 explain below/calibrated.json --set machines.one.cores=4 --json
near "$(json out saturation_rps)" "$wall" 0.01
run 0 run below/calibrated.json --precision 30%
says out 'guess, calibrated'

# Percent, a column named on the command line, busy servers, concurrency in place of latency.
printf 'x,busy,active\n10,7.5,0.22\n20,15.1,0.45\n40,30,0.94\n80,59.9,2.43\n' >other.csv
run 0 fit --scenario guess.json other.csv --column box.cpu=busy --column concurrency=active --json
near "$(json out demand_s)" 0.015 0.01
near "$(json out client_rtt_s)" 0.007 0.1
printf 'rps;box.cpu_busy\n10;0,15\n20;0,3\n' >cores.csv
run 0 fit --scenario guess.json cores.csv --json
near "$(json out demand_s)" 0.015 1e-9
says out '"delay": null'

# What does not follow the requests is said.
printf 'x,box.cpu_percent\n10,27.6\n20,34.9\n40,50.1\n60,65.2\n80,79.8\n' >base.csv
run 0 fit --scenario guess.json base.csv
says out 'at no load box.cpu would still be 20 % busy'
says out 'without that part a request takes 15.0 ms'
# Latency below the demands.
printf 'x,box.cpu,latency_ms\n10,.075,3\n20,.15,3.1\n40,.3,3.2\n' >quickest.csv
run 0 fit --scenario guess.json quickest.csv -o quickest.json
says out 'it is below what the demands alone take'
grep -q network quickest.json && complain 'a delay was written that was not found'

refused 'truth.json: the patch extends this file' fit --scenario truth.json points.csv -o truth.json
printf 'x,busy\n10,7.5\n20,15\n' >bare.csv
refused 'bare.csv: found neither the utilization of a resource of guess.json nor a latency' fit --scenario guess.json bare.csv
printf 'x,web.cpu\n1,0.2\n2,0.4\n' >whose.csv
refused 'whose.csv: web.cpu: the scenario has no such resource' fit --scenario guess.json whose.csv
refused '--column: found "web.cpu"' fit --scenario guess.json other.csv --column web.cpu=busy
printf 'x,box.cpu,latency\n1,0.2,3\n2,0.4,4\n' >unit.csv
refused 'unit.csv: latency: found no unit, expected a name such as "latency_ms"' fit --scenario guess.json unit.csv
printf 'x,box.cpu\n1,20\n2,340\n' >top.csv
refused 'top.csv: box.cpu: found 340, expected at most 100 (percent of 2)' fit --scenario guess.json top.csv
refused 'missing.json: cannot read it' fit --scenario missing.json points.csv
run 2 fit --scenario - points.csv
says err 'extends a file by its name'

# Measured points over a picture.
printf 'rate,p50 (ms),p99 (ms)\n20,10,21\n50,15,\n80,30,120\n' >load.csv
refused 'missing.csv: cannot read it' plot quick.json --measured missing.csv -o over.svg
refused 'strange.csv: found no column of load (offered_rps, rate, rps, load) among when, a, b' plot quick.json --measured strange.csv -o over.svg
refused 'ray.csv: found no column of load' plot quick.json --measured ray.csv -o over.svg --set load.arrivals=closed --set load.population=[1,2] --set load.rate_rps=null --set load.users=null
refused '--measured: found 2 scenarios, expected one' plot quick.json quick.json --measured load.csv -o over.svg
printf 'rate,p50\n20,10\n' >bare.csv
refused 'bare.csv: found no column of latency with its unit (p50_ms, p95_ms, p99_ms, mean_ms) among rate, p50' plot quick.json --measured bare.csv -o over.svg
run 2 plot quick.json --measured load.csv --kind tail -o over.svg
says err 'not over --kind tail'
if command -v gnuplot >/dev/null; then
  run 0 plot quick.json --measured load.csv -o over.svg --keep
  says over.svg '>measured<'
  says over.gp '80,NaN,0.03,NaN,0.12'
  run 0 plot quick.json -o over.svg
  grep -q '>measured<' over.svg && complain 'measured points in a picture that has none'
fi
exit $failed
