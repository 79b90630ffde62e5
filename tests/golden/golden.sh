#!/bin/sh
# golden.sh KNEEWALL SOURCE [update]: fixed seeds give these bytes: NAME.expected is what the program prints for the
# arguments of NAME below, with any compiler, at any optimisation, in any number of threads. (The C library's exp and
# log round a few results differently on x86 processors older than fused multiply-add: there the test is skipped.)
#
# A change that is meant to change results changes these files: `meson compile -C build update-golden`, then read the
# difference as carefully as the code.
set -u
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
here=$2/tests/golden
update=${3-}
cd "$2" || exit 1
if [ "$(uname -m)" = x86_64 ] && ! grep -qw fma /proc/cpuinfo; then
  exit 77
fi
out=$(mktemp)
trap 'rm -f "$out"' EXIT
failed=0

# golden NAME ARGUMENT...: the time that it took is not part of the result.
golden()
{
  name=$1
  shift
  "$program" "$@" 2>&1 </dev/null | sed 's/ simulated in [^ ]* s/ simulated in T s/' >"$out"
  if [ "$update" ]; then
    cat "$out" >"$here/$name.expected"
  elif ! cmp -s "$out" "$here/$name.expected"; then
    echo "$name: kneewall $*"
    diff "$here/$name.expected" "$out" | head -n 20
    failed=1
  fi
}

coarse='--quiet --precision 20% --set run.max_requests=60000'
golden mm1 run --json $coarse tests/golden/mm1.json
golden web run --json $coarse tests/golden/web.json
golden closed run --json $coarse tests/golden/closed.json
golden stage1 run --json $coarse --set load.rate_rps='[100,250]' scenarios/stage1.json
golden tables run $coarse tests/golden/mm1.json tests/golden/web.json tests/golden/closed.json
golden explain explain scenarios/stage1.json
golden explain_closed explain --json tests/golden/closed.json
golden print check --print scenarios/stage1.json
exit $failed
