#!/bin/sh
# layering.sh TREE: every include runs tests -> sim -> models, and upwards inside sim.
#
# Included files are named from the root of the tree, so an include's first two components tell its floor.
# Prints each line that breaks a rule, as FILE:LINE:TEXT, under the rule; fails if there was any.
set -eu
export LC_ALL=C
cd "$1"
broken=0

# rule TEXT PATHS ALLOWED: the includes in PATHS match the extended expression ALLOWED.
rule()
{
  found=$(find $2 -name '*.[ch]' -exec grep -nHE '^[[:space:]]*#[[:space:]]*include' {} + |
    grep -vE "#[[:space:]]*include[[:space:]]+($3)" || true)
  report "$1" "$found"
}

report()
{
  [ -z "$2" ] || { printf '%s:\n%s\n' "$1" "$2"; broken=1; }
}

libc='assert|complex|ctype|errno|fenv|float|inttypes|limits|math|stdarg|stdbool|stddef|stdint|stdio|stdlib|string|strings'
system='<[^>]+>'

rule 'models/ includes models/, libc and GSL, nothing else' models "\"models/|<($libc)\.h>|<gsl/"
rule 'sim/engine includes sim/engine and models/' sim/engine "$system|\"(models|sim/engine)/"
rule 'sim/study includes sim/study, sim/engine and models/' sim/study "$system|\"(models|sim/(engine|study))/"
rule 'sim/input includes sim/input and models/' sim/input "$system|\"(models|sim/input)/"
rule 'sim/report includes sim/report, sim/study, sim/engine and models/' sim/report \
  "$system|\"(models|sim/(engine|study|report))/"
rule 'sim/plan includes sim/plan, sim/input and models/' sim/plan "$system|\"(models|sim/(input|plan))/"
rule 'sim/ includes sim/ and models/, by their names from the root' sim "$system|\"(models|sim)/"
rule 'cJSON is for reading and writing: not below sim/input and sim/report' 'sim/engine sim/study' \
  '"|<[^c>]|<c[^j>]'

calls='(^|[^_[:alnum:]])(printf|puts|putchar|perror|fopen|exit|_exit)[[:space:]]*\(|(^|[^_[:alnum:]])(stdout|stderr)([^_[:alnum:]]|$)'
report 'models/ never prints, opens files or exits' "$(find models -name '*.[ch]' -exec grep -nHE "$calls" {} + || true)"

exit $broken
