#!/usr/bin/env bash
# Every header of a method must be in the one list (ssl/methods.hpp) that programs offer and the tests of all methods run
# over; and every method of the list must be made by a header's function of that name.
set -euo pipefail
cd "$(dirname "$0")/.."
list=include/tacit/ssl/methods.hpp
status=0
for header in include/tacit/ssl/methods/*.hpp; do
  name=$(basename "$header" .hpp)
  grep -q "#include \"tacit/ssl/methods/$name.hpp\"" "$list" || { echo "$list: does not include methods/$name.hpp"; status=1; }
  while read -r preset; do
    grep -q "visitor(\"$preset\"" "$list" || { echo "$list: for_each_method does not name '$preset' ($header)"; status=1; }
  done < <(sed -nE 's/^constexpr auto ([a-z_0-9]+)\(.*/\1/p' "$header")
done
[ "$status" = 0 ] && echo "methods: all headers and presets are in the list"
exit "$status"
