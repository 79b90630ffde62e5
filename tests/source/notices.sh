#!/bin/sh
# notices.sh DIR: the tests of the source notice what they are there to notice. DIR is where layering.sh and length.sh are.
set -eu
scripts=$(cd "$1" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failed=0

clean()
{
  rm -rf "$tree"
  for floor in models/theory sim/engine sim/study sim/input sim/plan sim/report sim/command tests; do
    mkdir -p "$tree/$floor"
  done
  printf '#include "models/theory/a.h"\n#include <gsl/gsl_rng.h>\n#include <math.h>\n' >"$tree/models/theory/a.c"
  printf '#include "sim/engine/a.h"\n#include "models/theory/a.h"\n#include <pthread.h>\n' >"$tree/sim/study/a.c"
  printf '#include "sim/study/a.h"\n#include <cjson/cJSON.h>\n' >"$tree/sim/report/a.c"
  printf '#include "sim/report/a.h"\n#include "sim/input/a.h"\n' >"$tree/sim/command/a.c"
  yes '/* */' | head -n 600 >"$tree/sim/command/b.c"
}

expect()
{
  if "$scripts/$2.sh" "$tree" >/dev/null; then got=passes; else got=fails; fi
  [ "$got" = "$1" ] || { echo "$2.sh $got on: $3"; failed=1; }
}

# breaks FILE LINE: layering.sh refuses a tree whose FILE holds LINE.
breaks()
{
  clean
  printf '%s\n' "$2" >"$tree/$1"
  expect fails layering "$1: $2"
}

clean
expect passes layering 'a tree that keeps the rules'
expect passes length '600 lines'
echo >>"$tree/sim/command/b.c"
expect fails length '601 lines'

breaks models/theory/b.h '#include "sim/engine/stream.h"'
breaks models/theory/b.h '#include "a.h"'
breaks models/theory/b.c '#include <cjson/cJSON.h>'
breaks models/theory/b.c '#include <pthread.h>'
breaks models/theory/b.c '  #  include <time.h>'
breaks models/theory/b.c '    printf("%d\n", x);'
breaks models/theory/b.c '    fprintf(stderr, "no");'
breaks models/theory/b.c '    exit(1);'
breaks sim/engine/b.c '#include "sim/study/tally.h"'
breaks sim/engine/b.c '#include "tests/unit/a.h"'
breaks sim/engine/b.c '#include <cjson/cJSON.h>'
breaks sim/study/b.h '#include "sim/report/table.h"'
breaks sim/study/b.h '#include "sim/input/units.h"'
breaks sim/input/b.c '#include "sim/study/sweep.h"'
breaks sim/report/b.c '#include "sim/command/run.h"'
breaks sim/report/b.c '#include "sim/input/units.h"'
breaks sim/main.c '#include "tests/unit/a.h"'
breaks sim/command/b.c '#include "b.h"'

exit $failed
