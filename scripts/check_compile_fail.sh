#!/bin/bash
# check_compile_fail.sh COMPILER: every tests/compile_fail/*.cpp compiles as it stands, and with -DFAIL is refused with
# each of the sentences (extended regular expressions) that its lines `// expect: ...` name.
set -euo pipefail
compiler=${1:?usage: check_compile_fail.sh COMPILER}
cd "$(dirname "$0")/.."

flags=(-std=c++20 -Iinclude -Wall -Wextra -Wpedantic -Wshadow -fsyntax-only)
"$compiler" --version | grep -q clang || flags+=(-fconcepts-diagnostics-depth=3)

check_file() {
  local file=$1 log expected status=0
  grep -q '^// expect: ' "$file" || { echo "$file: no line '// expect: ...'" && status=1; }
  if ! log=$("$compiler" "${flags[@]}" -Werror "$file" 2>&1); then
    printf '%s does not compile as it stands:\n%s\n' "$file" "$(head -20 <<<"$log")"
    status=1
  fi
  if log=$("$compiler" "${flags[@]}" -DFAIL "$file" 2>&1); then
    echo "$file compiles with -DFAIL; it must be refused"
    status=1
  fi
  while read -r expected; do
    grep -qE -- "$expected" <<<"$log" && continue
    printf '%s is refused without the sentence "%s":\n%s\n' "$file" "$expected" "$(head -20 <<<"$log")"
    status=1
  done < <(sed -n 's|^// expect: ||p' "$file")
  return $status
}

files=(tests/compile_fail/*.cpp)
check_every_second() {
  local status=0
  for ((i = $1; i < ${#files[@]}; i += 2)); do check_file "${files[i]}" >&2 || status=1; done
  return $status
}
check_every_second 0 &
other=$!
status=0
check_every_second 1 || status=1
wait $other || status=1
((status == 0)) && echo "check_compile_fail: ${#files[@]} programs refused with their sentences"
exit $status
