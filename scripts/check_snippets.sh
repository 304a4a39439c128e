#!/bin/bash
# check_snippets.sh COMPILER: the C++ in README.md and docs compiles. A block is opened by one of
#   ```cpp            a whole translation unit
#   ```cpp fragment   statements: compiled in a function, after the whole library and the block's own #include lines
#   ```cpp skipped    not compiled, and counted as such
set -euo pipefail
compiler=${1:?usage: check_snippets.sh COMPILER}
cd "$(dirname "$0")/.."

flags=(-std=c++20 -Iinclude -Wall -Wextra -Werror -Wno-unused -fsyntax-only)
for folder in /usr/include/eigen3 /usr/local/include/eigen3; do
  [[ -d $folder ]] && flags+=(-isystem "$folder")
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Writes <work>/<number>.cpp with a #line directive, so that errors name the line of the document.
mapfile -t documents < <(find README.md docs -name '*.md' | LC_ALL=C sort)
awk -v work="$work" '
  function close_block() {
    out = sprintf("%s/%04d.cpp", work, ++number)
    if (kind == "fragment")
      printf "#include \"tacit/tacit.hpp\"\n%s#line %d \"%s\"\nvoid snippet() {\n%s}\n", includes, start, FILENAME, body > out
    else
      printf "#line %d \"%s\"\n%s", start + 1, FILENAME, body > out
    close(out)
  }
  /^```cpp/ && !open { open = 1; kind = $2; start = FNR; body = includes = ""; skip = kind == "skipped"; skipped += skip; next }
  /^```/ && open { open = 0; if (!skip) close_block(); next }
  open && kind == "fragment" && /^#include/ { includes = includes $0 "\n"; body = body "\n"; next }
  open { body = body $0 "\n" }
  END { printf "%d\n", skipped > (work "/skipped") }
' "${documents[@]}"

status=0 count=0
for snippet in "$work"/*.cpp; do
  [[ -e $snippet ]] || continue
  count=$((count + 1))
  "$compiler" "${flags[@]}" "$snippet" >&2 || status=1
done
((status == 0)) && echo "check_snippets: $count compiled, $(<"$work/skipped") skipped, in ${#documents[@]} documents"
exit $status
