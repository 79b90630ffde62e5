# What the tests of the command line share; read it with `.`, the program's path being $1.
set -u
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failed=0

# A study of a tenth of a second, whose precision is met.
cat >quick.json <<'END'
{ "schema": 1, "name": "quick",
  "machines": { "one": { "cores": 1 } },
  "hosts": { "box": { "machine": "one" } },
  "tiers": { "app": { "kind": "service", "host": "box", "demand": { "cpu_ms": { "dist": "constant", "mean": 10 } } } },
  "classes": { "all": { "path": ["app"] } },
  "load": { "rate_rps": [20, 50], "users": { "active_ratio": 0.1, "think_time_s": 10 } },
  "run": { "precision": 0.3, "max_requests": 200000 } }
END

complain()
{
  printf '%s\n' "$*" >&2
  failed=1
}

# run STATUS ARGUMENT...: the program's exit status; its output is in the files out and err.
run()
{
  expected=$1
  shift
  "$program" "$@" >out 2>err </dev/null
  status=$?
  [ $status -eq "$expected" ] || complain "kneewall $*: exit status $status, not $expected: $(cat err)"
}

# refused TEXT ARGUMENT...: exit status 2, nothing on standard output, one line that has the text on standard error.
refused()
{
  text=$1
  shift
  run 2 "$@"
  [ ! -s out ] || complain "kneewall $*: wrote to standard output: $(cat out)"
  [ "$(wc -l <err)" -eq 1 ] || complain "kneewall $*: not one line: $(cat err)"
  grep -qF -- "$text" err || complain "kneewall $*: says $(cat err), not $text"
}

# says FILE TEXT
says()
{
  grep -qF -- "$2" "$1" || complain "no \"$2\" in: $(cat "$1")"
}

empty()
{
  [ ! -s "$1" ] || complain "$1 is not empty: $(cat "$1")"
}

# What is in the directory besides what these functions write.
listing()
{
  ls | grep -vx -e out -e err -e listing
}
