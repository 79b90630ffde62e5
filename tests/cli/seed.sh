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
exit $failed
