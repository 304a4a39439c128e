#!/bin/bash
# check_method_table.sh SSL_BENCH [--write]: the table in docs/methods/README.md is the one that the program makes of the
# compositions; with --write it is replaced.
set -euo pipefail
program=$(realpath "${1:?usage: check_method_table.sh SSL_BENCH [--write]}")
cd "$(dirname "$0")/.."
page=docs/methods/README.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$program" --list-markdown >"$work/table"
awk -v table="$work/table" '
  /^<!-- table -->$/ { print; while ((getline line < table) > 0) print line; skip = 1; next }
  /^<!-- end of table -->$/ { skip = 0 }
  !skip { print }
' "$page" >"$work/page"
grep -q '^<!-- end of table -->$' "$work/page" || { echo "$page: the markers of the table are missing"; exit 1; }
if [[ ${2:-} == --write ]]; then
  cp "$work/page" "$page"
elif ! diff -u "$page" "$work/page"; then
  echo "$page is not what the methods are; run: scripts/check_method_table.sh $1 --write"
  exit 1
fi
if grep -n 'unnamed' "$work/table"; then
  echo "a policy does not say what it is called (include/tacit/ssl/describe.hpp)"
  exit 1
fi
