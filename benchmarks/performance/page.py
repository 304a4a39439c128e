#!/usr/bin/env python3
"""Writes the measured part of docs/performance.md from docs/performance/{kernels,training}.json.

kernels.json comes from `bench_kernels --json`, training.json from `benchmarks/compare.sh PEER --json`. What people wrote
around the markers stays.
"""

import argparse
import json
import statistics
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BEGIN, END = "<!-- measured: from performance/*.json, by benchmarks/performance/page.py -->", "<!-- end of measured -->"
PEERS = ("eigen", "openblas", "onednn")

# work, net, batch, recipe: at least so many times the peer's best configuration
TARGETS = {("train", "mlp", 512, "joint"): 1.7, ("train", "small_cnn", 64, "joint"): 1.5,
           ("train", "small_cnn", 512, "joint"): 2.5, ("train", "wrn28_2", 64, "joint"): 1.1,
           ("fixmatch", "small_cnn", 64, "joint"): 3.5, ("fixmatch", "wrn28_2", 64, "joint"): 1.7,
           ("fixmatch", "small_cnn", 64, "separate"): 5, ("fixmatch", "wrn28_2", 64, "separate"): 2.5,
           ("tiny", "2-64-64-2", 8, "separate"): 12.5}
SCALING = 1.9  # from 1 to 2 threads
COMPUTE, STREAM = 0.8, 0.8  # shares of the floor
GEMM = {"1024x1024x1024": 0.92, "65536x32x144": 0.75, "16384x128x1152": 0.75}


def table(head, rows):
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [head, ["---"] + ["--:"] * (len(head) - 1), *rows])


def ms(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def met(value, target):
    """`target` beside what was reached; a word where it was not."""
    return f"{target:g}" if value >= target else f"{target:g}: **missed**"


def training(rows, targets=TARGETS):
    fastest = {}
    for r in rows:
        key = (r["work"], r["net"], r["batch"], r["recipe"])
        if key not in fastest or r["step_ms"] < fastest[key]["step_ms"]:
            fastest[key] = r
    lines = []
    for key, r in fastest.items():
        target, ratio = targets.get(key), r.get("ratio")
        lines.append([r["work"], r["net"], str(r["batch"]), str(r["mu"] or "-"), r["recipe"], str(r["threads"]),
                      ms(r["step_ms"]), f"{r['samples_per_second']:.0f}", ms(r["peer_ms"]) if ratio else "-",
                      f"{ratio:.2f}" if ratio else "-", met(ratio, target) if ratio and target else "-",
                      f"{r['allocations_per_step']:.1f}", f"{r['peak_mib']:.0f}", f"{r['peer_mib']:.0f}" if ratio else "-"])
    return table(["work", "net", "batch", "mu", "recipe", "threads", "ms a step", "samples/s", "PyTorch, ms", "ratio",
                  "asked for", "allocations", "peak, MiB", "PyTorch, MiB"], lines)


def scaling(rows):
    by = {(r["work"], r["net"], r["batch"], r["recipe"], r["threads"]): r["step_ms"] for r in rows}
    lines = []
    for (work, net, batch, recipe, threads), one in by.items():
        if threads == 1 and (two := by.get((work, net, batch, recipe, 2))) and work != "tiny":
            lines.append([work, net, str(batch), recipe, ms(one), ms(two), f"{one / two:.2f}", met(one / two, SCALING)])
    return table(["work", "net", "batch", "recipe", "1 thread, ms", "2 threads, ms", "ratio", "asked for"], lines)


def augmentation(steps, cases):
    """The views of a FixMatch step on one core: ours from the kernels, the peer's as the part of its step that is not the
    network's."""
    row = next((r for r in steps if r["work"] == "fixmatch" and r.get("peer_augmentation_ms") and r["recipe"] == "joint"), None)
    if not row:
        return "Not measured."
    each = {r["kernel"]: r["ms"] / int(r["shape"].split("x")[0]) for r in cases
            if r["kernel"].endswith("_image") and r["shape"].endswith("28x28x1") and r["threads"] == 1}
    unlabelled = row["batch"] * row["mu"]
    ours = (row["batch"] + unlabelled) * each["weak_image"] + unlabelled * each["strong_image"]
    one = next(r["step_ms"] for r in steps if r["threads"] == 1 and all(r[k] == row[k] for k in ("work", "net", "batch", "recipe")))
    ratio, share = row["peer_augmentation_ms"] / ours, ours / one
    head = ["views of a step, one core", "tacit, ms", "torchvision + Pillow, ms", "ratio", "asked for", "share of our step", "asked for"]
    return table(head, [[f"28x28x1: {row['batch'] + unlabelled} weak, {unlabelled} strong", ms(ours), ms(row["peer_augmentation_ms"]),
                         f"{ratio:.0f}", met(ratio, 20), f"{100 * share:.1f} %", "8 %" if share < 0.08 else "8 %: **missed**"]])


def is_stream(row):
    return "gbytes_per_s" in row


def target_of(row):
    if row["kernel"] == "gemm":
        return GEMM.get(row["shape"]) if row["scalar"] == "f32" else None
    if row["kernel"].startswith("conv"):
        return COMPUTE if row["shape"] == "wrn28_2 3x3" else None
    kernel = row["kernel"]
    return None if kernel.endswith("_image") or "_pool_" in kernel else STREAM  # nothing was asked of these


def kernel_table(rows):
    """A line for each case: the rate and its share of the floor, and how many times the rate of the others that is."""
    lines = []
    for r in (r for r in rows if r["impl"] == "tacit"):
        same = {o["impl"]: o for o in rows if all(o[k] == r[k] for k in ("kernel", "shape", "scalar", "threads"))}
        rate = f"{r['gbytes_per_s']:.1f} GB/s" if is_stream(r) else f"{r['gflops']:.1f} GF/s"
        target = target_of(r)
        lines.append([r["kernel"], r["shape"], r["scalar"], str(r["threads"]), rate, f"{100 * r['floor_ratio']:.0f} %",
                      f"{100 * target:.0f} %" + ("" if r["floor_ratio"] >= target else ": **missed**") if target else "-",
                      *(f"{same[p]['ms'] / r['ms']:.2f}" if p in same else "-" for p in PEERS)])
    return table(["kernel", "shape", "scalar", "threads", "rate", "of the floor", "asked for", *(f"x {p}" for p in PEERS)], lines)


def folded(heading, text):
    return f"<details>\n<summary>{heading}</summary>\n\n{text}\n\n</details>"


def kernels(rows):
    whole = [r for r in rows if r["shape"].endswith(" 3x3") and "x" not in r["shape"].split()[0]]
    products = [r for r in rows if r["kernel"] == "gemm"]
    streams = [r for r in rows if is_stream(r)]
    single = [r for r in rows if r not in whole and r not in products and r not in streams]
    return "\n\n".join(["Convolutions of whole networks, 3x3 (weighted by their multiplications):", kernel_table(whole),
                        "Matrix products:", kernel_table(products), "What runs at the speed of memory:", kernel_table(streams),
                        folded("Each convolution", kernel_table(single))])


def floors(rows):
    def median(values):
        return statistics.median(values)
    lines = []
    for threads in sorted({r["threads"] for r in rows}):
        mine = [r for r in rows if r["threads"] == threads and r["impl"] == "tacit" and r["scalar"] == "f32"]
        peak, band = (median([r["floor"] for r in mine if is_stream(r) == s]) for s in (False, True))
        lines.append([str(threads), f"{peak:.0f} GF/s", f"{band:.0f} GB/s"])
    return table(["threads", "peak of multiply-adds, f32", "bandwidth of memory"], lines)


def measured(folder):
    def rows(name):
        return json.loads((folder / name).read_text(encoding="utf-8"))
    steps, cases, portable = rows("training.json"), rows("kernels.json"), rows("portable.json")
    rounds = steps[0]["rounds"]
    return "\n\n".join([
        BEGIN, "### The machine", floors(cases),
        f"### Training steps beside PyTorch\n\nIn turns, medians of {rounds} rounds, each of several steps. The "
        "peer has its best configuration of those tried, and so has tacit. Ratios above 1: tacit is faster.\n*Joint* passes "
        "labelled, weak and strong rows together, as the peer does; *separate* passes the weak rows without gradient, another "
        "recipe; *selected* (`only_selected`) also leaves out the strong rows of weight zero, here every second one.",
        training(steps), "### The portable build\n\nThe preset `portable` knows nothing of the processor but x86-64: vectors of "
        "16 bytes, no fused multiply-add. PyTorch chooses its instructions when it runs.", training(portable, {}),
        "### From 1 to 2 threads", scaling(steps), "### Augmentation",
        augmentation(steps, cases), "### Kernels", kernels(cases), END])


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--check", action="store_true", help="is the page what the stored figures give?")
    o = p.parse_args()
    page = ROOT / "docs/performance.md"
    text = page.read_text(encoding="utf-8")
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        sys.exit(f"{page}: expected the lines '{BEGIN}' and '{END}', each once")
    head, rest = text.split(BEGIN)
    new = head + measured(ROOT / "docs/performance") + rest.split(END)[1]
    if o.check:
        sys.exit(0 if new == text else f"{page}: not what docs/performance/*.json give; run: benchmarks/performance/page.py")
    page.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
