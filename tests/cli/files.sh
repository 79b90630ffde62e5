#!/bin/sh
# files.sh KNEEWALL: files appear whole or not at all, and what cannot be written is found out before the study.
. "$(dirname "$0")/check.sh"
study='run quick.json'

# Nothing but what was asked for, and each file ends with its last line.
run 0 $study --json=result.json --csv=points.csv --hgrm=latency.hgrm
says out 'wall'
[ "$(head -c 1 result.json)" = '{' ] && [ "$(tail -n 1 result.json)" = '}' ] || complain 'result.json is not whole'
[ "$(wc -l <points.csv)" -ge 3 ] || complain "points.csv: $(cat points.csv)"
columns=$(head -n 1 points.csv | tr -cd , | wc -c)
while read -r line; do
  [ "$(printf %s "$line" | tr -cd , | wc -c)" -eq "$columns" ] || complain "points.csv: $line"
done <points.csv
says latency.hgrm '#[Mean'
cp result.json first.json
run 0 $study --json=result.json --seed 2
cmp -s result.json first.json && complain 'result.json was not replaced'

if command -v gnuplot >/dev/null; then
  run 0 $study -o kept
  for file in result.json points.csv latency.hgrm table.txt latency.svg; do
    [ -s kept/$file ] || complain "no kept/$file"
  done
  cmp -s kept/result.json first.json || complain 'kept/result.json differs from --json'
  tail -n 2 kept/latency.svg | grep -q '</svg>' || complain 'latency.svg is not whole'
fi

# Refused at once: a study of a billion requests would not end within the test's time.
endless='--precision 0.001% --set run.max_requests=1e9'
mkdir directory
echo old >file
listing >listing
refused 'nowhere/x.json: cannot write' $study $endless --json=nowhere/x.json
refused 'nowhere/x.csv: cannot write' $study $endless --csv nowhere/x.csv
refused 'directory: cannot write: Is a directory' $study $endless --hgrm directory
refused 'file: cannot write: Not a directory' $study $endless -o file
refused 'nowhere/x: cannot make the directory' $study $endless -o nowhere/x
refused 'nowhere/x.json: cannot write' explain quick.json --json=nowhere/x.json
if [ -w /dev/full ]; then
  refused '/dev/full: cannot write: No space left' explain quick.json --json=/dev/full
fi
listing | cmp -s - listing || complain "left behind: $(listing)"
[ "$(cat file)" = old ] || complain 'file was touched'

# A full disk, as far as a shell can make one.
if [ -w /dev/full ]; then
  "$program" $study >/dev/full 2>err </dev/null
  status=$?
  [ $status -eq 2 ] || complain "a full standard output: exit status $status"
  says err 'No space left'
fi
exit $failed
