#!/bin/bash
# Builds and runs the consumer in each of the ways in which a project can use tacit, with g++ and with clang++.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "$here/../.." && pwd)
work=$source/build/package
rm -rf "$work"
mkdir -p "$work"

quietly() {
  local log=$work/log
  "$@" >"$log" 2>&1 || {
    printf 'failed: %s\n' "$*"
    tail -30 "$log"
    return 1
  } >&2
}

quietly cmake -S "$source" -B "$work/tacit" -G Ninja -DTACIT_BUILD_TESTS=OFF -DTACIT_BUILD_EXAMPLES=OFF \
  -DTACIT_BUILD_BENCHMARKS=OFF
quietly cmake --install "$work/tacit" --prefix "$work/prefix"

for compiler in g++ clang++-14; do
  consume() { # name, option...
    local name=$1 folder=$work/$compiler/$1
    quietly cmake -S "$here/${name%%-*}" -B "$folder" -G Ninja -DCMAKE_CXX_COMPILER="$compiler" "${@:2}"
    quietly cmake --build "$folder" -j 2
    echo "$compiler, $name: $("$folder/consumer")"
  }
  consume find_package -DCMAKE_PREFIX_PATH="$work/prefix"
  consume find_package-serial -DCMAKE_PREFIX_PATH="$work/prefix" -DTACIT_OPENMP=OFF
  consume add_subdirectory -DTACIT_SOURCE_DIR="$source"
  consume fetch_content -DTACIT_SOURCE_DIR="$source"

  quietly "$compiler" -std=c++20 -I "$source/include" "$here"/{main,elsewhere}.cpp -o "$work/$compiler/plain"
  echo "$compiler, -I include: $("$work/$compiler/plain")"
done
