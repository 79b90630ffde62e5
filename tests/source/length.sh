#!/bin/sh
# length.sh TREE: no source file is longer than 600 lines; one that outgrows this is two rooms.
set -eu
cd "$1"
long=$(find models sim tests -name '*.[ch]' -exec wc -l {} + | awk '$2 != "total" && $1 > 600')
[ -z "$long" ] || { printf 'over 600 lines:\n%s\n' "$long"; exit 1; }
