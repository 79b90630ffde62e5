#!/bin/sh
# mpi.sh KNEEWALL MPIRUN TREE: several processes give the bytes of one, and one that dies makes an end of all. Status
# 77, skipped, without mpirun or in a program without MPI.
command -v "$2" >/dev/null || exit 77
. "$(dirname "$0")/../cli/check.sh"
mpirun=$2 tree=$3
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1

# Each process leaves its number.
cat >process <<'END'
#!/bin/sh
echo $$ >pid.new.$$
mv pid.new.$$ pid.${OMPI_COMM_WORLD_RANK-$PMI_RANK}
exec "$@"
END
chmod +x process

# together COUNT ARGUMENT...: its output is in the files out and err; the status is mpirun's.
together()
{
  count=$1
  shift
  timeout 100 "$mpirun" -n "$count" ./process "$program" "$@" >out 2>err
}

together 1 --version </dev/null
[ "$(cat out)" = "$("$program" --version)" ] || { cat err; exit 77; }
together 2 --version </dev/null
grep -q 'built without its MPI' err && exit 77
[ "$(wc -l <out)" -eq 1 ] || complain "printed more than once: $(cat out)"

golden="--json --quiet --precision 20% --set run.max_requests=60000"
for file in tests/golden/mm1.json tests/golden/web.json tests/golden/closed.json scenarios/stage3.json; do
  "$program" run $golden --jobs 1 "$tree/$file" >one 2>err </dev/null
  expected=$?
  for count in 2 3; do
    together $count run $golden --jobs $((count - 1)) "$tree/$file" </dev/null
    status=$?
    [ $status -eq $expected ] || complain "$file: exit status $status, not $expected: $(cat err)"
    cmp out one || complain "$file: $count processes give other bytes"
  done
done

# Precise enough for many rounds, some begun anew; several scenarios side by side.
vary='--vary hosts.box.discipline=ps,fcfs --vary load.rate_rps=[20,50],[60,130] --set tiers.app.threads=1'
run 0 run quick.json --json $vary --set tiers.app.queue_max=300 --precision 5%
mv out one
together 2 run quick.json --json $vary --set tiers.app.queue_max=300 --precision 5% </dev/null || complain "$(cat err)"
cmp out one || complain 'two processes give other bytes for several scenarios'

# Only one reads, and only one writes.
together 2 run - --json=result.json --csv points.csv --stats <quick.json || complain "standard input: $(cat err)"
[ "$(grep -c '^wall ' out)" -eq 1 ] || complain "not one table: $(cat out)"
[ "$(grep -c '^stats: ' err)" -eq 1 ] || complain "not once: $(cat err)"
"$program" run - --json >one 2>err <quick.json
cmp result.json one || complain 'two processes write another result'
rm -f result.json points.csv

# What is wrong is said once.
for arguments in 'run missing.json' 'run quick.json --set hosts.box.coutn=1' 'run quick.json --precision 0' \
  'run quick.json --json=nowhere/x.json'; do
  together 2 $arguments </dev/null
  status=$?
  [ $status -eq 2 ] || complain "$arguments: exit status $status: $(cat err)"
  [ "$(grep -c '^kneewall' err)" -eq 1 ] || complain "$arguments: not one line: $(cat err)"
  empty out
done

endless='run quick.json --precision 0.001% --set run.max_requests=1e10 --json=result.json'
# begin: an endless study of two, in the background, when both are simulating.
begin()
{
  rm -f pid.*
  together 2 $endless </dev/null &
  study=$!
  for second in 1 2 3 4 5 6 7 8 9 10; do
    sleep 1
    [ -f pid.0 ] && [ -f pid.1 ] && break
  done
  sleep 1
}

for dies in 0 1; do
  begin
  kill -KILL "$(cat pid.$dies)"
  wait $study && complain "process $dies died, and all is well"
  [ $dies -eq 0 ] || [ "$(grep -c '^kneewall: ' err)" -eq 1 ] || complain "process $dies died: $(cat err)"
  empty out
  [ -z "$(ls result.json* 2>/dev/null)" ] || complain "process $dies died: $(ls result.json*)"
done

# An interrupt of any of them ends the study for all; what was finished is printed.
begin
kill -INT "$(cat pid.1)"
wait $study
status=$?
[ $status -eq 130 ] || complain "interrupted: exit status $status: $(cat err)"
says out 'INTERRUPTED'
exit $failed
