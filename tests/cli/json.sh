#!/bin/sh
# json.sh KNEEWALL KEYS: standard output is JSON with the keys that other programs rely on. KEYS is the program that
# looks them up.
keys=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
. "$(dirname "$0")/check.sh"

has()
{
  "$keys" "$@" <out 2>err || complain "$(cat err)"
}

run 0 run quick.json --json
empty err
has kneewall seed confidence scenarios.0.name scenarios.0.file scenarios.0.stage=null scenarios.0.set \
  scenarios.0.hash scenarios.0.converged=true
point=scenarios.0.points.1
has $point.offered_rps=50 $point.throughput_rps $point.goodput_rps $point.error_ratio=0 $point.stable=true \
  $point.requests $point.replications $point.elasticity $point.concurrency.value $point.concurrency.ci.1
for quantity in mean p50 p90 p95 p99 p999; do
  has $point.latency_s.$quantity.value $point.latency_s.$quantity.ci.0 $point.latency_s.$quantity.ci.1
done
has $point.latency_s.max.value $point.latency_s.max.ci=null
has $point.errors.timeout=0 $point.errors.rejected=0 $point.errors.oom=0 $point.errors.unavailable=0
cpu=$point.resources.box/cpu
has $cpu.utilization $cpu.hottest.member=0 $cpu.hottest.utilization $cpu.queue $cpu.wait_s $cpu.throughput \
  $cpu.by_tier.app
has $point.tiers.app.residence_s $point.tiers.app.wait_s $point.tiers.app.tail_share $point.tiers.retries.tail_share=0 \
  $point.tiers.retries.residence_s=null
has $point.classes.all.goodput_rps $point.classes.all.error_ratio=0 $point.classes.all.latency_s.mean.value \
  $point.classes.all.latency_s.mean.ci.1
has $point.rates.queries=0 $point.rates.messages=0 $point.rates.sent_bytes $point.rates.received_bytes $point.cache
has scenarios.0.saturation.rps=100 scenarios.0.saturation.resource=box.cpu scenarios.0.knee.rps scenarios.0.knee.ci.1
wall=scenarios.0.wall
has $wall.rps $wall.ci.0 $wall.users $wall.because $wall.resource=box.cpu $wall.next.resource=box.cpu $wall.next.rps
has scenarios.0.cost.usd_per_h scenarios.0.cost.usd_per_million scenarios.0.data.bytes scenarios.0.asserts

run 3 run quick.json --json --set 'assert=["wall.rps >= 6000"]'
has 'scenarios.0.asserts.0.text=wall.rps >= 6000' scenarios.0.asserts.0.holds=false
run 0 run quick.json --json --vary machines.one.cores=1,2
has scenarios.1.set.machines/one/cores=2

run 0 run quick.json --json --set tiers.app.demand.cpu_ms=0
has $point.latency_s.mean.value=0 $point.tiers.app.tail_share=null

run 0 explain quick.json --json
cpu=scenarios.0.resources.box/cpu
has $cpu.demand_s=0.01 $cpu.servers=1 $cpu.visits=1 $cpu.saturation_rps=100 scenarios.0.saturation.rps=100 \
  scenarios.0.saturation.resource=box.cpu scenarios.0.next.resource=box.cpu scenarios.0.next.rps=200 \
  scenarios.0.zero_load_latency_s=0.01 scenarios.0.caches scenarios.0.buffers scenarios.0.cost scenarios.0.data

run 0 schema
has '$schema' properties.tiers properties.classes
run 0 check --print quick.json
has schema=1 name=quick tiers.app.kind=service
exit $failed
