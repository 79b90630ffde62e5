#!/bin/sh
# embed.sh FILE: the bytes of FILE as the inside of a C initialiser.
set -eu
od -An -v -tu1 "$1" | sed 's/[0-9][0-9]*/&,/g'
