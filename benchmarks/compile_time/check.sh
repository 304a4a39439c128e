#!/bin/bash
# Counts the functions that examples instantiate, header-only and without optimisation, and compares them with
# budgets.txt: seconds of compilation follow this count, but depend on the machine; the count depends on the compiler and
# its library alone. Exit code 1 if an example is over its budget.
# check.sh [COMPILER] [--write]: --write sets each budget to the count and one part in fifty.
set -euo pipefail
cd "$(dirname "$0")/../.."
budgets=benchmarks/compile_time/budgets.txt
compiler=g++ write=
for word; do
  if [[ $word == --write ]]; then write=yes; else compiler=$word; fi
done

object=$(mktemp --suffix=.o)
trap 'rm -f "$object"' EXIT
count() { # example
  "$compiler" -std=c++20 -Iinclude -isystem /usr/include/eigen3 -isystem /usr/include/stb -O0 -c "$1" -o "$object" || return
  nm --defined-only "$object" | grep -c ' [tTwW] '
}

failed=0 lines=()
while read -r example budget; do
  [[ $example == '#'* || -z $example ]] && continue
  functions=$(count "$example") || { echo "$example does not compile" >&2; exit 1; }
  if ((functions > budget)) && [[ -z $write ]]; then verdict='OVER BUDGET' failed=1; else verdict=''; fi
  printf '%-36s %6d functions, budget %6d %s\n' "$example" "$functions" "$budget" "$verdict"
  lines+=("$example $((functions + functions / 50))")
done <"$budgets"

if [[ -n $write ]]; then
  { sed -n '/^#/p' "$budgets" && printf '%s\n' "${lines[@]}"; } >"$budgets.new" && mv "$budgets.new" "$budgets"
fi
exit $failed
