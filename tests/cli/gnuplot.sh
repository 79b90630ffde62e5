#!/bin/sh
# gnuplot.sh KNEEWALL: pictures, and what is said where there is no gnuplot.
. "$(dirname "$0")/check.sh"

mkdir empty
endless='--precision 0.001% --set run.max_requests=1e9'
# Only the program runs without a path; the test needs its tools.
whole=$program
cat >alone <<END
#!/bin/sh
PATH=$work/empty exec $whole "\$@"
END
chmod +x alone
program=$work/alone
listing >listing
refused 'gnuplot is not installed' plot quick.json $endless -o picture.svg
refused 'gnuplot is not installed' plot quick.json $endless --terminal
refused 'gnuplot is not installed' run quick.json $endless -o kept
listing | cmp -s - listing || complain "left behind: $(listing)"
program=$whole

refused 'picture.bmp: cannot draw: the name must end in' plot quick.json $endless -o picture.bmp
if command -v gnuplot >/dev/null; then
  refused 'nowhere/picture.svg: cannot write' plot quick.json $endless -o nowhere/picture.svg
  run 0 plot quick.json -o picture.svg
  tail -n 2 picture.svg | grep -q '</svg>' || complain 'picture.svg is not whole'
  [ "$(ls picture.*)" = picture.svg ] || complain "beside the picture: $(ls picture.*)"
  run 0 plot quick.json --keep -o picture.svg
  [ -s picture.gp ] && [ -s picture.csv ] || complain "no script or data: $(ls picture.*)"
  for kind in percentiles residence tail; do
    run 0 plot quick.json --kind $kind -o $kind.svg
    tail -n 2 $kind.svg | grep -q '</svg>' || complain "$kind.svg is not whole"
  done
  run 0 plot quick.json --kind varied --vary machines.one.cores=1,2,3,4,5,6 --set load.rate_rps=auto --keep -o varied.svg
  [ "$(grep -c '^1,' varied.csv)" -eq 6 ] || complain "walls of six values: $(cat varied.csv)"
  run 0 plot quick.json --kind varied --vary load.users.think_time_s=1..6 --set load.rate_rps=auto --keep -o flat.svg
  says flat.gp "question = 'USL: contention 100 %, coherency 0 %'"
  run 0 plot quick.json --kind varied --vary tiers.app.demand.cpu_ms.mean=5,10,15,20,25,30 --set load.rate_rps=auto --keep -o less.svg
  says less.gp 'no Universal Scalability Law: the wall falls as the value rises'
  refused '--by users: quick.json: load.users: found none' plot quick.json $endless --by users --set load.users=null -o none.svg
  refused 'quick: nothing to draw: its machines have no price' plot quick.json --kind cost -o cost.svg
  run 0 plot quick.json --kind cost --set machines.one='{"like": "m7i.large"}' -o cost.svg
  refused '--kind percentiles: found 2 scenarios, expected one' plot quick.json quick.json --kind percentiles -o two.svg
  refused 'nothing to draw: the wall against a value needs --vary' plot quick.json --kind varied -o none.svg
  run 0 plot quick.json --terminal
  says out 'offered load'
  # gnuplot divides 79000 by 90000 to 0: what a template calculates with is no integer.
  run 0 plot quick.json --set slo.p99_ms=20 --keep -o picture.svg
  grep -E '^([a-z]+_(low|high)|knee|wall|slo) = [0-9]+$' picture.gp && complain 'integers in picture.gp'
  says picture.svg 'SLO: p99'
  run 0 plot quick.json --set question="$(printf 'word %.0s' $(seq 60))" -o picture.svg
  says picture.svg 'no SLO: p99 at most 10 x'
  grep -qE '(word ){20,}word\.\.\.' picture.svg || complain 'a question leaves the picture'
  # Who is hit hardest is drawn, not the mean of its group.
  cat >shards.json <<'END'
{ "schema": 1, "name": "shards",
  "machines": { "one": { "cores": 1 } },
  "hosts": { "pg": { "machine": "one", "count": 4 } },
  "data": { "users": { "keys": 1000, "zipf_s": 1.2 } },
  "tiers": { "db": { "kind": "database", "host": "pg", "ops": { "read": { "cpu_ms": 10 } },
                     "shards": { "count": 4, "by": "users", "partition": "hash" } } },
  "classes": { "all": { "path": ["db.read"], "key": "users" } },
  "run": { "precision": 0.3, "max_requests": 200000 } }
END
  run 0 plot shards.json --keep -o shards.svg
  grep -qE '>pg\[[0-9]\]\.cpu >?[0-9.]+ %' shards.svg || complain "no hot shard: $(grep -o '>[a-z]*[^<]*cpu[^<]*' shards.svg)"
  says shards.gp "'hot:pg.cpu'"
fi
exit $failed
