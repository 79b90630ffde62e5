#!/bin/sh
# bad.sh KNEEWALL: each bad/NAME.json is refused with exit status 2, nothing on standard output, and on standard error
# the one line of bad/NAME.expected (behind the program's name). A file without an .expected is good.
# To update: cd bad; for f in *.expected; do KNEEWALL check ${f%.expected}.json 2>&1 | sed 's/^kneewall: //' >$f; done
set -u
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
cd "$(dirname "$0")/bad" || exit 1
out=$(mktemp)
trap 'rm -f "$out"' EXIT
failed=0
count=0

complain()
{
  printf '%s: %s\n' "$name" "$1"
  failed=1
}

for file in *.json; do
  name=${file%.json}
  count=$((count + 1))
  message=$("$program" check "$file" 2>&1 >"$out")
  status=$?
  if [ ! -f "$name.expected" ]; then
    [ $status -eq 0 ] || complain "exit status $status, $message"
    continue
  fi
  [ $status -eq 2 ] || complain "exit status $status"
  [ ! -s "$out" ] || complain 'wrote to standard output'
  message=${message#kneewall: }
  expected=$(cat "$name.expected")
  [ "$message" = "$expected" ] || complain "says
  $message
not
  $expected"
done
[ $count -gt 60 ] || { echo "only $count files"; failed=1; }
exit $failed
