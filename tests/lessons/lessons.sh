#!/bin/sh
# lessons.sh KNEEWALL FILE: the lesson runs, reaches its precision, and what it asserts is true (exit status 0). One that
# asserts something about a timeline is run as one.
set -u
out=$(mktemp)
trap 'rm -f "$out"' EXIT
command=run
grep -q '"timeline\.' "$2" && command=timeline
"$1" $command "$2" --quiet --jobs 2 >"$out" 2>&1
status=$?
[ $status -eq 0 ] && exit 0
cat "$out"
exit $status
