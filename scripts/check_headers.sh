#!/bin/bash
# check_headers.sh COMPILER: every header compiles alone with all warnings as errors, has the common form, is listed in
# the umbrella, and may be included by several translation units of one program.
set -euo pipefail
compiler=${1:?usage: check_headers.sh COMPILER}
cd "$(dirname "$0")/.."

flags=(-std=c++20 -Iinclude -fopenmp -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Werror)
for folder in /usr/include/eigen3 /usr/local/include/eigen3; do
  [[ -d $folder ]] && flags+=(-isystem "$folder")
done

failures=0
complain() {
  echo "$1" >&2
  failures=$((failures + 1))
}
has() { "$compiler" "${flags[@]}" -E -x c++ -include "$1" /dev/null >/dev/null 2>&1; }

# Form, and the umbrella: it includes every header, or names it in a comment as left out (those that need zlib).
headers=()
while read -r file; do
  name=${file#include/}
  head -1 "$file" | grep -q '^// ' || complain "$file: the first line must be a comment that says what the file is"
  grep -q '^#pragma once$' "$file" || complain "$file: #pragma once is missing"
  case $name in
    tacit/tacit.hpp | tacit/adapt/* | */detail/*) ;;
    *) grep -qE "^(#include|// left out:) \"$name\"" include/tacit/tacit.hpp || complain "tacit/tacit.hpp lacks $name" ;;
  esac
  case $name in
    tacit/adapt/eigen*) has Eigen/Core || continue ;;
    tacit/adapt/xtensor*) has xtensor/xarray.hpp || has xtensor/containers/xarray.hpp || continue ;;
    tacit/adapt/zlib* | tacit/adapt/gzip*) has zlib.h || continue ;;
  esac
  headers+=("$name")
done < <(find include -name '*.hpp' | LC_ALL=C sort)

# Every header alone; two processes take turns.
check_every_second() {
  local status=0 log
  for ((i = $1; i < ${#headers[@]}; i += 2)); do
    if ! log=$("$compiler" "${flags[@]}" -fsyntax-only -x c++ -include "${headers[i]}" /dev/null 2>&1); then
      printf '%s does not compile alone:\n%s\n' "${headers[i]}" "$(head -30 <<<"$log")" >&2
      status=1
    fi
  done
  return $status
}
check_every_second 0 &
other=$!
check_every_second 1 || failures=$((failures + 1))
wait $other || failures=$((failures + 1))

# The one-definition rule.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for unit in one two; do
  printf '#include "tacit/tacit.hpp"\nint %s();\nint %s() { return 0; }\n' $unit $unit >"$work/$unit.cpp"
done
echo 'int one(); int two(); int main() { return one() + two(); }' >"$work/main.cpp"
"$compiler" "${flags[@]}" "$work"/{one,two,main}.cpp -o "$work/program" && "$work/program" ||
  complain "two translation units that include the umbrella do not make a program"

((failures == 0)) || {
  echo "check_headers: failed" >&2
  exit 1
}
echo "check_headers: ${#headers[@]} headers"
