#!/bin/sh
# bench.sh KNEEWALL PROGRAMS SCENARIOS CSV: measures, prints one table and writes it as CSV.
#
# KNEEWALL   the program
# PROGRAMS   the directory of the built benchmark programs
# SCENARIOS  the directory of stage1.json ... stage6.json
#
# What is compared is run in turn, round after round, and medians are compared: the machine may be busy, and is so for
# both. Single-threaded figures are of CPU time, the times of studies are elapsed. The goals do not decide the exit
# status; that is 1 if something could not be run, or if one and two threads do not print the same.
set -u
export LC_ALL=C
kneewall=$1 programs=$2 scenarios=$3 csv=$4
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
values=$work/values rows=$work/rows failed=0
: >"$values"
: >"$rows"

say() { printf '%s\n' "$*" >&2; }

# measure PREFIX COMMAND...: keeps the "key value" pairs that the command prints, as PREFIX.key.
measure()
{
  prefix=$1
  shift
  if ! "$@" >"$work/out" 2>"$work/err"; then
    say "failed: $*"
    cat "$work/err" >&2
    failed=1
    return 1
  fi
  awk -v prefix="$prefix" '{ for (i = 1; i < NF; i++) if ($i ~ /^[a-z_0-9]+$/ && $(i + 1) ~ /^-?[0-9.]/)
    print prefix "." $i, $(i + 1) }' "$work/out" >>"$values"
}

# row TEXT|UNIT|FIGURE|YARDSTICK|RULE|GOAL: FIGURE and YARDSTICK are keys, or empty. RULE: below (the figure), above,
# ratio (figure / yardstick at most), times (yardstick / figure at least), or none.
row() { printf '%s\n' "$1" >>"$rows"; }

python=
for candidate in /usr/bin/python3 python3; do
  "$candidate" -c 'import simpy' 2>/dev/null && python=$candidate && break
done
[ -n "$python" ] || say 'SimPy is not here (apt: python3-simpy3); its rows stay empty'

requests()
{
  say 'a request of mm1 and web, in turn with the yardstick ...'
  for round in 1 2 3 4 5 6 7; do
    for network in mm1,90,5000000 web,800,1500000; do
      IFS=, read -r name rate count <<EOF
$network
EOF
      measure "floor.$name" "$programs/floor" "$name" "$count"
      measure "engine.$name" "$programs/bench_engine" "$here/$name.json" "$rate" "$count"
      [ -n "$python" ] && [ "$round" -le 3 ] && measure "simpy.$name" "$python" "$here/simpy_queue.py" "$name" 30000
    done
  done
  row 'mm1, a request|ns|engine.mm1.ns_per_request|floor.mm1.ns_per_request|ratio|1.2'
  row 'web, a request|ns|engine.web.ns_per_request|floor.web.ns_per_request|ratio|1.1'
  row 'mm1, an event|ns|engine.mm1.ns_per_event||none|'
  row 'web, an event|ns|engine.web.ns_per_event||none|'
  row 'mm1, a request, against SimPy|ns|engine.mm1.ns_per_request|simpy.mm1.ns_per_request|none|'
  row 'web, a request, against SimPy|ns|engine.web.ns_per_request|simpy.web.ns_per_request|times|150'
}

growth()
{
  say 'growth with stations and with requests ...'
  for round in 1 2 3; do
    for size in 3 30 300 1000; do measure "stations.$size" "$programs/bench_growth" stations $size 1000000; done
    for size in 100 10000 1000000; do measure "queued.$size" "$programs/bench_growth" queued $size 4000000; done
    for kind in served shared; do
      for size in 100 1000 10000 100000; do measure "$kind.$size" "$programs/bench_growth" $kind $size 2000000; done
    done
  done
  row '30 stations, an event, to 3|ns|stations.30.ns_per_event|stations.3.ns_per_event|ratio|1.6'
  row '300 stations, an event, to 3|ns|stations.300.ns_per_event|stations.3.ns_per_event|none|'
  row '1,000 stations, an event, to 3|ns|stations.1000.ns_per_event|stations.3.ns_per_event|ratio|2'
  row '10 thousand queued, an event, to 100|ns|queued.10000.ns_per_event|queued.100.ns_per_event|none|'
  row '1 million queued, an event, to 100|ns|queued.1000000.ns_per_event|queued.100.ns_per_event|ratio|1.3'
  for kind in served shared; do
    text='in service'
    [ $kind = shared ] && text='sharing a CPU'
    row "1,000 $text, an event, to 100|ns|$kind.1000.ns_per_event|$kind.100.ns_per_event|none|"
    row "10 thousand $text, an event, to 100|ns|$kind.10000.ns_per_event|$kind.100.ns_per_event|none|"
    row "100 thousand $text, an event, to 100|ns|$kind.100000.ns_per_event|$kind.100.ns_per_event|ratio|2.5"
  done
}

# median KEY
median()
{
  awk -v key="$1" '$1 == key { print $2 }' "$values" | sort -g | awk '{ v[NR] = $1 } END { if (NR) print v[int((NR + 1) / 2)] }'
}

memory()
{
  for kind in queued:1000000 served:100000 shared:100000; do
    size=${kind#*:} kind=${kind%:*}
    few=$(median $kind.100.resident) many=$(median $kind.$size.resident)
    [ -n "$few" ] && [ -n "$many" ] &&
      echo "memory.$kind $(awk "BEGIN { print ($many - $few) / ($size - 100) }")" >>"$values"
  done
  peak=$("$kneewall" run --quiet --stats --jobs 1 --precision 20% "$here/mm1.json" 2>&1 >"$work/out" |
    sed -n 's/.*peak memory \([0-9.]*\) MiB.*/\1/p')
  if [ -n "$peak" ]; then echo "memory.study $peak" >>"$values"; else failed=1; fi
  row 'memory, a queued request|B|memory.queued||below|32'
  row 'memory, a request in service|B|memory.served||below|64'
  row 'memory, a request sharing a CPU|B|memory.shared||below|64'
  row 'memory that grows with the requests seen|B|engine.mm1.bytes_grown_per_request||below|0.1'
  row 'memory, one replication of mm1, all of the process|MB|engine.mm1.resident_mb||below|8'
  row 'memory, peak of a study of mm1|MiB|memory.study||none|'
}

record()
{
  say 'recording ...'
  for round in 1 2 3; do measure record "$programs/bench_record"; done
  row 'recording a latency|ns|record.ns||below|3'
  row 'recording, error of a quantile|%|record.quantile_error_percent||below|0.1'
}

curve()
{
  say 'time to a curve ...'
  for round in 1 2 3; do
    for jobs in 1 2; do measure "curve$jobs" "$programs/bench_curve" "$here/web.json" $jobs; done
  done
  row 'web, a curve of 12 loads, one thread|s|curve1.seconds||below|3'
  row 'web, a curve of 12 loads, one thread, CPU|s|curve1.cpu||none|'
  row 'web, a curve of 12 loads, two threads|s|curve2.seconds||below|1.6'
  row 'web, a curve of 12 loads, two threads, CPU|s|curve2.cpu||none|'
}

# CPU seconds of all that was run so far, into $cpu. (`times` tells that of its own shell, so not in a substitution.)
children()
{
  times >"$work/times"
  cpu=$(awk 'NR == 2 { gsub(/[ms]/, " "); print $1 * 60 + $2 + $3 * 60 + $4 }' "$work/times")
}

# study PREFIX JOBS FILE...: elapsed and CPU seconds; the output stays in $work/PREFIX.
study()
{
  prefix=$1 jobs=$2
  shift 2
  children
  before=$cpu
  from=$(date +%s.%N)
  "$kneewall" run --quiet --jobs "$jobs" --json="$work/$prefix.json" "$@" >"$work/$prefix" 2>"$work/err"
  status=$?
  to=$(date +%s.%N)
  if [ $status -gt 1 ]; then
    say "failed: kneewall run $*"
    cat "$work/err" >&2
    failed=1
    return
  fi
  children
  awk "BEGIN { print \"$prefix.seconds\", $to - $from; print \"$prefix.cpu\", $cpu - $before }" >>"$values"
}

# What a study prints, without how long it took.
printed() { sed 's/ simulated in [0-9.]* m*s,//' "$work/$1"; grep -v '"seconds"\|"wall_seconds"\|"threads"' "$work/$1.json"; }

stages()
{
  say 'the six stages, two threads ...'
  study six 2 "$scenarios"/stage[1-6].json
  say 'stages 1 to 3, one thread against two ...'
  study one 1 "$scenarios"/stage[1-3].json
  study two 2 "$scenarios"/stage[1-3].json
  awk '$1 == "one.seconds" { one = $2 } $1 == "two.seconds" { two = $2 }
    END { if (two > 0) print "jobs.efficiency", one / two / 2 }' "$values" >>"$work/efficiency"
  cat "$work/efficiency" >>"$values"
  printed one >"$work/one.out"
  printed two >"$work/two.out"
  if cmp -s "$work/one.out" "$work/two.out"; then
    echo "jobs.differences 0" >>"$values"
  else
    echo "jobs.differences $(diff "$work/one.out" "$work/two.out" | grep -c '^<')" >>"$values"
    failed=1
  fi
  row 'the six stages, two threads|s|six.seconds||below|30'
  row 'the six stages, CPU|s|six.cpu||none|'
  row 'stages 1 to 3, efficiency of two threads||jobs.efficiency||above|0.9'
  row 'stages 1 to 3, lines that differ with two threads||jobs.differences||below|0'
}

hold()
{
  say 'hold model ...'
  for law in exponential skewed bimodal constant cancel; do
    for size in 4 64 1000 30000 1000000; do
      rounds='1 2 3'
      [ $size -ge 1000000 ] && rounds=1
      for round in $rounds; do measure "hold.$law.$size" "$programs/bench_hold" $law $size; done
      row "hold, $size events of stations, $law|ns|hold.$law.$size.evset|hold.$law.$size.heap|none|"
    done
  done
  for law in exponential skewed bimodal constant; do
    for size in 4 64 1000 30000 1000000; do
      row "hold, $size jobs in service, $law|ns|hold.$law.$size.due|hold.$law.$size.heap|none|"
    done
  done
}

table()
{
  awk -F'|' -v csv="$csv" '
    function median(key, n, i, j, t, v) {
      n = split(all[key], v, " ")
      for (i = 2; i <= n; i++)
        for (j = i; j > 1 && v[j] + 0 < v[j - 1] + 0; j--) { t = v[j]; v[j] = v[j - 1]; v[j - 1] = t }
      return n ? v[int((n + 1) / 2)] + 0 : ""
    }
    function shown(x) {
      if (x == "") return "-"
      return x == 0 ? "0" : x >= 1000 ? sprintf("%.0f", x) : sprintf("%.3g", x)
    }
    BEGIN { format = "%-52s %9s %-4s %9s %7s %10s  %s\n" }
    FNR == NR { split($0, pair, " "); all[pair[1]] = all[pair[1]] " " pair[2]; next }
    FNR == 1 {
      printf format, "", "figure", "", "yardstick", "ratio", "goal", "met"
      print "measure,unit,figure,yardstick,ratio,goal,met" >csv
    }
    {
      figure = median($3); yardstick = $4 == "" ? "" : median($4); ratio = met = goal = ""
      if (figure != "" && yardstick != "" && figure > 0 && yardstick > 0)
        ratio = $5 == "times" || $1 ~ /SimPy/ ? yardstick / figure : figure / yardstick
      if ($5 == "below") { value = figure; goal = "<= " $6 }
      if ($5 == "above") { value = figure; goal = ">= " $6 }
      if ($5 == "ratio") { value = ratio; goal = "<= " $6 " x" }
      if ($5 == "times") { value = ratio; goal = ">= " $6 " x" }
      if (goal != "") met = value == "" ? "?" : (goal ~ /^</ ? value <= $6 + 0 : value >= $6 + 0) ? "yes" : "no"
      printf format, $1, shown(figure), $2, shown(yardstick), shown(ratio), goal, met
      text = $1; gsub(/"/, "", text)
      printf "\"%s\",%s,%s,%s,%s,%s,%s\n", text, $2, figure, yardstick, ratio, goal, met >csv
    }' "$values" "$rows"
}

began=$(date +%s)
requests
record
growth
memory
curve
stages
hold
echo
table
echo
echo "$(nproc) cores, load average $(cut -d' ' -f1-3 /proc/loadavg 2>/dev/null); $(($(date +%s) - began)) s; also in $csv"
exit $failed
