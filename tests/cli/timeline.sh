#!/bin/sh
# timeline.sh KNEEWALL: a stretch of time in every form, the same bytes whatever the threads, and what is refused.
. "$(dirname "$0")/check.sh"

cat >spike.json <<'END'
{ "extends": "quick.json", "name": "spike", "question": "A spike?",
  "load": { "rate_rps": [50] },
  "timeline": { "length_s": 40, "interval_s": 2, "replications": 3,
                "events": [{ "at_s": 10, "for_s": 10, "load_rps": 150 }, { "at_s": 34, "kill": "box" },
                           { "at_s": 36, "repair": "box" }] } }
END

run 0 timeline spike.json
says out 'A spike?'
says out '* load 150 req/s'
says out '* box dies'
says out 'unavail.'
says out 'requests and messages at most'
empty err
run 0 timeline spike.json --set 'timeline.events=[{"at_s":34,"kill":"box"},{"at_s":36,"repair":"box"}]'
says out 'back   RTO 2 s'
run 0 timeline spike.json --jobs 1 --json
mv out one
run 0 timeline spike.json --jobs 3 --json
cmp -s out one || complain 'the result depends on the threads'
says out '"name": "spike"'
says out '"recovery_wall": null'
run 0 timeline spike.json --json=r.json --csv r.csv
says out 'box dies'
cmp -s r.json one || complain '--json=FILE differs from --json'
[ "$(wc -l <r.csv)" -eq 21 ] || complain "not a heading and 20 intervals: $(wc -l <r.csv)"
says r.csv 'goodput_rps,goodput_rps_low'
run 0 timeline spike.json --replications 1 --rate 20
says out 'one run'
run 0 timeline spike.json --recovery --replications 2
says out 'wall '
run 0 timeline spike.json --availability=10
says out 'nothing is said to fail'

run 0 timeline spike.json --set 'assert=["timeline.recovery.recovered == true", "wall.rps > 1e9"]'
says out 'timeline.recovery.recovered == true: holds'
run 3 timeline spike.json --set 'assert=["timeline.at(12).goodput_rps > 120"]'
says out 'FALSE'
# An assert about the recovery wall asks for it; `run` leaves those about a timeline alone.
run 0 timeline spike.json --replications 2 --set 'assert=["timeline.recovery_wall.runs > 0"]'
run 0 run spike.json --set 'assert=["timeline.recovery.recovered == false"]'
refused 'assert: found "timeline.recovery.failed"' timeline spike.json --set 'assert=["timeline.recovery.failed"]'
# What is misspelt is told before the run, by name.
long='--replications 9999 --set timeline.length_s=1e5'
refused 'in place of "timeline.recovery.rto"' timeline spike.json $long --set 'assert=["timeline.recovery.rto > 3"]'
refused 'in place of "timeline.at(12).members.ap"' timeline spike.json $long --set 'assert=["timeline.at(12).members.ap == 1"]'
refused 'a time from 0 to' timeline spike.json $long --set 'assert=["timeline.at(1e7).goodput_rps > 1"]'
run 0 timeline spike.json --set 'assert=["timeline.events[0].t_s > 0", "timeline.intervals[1].goodput_rps > 1"]'

refused '--vary: found 2 scenarios, expected one' timeline spike.json --vary load.rate_rps=10,20
refused 'cannot write' timeline spike.json --csv nowhere/r.csv
refused 'the name must end in' timeline spike.json -o picture
run 2 timeline spike.json quick.json
says err 'found 2 files, expected one'
run 2 timeline spike.json --replications 1.5
says err '--replications: found "1.5"'
run 2 timeline spike.json --rate -1
says err '--rate: found "-1"'

if command -v gnuplot >/dev/null; then
  run 0 timeline spike.json -o spike.svg --keep
  for text in 'requests/s' 'load 150 req/s' 'box dies' 'box is repaired' 'time (s)'; do
    grep -qF ">$text<" spike.svg || complain "no $text in the picture"
  done
  [ -s spike.gp ] && [ -s spike.csv ] || complain 'script and data are not kept'
  run 0 timeline spike.json --terminal
  says out 'time (s)'
fi

# The load from files.
printf 't_s,rps\n0,10\n20,50\n40,10\n' >load.csv
run 0 timeline quick.json --set timeline.length_s=40 --set timeline.profile.csv="$PWD/load.csv" --json
says out '"rate_rps": 10'
for second in 0 1 2 3 4 5 6 7 8 9; do
  for n in 1 2 3; do
    echo "h - - [10/Oct/2000:13:55:0$second +0000] \"GET /$n HTTP/1.1\" 200 10"
  done
done >access.log
run 0 timeline quick.json --set timeline.length_s=10 --set timeline.interval_s=5 \
  --set timeline.profile="{\"log\":{\"file\":\"$PWD/access.log\"}}" --json --replications 2
[ "$(grep -c '"offered_rps": 3,' out)" -eq 2 ] || complain "not 3 a second: $(grep offered_rps out)"

# More than a machine could simulate is refused; next to nothing needs no longer warm-up than there is time.
refused 'timeline: found 6e+11 requests in all' timeline quick.json --rate 1e9
run 0 timeline quick.json --rate 1e-9 --set timeline.length_s=40 --quiet
says out '0 requests simulated'

# An interrupt ends it.
"$program" timeline spike.json --set timeline.length_s=1e6 --set timeline.interval_s=100 >out 2>err </dev/null &
study=$!
sleep 1
kill -INT $study
wait $study
status=$?
[ $status -eq 130 ] || complain "interrupted: exit status $status"
says out 'INTERRUPTED'
grep -E '^(down|back|wall) ' out && complain 'a verdict on what no replication came to'
exit $failed
