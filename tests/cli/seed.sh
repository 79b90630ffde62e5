#!/bin/sh
# seed.sh KNEEWALL: the same seed gives the same bytes, whatever the number of threads; another seed gives others.
. "$(dirname "$0")/check.sh"

for options in '' '--vary machines.one.cores=1,2 --set hosts.box.discipline=fcfs'; do
  run 0 run quick.json --json $options --jobs 1
  mv out one
  run 0 run quick.json --json $options --jobs 2
  mv out two
  run 0 run quick.json --json $options --jobs 7
  mv out seven
  cmp one two && cmp one seven || complain "--jobs changes the result of $options"
done
run 0 run quick.json --json --seed 1
mv out one
run 0 run quick.json --json
cmp one out || complain 'the seed is not 1'
run 0 run quick.json --json --seed 2
cmp -s one out && complain 'another seed gives the same result'

# A result names what made it: version, seed and the complete scenario.
identity() { "$program" run quick.json --quiet "$@" </dev/null | sed -n 's/.*seed \([0-9]*\); kneewall \([^,]*\), scenario \([0-9a-f]\{16\}\)$/\1 \2 \3/p'; }
first=$(identity)
version=$("$program" --version | sed 's/.* //')
case $first in "1 $version "*) ;; *) complain "the table names $first" ;; esac
hash=${first##* }
[ "$(identity --jobs 1)" = "$first" ] || complain 'two runs name different scenarios'
run 0 run quick.json --json
says out "\"hash\": \"$hash\""
run 0 run quick.json --csv points.csv
[ "$(cut -d, -f1 points.csv | tail -n +2 | wc -l)" -eq "$(grep -c ",$version,1,$hash," points.csv)" ] ||
  complain "the CSV does not name version, seed and scenario: $(head -n 2 points.csv)"
for change in --seed=2 --precision=29% --set=load.rate_rps=[20,51] --set=machines.one.cores=2 --set=name=other; do
  [ "$(identity $change | cut -d' ' -f3)" = "$hash" ] && complain "$change leaves the hash as it was"
done
exit $failed
