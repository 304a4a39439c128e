#!/bin/bash
# test.sh: installs what is missing, builds with g++ (preset release) and runs all tests.
# test.sh --all: also clang, kernels for any x86-64, the sanitizers in a build without OpenMP, every header and snippet
# alone, the consumer packages and short fuzzing.
# Ends with one line a stage; exit code 0 if every stage passed.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2
exec </dev/null

# Test programs run side by side, some with more threads than cores: waiting threads sleep instead of spinning.
export OMP_WAIT_POLICY=passive

stages=(release)
case ${1-} in
  '') ;;
  --all) stages=(release clang portable asan sources package fuzz) ;;
  *)
    echo "usage: test.sh [--all]" >&2
    exit 2
    ;;
esac

scripts/setup.sh || exit 1

# A file that does not compile hides no other (-k 0).
build() { cmake --preset "$1" >/dev/null && cmake --build --preset "$1" -- -k 0; }

# Every test of a preset.
test_all() { build "$1" && ctest --preset "$1" -j 2; }

# The tests of the code that handles memory itself: instrumented code takes three times as long to compile. All tests build
# with the preset, too.
sanitized=(autodiff data kernel loss nn optim)

stage_release() { test_all release; }
stage_clang() { test_all clang; }
# With vectors of 16 bytes; nothing above the kernels knows their size.
stage_portable() {
  cmake --preset portable >/dev/null && cmake --build --preset portable --target test_kernel &&
    ctest --preset portable --tests-regex '^kernel$'
}
stage_asan() {
  cmake --preset asan >/dev/null && cmake --build --preset asan --target "${sanitized[@]/#/test_}" -- -k 0 &&
    ctest --preset asan -j 2 --tests-regex "^($(IFS='|' && echo "${sanitized[*]}"))\$"
}
stage_sources() { scripts/check_headers.sh g++ && scripts/check_snippets.sh g++ && benchmarks/compile_time/check.sh; }
stage_package() { tests/package/run.sh; }
stage_fuzz() { build fuzz && tests/fuzz/run.sh build/fuzz/tests/fuzz 20; }

summary=() failed=0
for stage in "${stages[@]}"; do
  printf '\n== %s\n' "$stage"
  start=$SECONDS
  if "stage_$stage"; then result=passed; else result=FAILED failed=1; fi
  summary+=("$(printf '%-10s %-6s %5d s' "$stage" $result $((SECONDS - start)))")
done

printf '\n'
printf '%s\n' "${summary[@]}"
printf '%-10s %-6s %5d s\n' total "$( ((failed)) && echo FAILED || echo passed)" $SECONDS
exit $failed
