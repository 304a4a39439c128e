#!/bin/bash
# Prints what including and compiling cost beside their budgets, with g++ or the compiler given: seconds of the front end
# (best of five) for headers, seconds and memory at -O2 for the FixMatch example (by headers alone, and with the library),
# and, with `all`, at -O3 for every file of ssl_bench.
# A report, not a test: seconds depend on the machine and on what else it does.
set -euo pipefail
compiler=${1:-g++}
cd "$(dirname "$0")/.."
TIMEFORMAT=%U

front_end() { # header...
  local includes=() best=999 seconds
  for header; do includes+=(-include "$header"); done
  for _ in 1 2 3 4 5; do
    seconds=$({ time "$compiler" -std=c++20 -Iinclude -fsyntax-only -x c++ "${includes[@]}" /dev/null >/dev/null; } 2>&1)
    best=$(printf '%s\n%s\n' "$best" "$seconds" | sort -g | head -1)
  done
  echo "$best"
}
report() { # budget, what, header...
  printf '%-44s %6.2f s of %.2f s\n' "$2" "$(front_end "${@:3}")" "$1"
}

report 0.15 'tensor concept' tacit/tensor/concepts.hpp
report 0.30 'tensor access, standard adapter, errors' tacit/tensor/access.hpp tacit/tensor/standard.hpp
report 0.80 'FixMatch' tacit/ssl/methods/fixmatch.hpp

command -v /usr/bin/time >/dev/null || { echo 'compiling is not measured: /usr/bin/time is missing (package time)'; exit 0; }

object=$(mktemp --suffix=.o)
trap 'rm -f "$object"' EXIT
compiling() { # seconds allowed, MB allowed, what, file, flag...
  local used
  used=$({ /usr/bin/time -f '%U %M' "$compiler" -std=c++20 -Iinclude "${@:5}" -c "$4" -o "$object"; } 2>&1 | tail -1)
  printf '%-44s %6.1f s of %d s, %5d MB of %d MB\n' "$3" "${used% *}" "$1" $((${used#* } / 1000)) "$2"
}

compiling 10 700 'FixMatch example' examples/40_fixmatch.cpp -O2
compiling 10 700 'the same with tacit::compiled' examples/40_fixmatch.cpp -O2 -include tacit/compiled.hpp
[[ ${2-} == all ]] || exit 0
while read -r file; do
  compiling 180 2000 "${file#benchmarks/}" "$file" -O3 -march=native -fopenmp -Ibenchmarks/ssl_bench -isystem /usr/include/stb
done < <(find benchmarks/ssl_bench -name '*.cpp' | LC_ALL=C sort)
