#!/bin/bash
# run.sh FOLDER SECONDS: runs every fuzz target in FOLDER for SECONDS each, two at a time, from the seeds in
# tests/fuzz/seeds/<target> (where there are some). A crash leaves its input in FOLDER and fails.
set -uo pipefail
folder=${1:?usage: run.sh FOLDER SECONDS} seconds=${2:?usage: run.sh FOLDER SECONDS}
here=$(cd "$(dirname "$0")" && pwd)

fuzz() {
  local target=$1 name log
  name=$(basename "$target") log=$target.log
  mkdir -p "$target.corpus"
  local corpora=("$target.corpus")
  [[ -d $here/seeds/${name#fuzz_} ]] && corpora+=("$here/seeds/${name#fuzz_}")
  if "$target" -max_total_time="$seconds" -max_len=65536 -rss_limit_mb=2048 -timeout=10 \
    -artifact_prefix="$target." "${corpora[@]}" >"$log" 2>&1; then
    echo "$name: $(grep -oE '^#[0-9]+' "$log" | tail -1 | tr -d '#') runs"
  else
    printf '%s crashed:\n%s\n' "$name" "$(tail -40 "$log")"
    return 1
  fi
}

targets=()
for target in "$folder"/fuzz_*; do
  [[ -f $target && -x $target ]] && targets+=("$target")
done
((${#targets[@]} > 0)) || { echo "no fuzz targets in $folder" >&2; exit 1; }

status=0
for ((i = 0; i < ${#targets[@]}; i += 2)); do
  fuzz "${targets[i]}" & first=$!
  if ((i + 1 < ${#targets[@]})); then fuzz "${targets[i + 1]}" || status=1; fi
  wait $first || status=1
done
exit $status
