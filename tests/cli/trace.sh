#!/bin/sh
# trace.sh KNEEWALL: arrivals by a trace that is quick for half of its requests and slow for the others: all of it is seen.
. "$(dirname "$0")/check.sh"

awk 'BEGIN { print "time"; for (i = 0; i < 8000; i++) printf "%.6f\n", t += i % 4000 < 2000 ? 0.005 : 0.015 }' >trace.csv
run 0 run quick.json --csv=points.csv --set 'load.arrivals={"trace":"trace.csv"}' --set 'load.rate_rps=[20,40]' --set run.max_requests=2e7
# 40 a second is 80 for a while, which a server for 100 carries.
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
         { offered = $column["offered_rps"]; good = $column["goodput_rps"]; points++
           if (good < 0.98 * offered || good > 1.02 * offered) { print offered " came as " good; bad = 1 } }
         END { exit bad || points < 2 }' points.csv || complain "not all of the trace: $(cat points.csv)"
exit $failed
