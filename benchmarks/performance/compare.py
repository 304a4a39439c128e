#!/usr/bin/env python3
"""Times training steps of tacit and of a peer in turns, and prints their ratios (above 1: tacit is faster).

The peer is a Python program that takes `train`, `fixmatch cnn`, `fixmatch wrn28_2` or `tiny` and prints a JSON object a
line, with work, net, batch and train_ms or step_ms (and model_ms, without the views). In each round it runs with 1 and with 2 threads; the configuration
with the best median over the rounds counts.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What ours is called with (--filter, timed steps), and the words that the peer takes for the same work.
WORKS = [("train mlp", 10, ["train"]), ("train small_cnn", 10, []), ("train wrn28_2", 4, []),
         ("train conv_large", 3, []), ("tiny", 4000, ["tiny"]),
         ("fixmatch small_cnn", 8, ["fixmatch", "cnn"]), ("fixmatch wrn28_2", 3, ["fixmatch", "wrn28_2"])]
NETS = {"cnn": "small_cnn"}


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("peer", type=Path)
    p.add_argument("--rounds", type=int, default=3)
    p.add_argument("--threads", default="1,2", help="of ours (default: 1,2); the peer always tries 1 and 2")
    p.add_argument("--only", default="", help="works whose name contains this")
    p.add_argument("--bench", type=Path, default=ROOT / "build/release/benchmarks/bench_train")
    p.add_argument("--python", default="/usr/bin/python3", help="runs the peer (default: Debian's, which has its packages)")
    p.add_argument("--json", type=Path, help="write the rows here")
    o = p.parse_args()
    if not o.peer.is_file():
        p.error(f"{o.peer}: there is no such file")
    if not os.access(o.bench, os.X_OK):
        p.error(f"{o.bench}: cannot be run; build it: cmake --preset release && cmake --build --preset release "
                "--target bench_train")
    if o.rounds < 1:
        p.error(f"--rounds: expected at least 1, got {o.rounds}")
    return o


def run_peer(o, words, threads):
    """Its rows, each with the most memory that the process had, in MiB."""
    environment = {k: v for k, v in os.environ.items() if k != "OPENBLAS_CORETYPE"} | {"OMP_NUM_THREADS": str(threads)}
    with subprocess.Popen([o.python, o.peer, *words], env=environment, stdout=subprocess.PIPE, text=True) as process:
        rows = [json.loads(line) for line in process.stdout]
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{o.peer} {' '.join(words)}: ended with exit code {process.returncode}")
    return [r | {"peak_mib": usage.ru_maxrss / 1024} for r in rows]


def run_ours(o, name, steps):
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        subprocess.run([o.bench, "--filter", name, "--threads", o.threads, "--steps", str(steps), "--json", file.name],
                       check=True, stdout=sys.stderr)
        return json.load(open(file.name, encoding="utf-8"))


def key_of(row):
    return row["work"], NETS.get(row["net"], row["net"]), None if row["work"] == "tiny" else row["batch"]


def main():
    o = arguments()
    peers, ours = {}, {}  # key -> configuration -> times; (key, recipe, threads) -> rows
    memory, augmenting = {}, {}  # of the peer: MiB; ms a step that its views take where they are made by one process
    for turn in range(o.rounds):
        print(f"round {turn + 1} of {o.rounds}", file=sys.stderr)
        for name, steps, words in WORKS:
            if o.only not in name:
                continue
            for threads in (1, 2) if words else ():
                for r in run_peer(o, words, threads):
                    setting = f"{threads} threads" + (", channels last" if r.get("channels_last") else "")
                    peers.setdefault(key_of(r), {}).setdefault(setting, []).append(r.get("train_ms", r.get("step_ms")))
                    if r.get("workers") == 0:
                        augmenting.setdefault(key_of(r), []).append(r["step_ms"] - r["model_ms"])
                    memory[key_of(r)] = max(r["peak_mib"], memory.get(key_of(r), 0))
            for r in run_ours(o, name, steps):
                ours.setdefault((*key_of(r), r["recipe"], r["threads"]), []).append(r)

    result = []
    for (*key, _, _), rows in ours.items():
        row = rows[0] | {k: statistics.median(r[k] for r in rows) for k in ("step_ms", "samples_per_second")}
        if (configurations := peers.get(tuple(key))) and not row["skipped"]:  # the peer computes every row
            best = min(configurations, key=lambda c: statistics.median(configurations[c]))
            row |= {"peer_ms": statistics.median(configurations[best]), "peer_setting": best,
                    "peer_mib": round(memory[tuple(key)])}
            row["ratio"] = row["peer_ms"] / row["step_ms"]
            if times := augmenting.get(tuple(key)):
                row["peer_augmentation_ms"] = statistics.median(times)
        result.append(row | {"rounds": o.rounds})

    print(f"{'work':10} {'net':10} {'batch':>5} {'recipe':9} {'threads':>7} {'tacit, ms':>10} {'peer, ms':>10} {'ratio':>6}")
    for r in result:
        peer = f"{r['peer_ms']:10.3f} {r['ratio']:6.2f}" if "ratio" in r else f"{'-':>10} {'-':>6}"
        print(f"{r['work']:10} {r['net']:10} {r['batch']:5} {r['recipe']:9} {r['threads']:7} {r['step_ms']:10.3f} {peer}")
    if o.json:
        o.json.write_text("[\n" + ",\n".join(" " + json.dumps(r) for r in result) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
