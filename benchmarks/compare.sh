#!/bin/bash
# Times training steps of tacit and of PyTorch in turns, and prints their ratios (above 1: tacit is faster).
# compare.sh PEER [ROUNDS]: PEER is a program that takes `train`, `fixmatch [cnn|wrn28_2]` or `tiny` and prints a JSON
# object a line, with work, net, batch and train_ms or step_ms. Each round runs it with 1 and 2 threads; its best median
# of all configurations counts. BENCH (build/release/benchmarks/bench_train) names ours; THREADS (2) its threads.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  echo "usage: benchmarks/compare.sh PEER [ROUNDS]" >&2
  exit 2
}
(($# >= 1 && $# <= 2)) || usage
peer=$1 rounds=${2:-3} bench=${BENCH:-build/release/benchmarks/bench_train} threads=${THREADS:-2}
[[ $rounds =~ ^[1-9][0-9]*$ ]] || usage
[[ -r $peer ]] || { echo "compare: $peer cannot be read" >&2; exit 2; }
[[ -x $bench ]] || { echo "compare: $bench is not there: build the preset release first" >&2; exit 2; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

run_peer() { # threads, arguments...
  OMP_NUM_THREADS=$1 OPENBLAS_CORETYPE= /usr/bin/python3 "$peer" "${@:2}" >>"$folder/peer.jsonl"
}
for ((round = 1; round <= rounds; ++round)); do
  echo "round $round of $rounds" >&2
  for work in train tiny 'fixmatch cnn'; do
    # shellcheck disable=SC2086  # words of a work
    for n in 1 2; do run_peer $n $work; done
    steps=8
    [[ $work == tiny ]] && steps=2000
    filter=${work%% *}
    "$bench" --filter "$filter" --threads "$threads" --steps "$steps" --json "$folder/ours-$filter-$round.json" >&2
  done
done

/usr/bin/python3 - "$folder" <<'python'
import glob, json, statistics, sys

folder = sys.argv[1]
peer, ours = {}, {}
for line in open(f"{folder}/peer.jsonl"):
    r = json.loads(line)
    net = {"cnn": "small_cnn"}.get(r["net"], r["net"])
    configuration = tuple(r.get(k) for k in ("threads", "channels_last", "workers"))
    ms = r.get("train_ms", r.get("step_ms"))
    peer.setdefault((r["work"], net, r.get("batch")), {}).setdefault(configuration, []).append(ms)
for path in glob.glob(f"{folder}/ours-*.json"):
    for r in json.load(open(path)):
        batch = None if r["work"] == "tiny" else r["batch"]
        ours.setdefault((r["work"], r["net"], batch), {}).setdefault(r["recipe"], []).append(r["step_ms"])

print(f"{'work':10} {'net':10} {'batch':>5} {'recipe':9} {'tacit, ms':>10} {'peer, ms':>10} {'ratio':>6}")
for key, configurations in peer.items():
    best = min(statistics.median(v) for v in configurations.values())
    for recipe, times in ours.get(key, {}).items():
        mine = statistics.median(times)
        work, net, batch = key
        print(f"{work:10} {net:10} {batch or '':>5} {recipe:9} {mine:10.3f} {best:10.3f} {best / mine:6.2f}")
python
