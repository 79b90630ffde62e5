#!/bin/sh
# fuzz.sh SOURCE BUILD [SECONDS]: builds the scenario reader with libFuzzer and the sanitizers (clang), and feeds it
# mutations of every shipped and every bad scenario. Reproduces a crash with BUILD/fuzz_scenario CRASH-FILE.
set -eu
source=$1
build=$2
seconds=${3:-60}
cd "$source"
command -v clang >/dev/null || { echo 'fuzz: needs clang' >&2; exit 1; }
# shellcheck disable=SC2046
clang -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined -std=gnu11 -D_GNU_SOURCE -I. -I"$build" \
  $(pkg-config --cflags gsl libcjson) tests/fuzz/fuzz_scenario.c $(find models sim/input -name '*.c') \
  -o "$build/fuzz_scenario" $(pkg-config --libs gsl libcjson) -lm
corpus=$build/fuzz-corpus
mkdir -p "$corpus"
cp scenarios/*.json scenarios/lessons/*.json tests/cli/bad/*.json "$corpus"
cd "$build"
exec ./fuzz_scenario -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 "$corpus"
