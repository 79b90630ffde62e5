#!/bin/sh
# course.sh KNEEWALL TREE FILE: every command in the ```sh blocks of TREE/FILE that begins with kneewall runs, in a copy
# of the scenarios; every picture that FILE shows is one that a command there writes, and is in the tree.
set -u
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
tree=$2
file=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
cp -r "$tree/scenarios" "$work/"
mkdir "$work/plots" "$work/bin"
ln -s "$program" "$work/bin/kneewall"
cd "$work" || exit 1

sed -n '/^```sh$/,/^```$/p' "$tree/$file" | sed -n 's/ *#.*//; s/^build\/kneewall /kneewall /; /^kneewall /p' >commands
count=0
while read -r command; do
  count=$((count + 1))
  case $command in
  *-o\ plots/*) command -v gnuplot >/dev/null || continue ;;
  esac
  PATH=$work/bin:$PATH sh -c "$command" >out 2>err </dev/null
  status=$?
  # 1: a precision that was not asked for in earnest.
  [ $status -le 1 ] || { printf '%s: exit status %d: %s\n' "$command" $status "$(cat err)"; failed=1; }
done <commands
[ $count -gt 3 ] || { echo "only $count commands in $file"; failed=1; }

for picture in $(grep -o '(\(\.\./\)\?plots/[^)]*)' "$tree/$file" | tr -d '()' | sed 's/^\.\.\///'); do
  [ -s "$tree/$picture" ] || { echo "$picture: not there"; failed=1; }
  grep -q -- "-o $picture" "$tree/$file" || { echo "$picture: no command makes it"; failed=1; }
done
exit $failed
