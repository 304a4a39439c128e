#!/usr/bin/env python3
"""Runs the cells of docs/results.md that are missing, one ssl_bench call each, and writes the page anew after each.

Stop it at any time (Ctrl-C) and start it again: cells that are stored are not run again. To run one again, delete its
file under docs/results/runs.
"""

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import page
from cells import BadInput, Store, read_tables

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent

stops = []  # signals that asked to stop


def parse():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--bench", default=ROOT / "build/release/benchmarks/ssl_bench", help="the program ssl_bench")
    p.add_argument("--datasets", default=os.environ.get("TACIT_DATASETS"),
                   help="folder with the folders mnist and fashion-mnist (default: $TACIT_DATASETS; ssl_bench knows "
                   "where Debian puts Fashion-MNIST)")
    p.add_argument("--table", help="only these tables, separated by commas")
    p.add_argument("--method", help="only these methods, separated by commas")
    p.add_argument("--processes", type=int, default=1, help="cells that run side by side")
    p.add_argument("--threads", type=int, default=1, help="threads of each; results do not depend on it")
    p.add_argument("--list", action="store_true", help="show what is missing, and about how long it takes")
    p.add_argument("--page", action="store_true", help="write the page from what is stored, and run nothing")
    p.add_argument("--check", action="store_true", help="is every method in a table, and the page what is stored?")
    p.add_argument("--tables", default=HERE / "tables.toml", help="what is run (default: tables.toml beside this file)")
    p.add_argument("--docs", default=ROOT / "docs", help="folder of results.md and of results/ with runs and plots")
    options = p.parse_args()
    if options.processes < 1 or options.threads < 1:
        p.error("--processes and --threads: expected at least 1")
    return options


def chosen(tables, options):
    """The cells of the asked tables and methods, in the order in which they are run."""
    def pick(option, text, known):
        names = text.split(",") if text else known
        for name in names:
            if name not in known:
                raise BadInput(f"{option}: expected one of {', '.join(known)}, got '{name}'")
        return names

    names = pick("--table", options.table, [t.name for t in tables])
    methods = pick("--method", options.method, list(dict.fromkeys(m for t in tables for m in t.methods)))
    return [c for t in tables if t.name in names for c in t.cells() if c.method in methods]


def unlisted_methods(bench, tables):
    """What the program trains and no table has. A method of the tables that it does not train is refused."""
    try:
        text = subprocess.run([bench, "--list"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as e:
        raise BadInput(f"--bench: {bench}: cannot be run ({e}); build it: cmake --preset release && "
                       "cmake --build --preset release --target ssl_bench") from e
    trained = [line.split()[0] for line in text.split("data sets:")[0].splitlines()[1:]]
    listed = {m for t in tables for m in [*t.methods, *t.without]}
    unknown = sorted(listed - set(trained))
    if unknown:
        raise BadInput(f"{bench}: does not train {', '.join(unknown)} (tables.toml)")
    return [m for m in trained if m not in listed]


def data_folder(cell, datasets):
    """Of the cell's data set: None where ssl_bench knows it; raises where the user must say."""
    usual = cell.table.folder or cell.table.dataset
    folder = Path(datasets) / usual if datasets else None
    if folder and folder.is_dir():
        return str(folder)
    if cell.table.folder:
        raise BadInput(f"no folder {folder}" if folder else "the folder of data sets is not known "
                       "(--datasets or TACIT_DATASETS)")
    return None


class Clock:
    """How long a cell takes: as long as stored runs of the same method with as many steps, or of any method."""

    def __init__(self, tables, store):
        self.seen = [(c, r["wall_seconds"]) for t in tables for c in t.cells() if (r := store.load(c))]

    def add(self, cell, seconds):
        self.seen.append((cell, seconds))

    def seconds(self, cell):
        for alike in (lambda c: c.table.name == cell.table.name and c.method == cell.method,
                      lambda c: c.table.budget["steps"] == cell.table.budget["steps"] and c.method == cell.method,
                      lambda c: c.table.name == cell.table.name,
                      lambda c: c.table.budget["steps"] == cell.table.budget["steps"]):
            times = [s for c, s in self.seen if alike(c)]
            if times:
                return statistics.median(times)
        return None

    def total(self, cells, processes):
        times = [self.seconds(c) for c in cells]
        known = [s for s in times if s is not None]
        unknown = [f"{len(times) - len(known)} cells of unknown time"] if len(known) < len(times) else []
        return " and ".join(([duration(sum(known) / processes)] if known or not times else []) + unknown)


def duration(seconds):
    minutes = round(seconds / 60)
    return f"{seconds:.0f} s" if seconds < 100 else f"{minutes} min" if minutes < 100 else f"{minutes / 60:.1f} h"


def tree():
    """The commit of this working tree, so that a stored run can be told from a later one."""
    try:
        out = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
        return out.stdout.strip() or "unknown"
    except OSError:
        return "unknown"


class Call:
    """One running ssl_bench; its files lie in a folder of their own outside the repository."""

    def __init__(self, cell, options):
        self.cell = cell
        self.start = time.monotonic()
        self.folder = tempfile.TemporaryDirectory(prefix="tacit_results.")
        self.json = Path(self.folder.name) / "rows.json"
        self.errors = Path(self.folder.name) / "errors.txt"
        words = [options.bench, *cell.arguments(data_folder(cell, options.datasets))]
        words += ["--threads", str(options.threads), "--json", self.json]
        with open(self.errors, "wb") as errors:  # a session of its own: Ctrl-C reaches it through stop() alone
            self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors,
                                            start_new_session=True)

    def record(self, options):
        """What is stored; raises ValueError with the reason where the cell failed."""
        if self.process.returncode != 0:
            lines = self.errors.read_text(errors="replace").replace("\r", "\n").strip().splitlines()
            raise ValueError(f"exit code {self.process.returncode}: {lines[-1] if lines else 'no message'}")
        try:
            (row,) = json.loads(self.json.read_text(encoding="utf-8"))
        except (OSError, ValueError) as e:
            raise ValueError(f"ssl_bench left no row: {e}") from e
        return {"command": self.cell.command, "tree": options.tree, "threads": options.threads,
                "side_by_side": options.processes, "wall_seconds": round(time.monotonic() - self.start, 1), "row": row}

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.folder.cleanup()


def run(cells, options, store, clock, after_each):
    """Returns the cells that failed, each with its reason."""
    failed, skipped, running, done = [], {}, [], 0
    queue = []
    for cell in cells:
        try:
            data_folder(cell, options.datasets)
            queue.append(cell)
        except BadInput as e:
            skipped.setdefault(f"{cell.table.name}: {e}", []).append(cell)
    for reason, missed in skipped.items():
        print(f"skipped {len(missed)} cells of {reason}", flush=True)
    total = len(queue)
    try:
        while (queue or running) and not stops:
            while queue and len(running) < options.processes:
                running.append(Call(queue.pop(0), options))
            time.sleep(0.05)
            for call in [c for c in running if c.process.poll() is not None]:
                running.remove(call)
                done += 1
                try:
                    record = call.record(options)
                    store.save(call.cell, record)
                    clock.add(call.cell, record["wall_seconds"])
                    left = clock.total(queue + [c.cell for c in running], options.processes)
                    print(f"[{done}/{total}] {call.cell.name}: {100 * record['row']['accuracy_last']:.1f} % in "
                          f"{duration(record['wall_seconds'])}; about {left} left", flush=True)
                    after_each()
                except ValueError as e:
                    failed.append((call.cell, str(e)))
                    print(f"[{done}/{total}] {call.cell.name}: FAILED: {e}", flush=True)
                call.folder.cleanup()
    finally:
        for call in running:
            call.stop()
    if stops:
        raise KeyboardInterrupt
    return failed


def check(options, tables, store):
    """For continuous integration: exit code 1 where a method has no table or the page is not what is stored."""
    unlisted = unlisted_methods(options.bench, tables)
    stale = page.outdated(options.docs, tables, store)
    if unlisted:
        print(f"in no table: {', '.join(unlisted)}; add to benchmarks/results/tables.toml")
    if stale:
        print(f"not what the stored runs give: {', '.join(stale)}; run: benchmarks/results/run.py --page")
    return 1 if unlisted or stale else 0


def main():
    options = parse()
    tables = read_tables(options.tables)
    store = Store(Path(options.docs) / "results" / "runs")
    if options.check:
        return check(options, tables, store)
    if options.page:
        page.write(options.docs, tables, store)
        return 0
    cells = [c for c in chosen(tables, options) if store.load(c) is None]
    clock = Clock(tables, store)
    if options.list:
        for c in cells:
            seconds = clock.seconds(c)
            print(f"{c.table.name:14} {c.method:22} split {c.split}  "
                  f"{'about ' + duration(seconds) if seconds is not None else 'unknown'}")
        print(f"{len(cells)} cells are missing: about {clock.total(cells, options.processes)}")
        return 0
    for method in unlisted_methods(options.bench, tables):
        print(f"note: {method} is in no table; add it to tables.toml", file=sys.stderr)
    options.tree = tree()
    failed = run(cells, options, store, clock, lambda: page.write(options.docs, tables, store))
    for cell, reason in failed:
        print(f"failed: {cell.name}: {reason}", file=sys.stderr)
    return 1 if failed else 0


def stop(number, _):
    """Between two looks at the running cells, so that each is known and can be stopped; a second signal ends at once."""
    stops.append(number)
    signal.signal(number, signal.SIG_DFL)


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    try:
        sys.exit(main())
    except BadInput as e:
        print(f"results: {e}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print("results: interrupted; start again to go on", file=sys.stderr)
        sys.exit(130)
