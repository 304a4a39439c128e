"""docs/results.md and its plots, from the stored runs and tables.toml alone."""

from pathlib import Path

import plots
from cells import write_whole
from summary import BASELINE, percent, points, summaries

INTRO = """\
# Results

<!-- Made by benchmarks/results/run.py from the runs stored in results/runs: do not edit. -->

Short runs on few labels, every method under the same budget beside training on the labels alone. They show what each
method does with this library in minutes, on small networks; the papers train a thousand times longer. Every number below
was measured by the command given for its cell, and the sentences follow from the numbers by fixed rules.

    benchmarks/results/run.py --list               # what is missing, and how long it takes
    benchmarks/results/run.py --processes 2        # runs it; Ctrl-C at any time, and go on later

MNIST is read from `$TACIT_DATASETS/mnist`, a folder with its four IDX files; without it those cells stay missing.

How to read the tables
- **last** is the test accuracy at the end of the run, the mean over splits, with its 95 % interval: Student's t over the
  splits, which holds the luck of labels and seeds, and at least Wilson's for the test samples, which are the same for all.
- **median** is that of the last 20 evaluations, the mean over splits. No number is the best on test samples.
- **gain** is the difference to `supervised` on the same splits, in points: the mean of the differences and its 95 % interval,
  by Student's t over the differences, and at least what two runs on test samples of their own would have.
- **helps** and **hurts**: the interval of the gain is above or below zero; else the verdict is *unclear*. Of twenty
  methods that change nothing, about one gets another verdict by chance. Where one split has run, intervals and verdict
  hold the luck of the test samples alone, not that of labels and seeds.
- **mask** is the mean weight of the unlabelled samples, **right** the share of right labels among the selected, both over the last
  tenth of the run, in %.
- **images/s** counts samples through student and teacher in training; **s** is training time alone. Both are medians over
  the splits, as found while other cells may have run beside them.
- Hyperparameters that papers count in steps are scaled to the length of the run; the values are listed with each table.
"""

HEAD = ["method", "splits", "last, %", "median, %", "gain, points", "mask", "right", "images/s", "s", "verdict"]


PAGES = {"distillation": "distill", "conjugate": "tent"}  # where a method's page has another name


def link(method):
    return f"[{method}](methods/{PAGES.get(method, method)}.md)"


def estimate(e, show):
    return f"{show(e.mean)} [{show(e.low)}, {show(e.high)}]"


def table_row(s, table):
    gain = estimate(s.gain, points) if s.gain else "-"
    return [link(s.method), f"{len(s.rows)}/{table.splits}", estimate(s.accuracy, percent),
            percent(s.median20), gain, percent(s.mask_rate), percent(s.pseudo_labels), f"{s.images_per_second:.0f}",
            f"{s.seconds:.1f}", s.verdict]


def markdown(rows):
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|---|" + "--:|" * (len(rows[0]) - 2) + "---|", *lines[1:]])


def details(heading, lines, fence="```"):
    return "\n".join(["<details>", f"<summary>{heading}</summary>", "", fence, *lines, fence, "", "</details>"])


def counts(done, missing):
    verdicts = [s.verdict for s in done]
    words = [f"{verdicts.count(v)} {said}" for v, said in
             (("helps", "help"), ("unclear", "unclear"), ("hurts", "hurt"), ("not compared", "not compared")) if v in verdicts]
    return ", ".join(words + ([f"{len(missing)} missing"] if missing else []))


def budget_text(table, done):
    b = table.budget
    validation = f" and {b['validation']} for validation" if b["validation"] else ""
    lines = [f"`{b['net']}`, {b['labels']} labels for training{validation}, {b['steps']} steps of {b['batch']} labelled and "
             f"{b['batch'] * b['ratio']} unlabelled samples, {b['evaluations']} evaluations; split k has seed k."]
    if table.shift:
        lines.append(f"Two domains: labels of the data as they are, unlabelled and test samples of a shifted copy "
                     f"(`--shift {table.shift}`).")
    if done:
        row = done[0].rows[0]
        records = [r for s in done for r in s.records.values()]
        threads, beside = ({r[key] for r in records} for key in ("threads", "side_by_side"))
        lines.append(f"{row['optimiser']}; {row['averaging']}. Views: {row['views']}.")
        lines.append(f"{row['test_samples']} test samples. Threads a run: {span(threads)}; runs side by side: {span(beside)}; "
                     f"commits: {', '.join(sorted({r['tree'] for r in records}))}.")
    return "\n".join(lines)


def span(numbers):
    return " to ".join(str(n) for n in sorted({min(numbers), max(numbers)}))


def reached(table, done):
    """Which methods reach the accuracy that the table asks for on the middle split, and why the others do not."""
    asked = f"{percent(table.reach, 0)} %"
    there = [f"`{s.method}` {percent(s.middle)}" for s in done if s.middle >= table.reach]
    lines = [f"On the middle split (the median of last accuracies), at least {asked}: {', '.join(there) or 'none'}."]
    below = [s for s in done if s.middle < table.reach]
    if below:
        lines += ["", "Below it:", "", *(f"- **{s.method}**: {s.shortfall()}." for s in below)]
    return "\n".join(lines)


def quick(table, done):
    """Which methods train for longer than the table allows a run."""
    slow = [f"`{s.method}` {s.seconds:.1f} s" for s in done if s.seconds > table.within]
    return f"Longer than {table.within} s of training, the median over the splits: {', '.join(slow) or 'none'}."


def section(table, done, missing, has_curves):
    parts = [f"## {table.title}", budget_text(table, done)]
    if done:
        parts.append(f"![{table.title}: test accuracy by method]({picture(table, 'accuracy')})")
        rows = [table_row(s, table) for s in done]
        rows += [[link(m), f"0/{table.splits}", *["missing"] * 7, "missing"] for m in missing]
        parts.append(markdown([HEAD, *rows]))
        compared = [s for s in done if s.method != BASELINE]
        if compared:
            parts.append(f"Verdicts: {counts(done, missing)}.")
        doubtful = [s for s in compared if s.verdict != "helps" or s.hardly_selects]
        if doubtful:
            parts.append("\n".join(["Where a method does not clearly help, or selects hardly anything, with what its mask and its "
                                    "pseudo-labels say:", "", *(f"- **{s.method}**: {s.sentence()}." for s in doubtful)]))
        if table.reach:
            parts.append(reached(table, done))
        if table.within:
            parts.append(quick(table, done))
        if has_curves:
            parts.append(f"![{table.title}: learning curves]({picture(table, 'curves')})\n\nFrom the start of the run to its end, in "
                         "%, means over the splits; of a method of several trainings, the last one.")
    else:
        parts.append("No run of this table is stored yet.")
    if table.without:
        left_out = ", ".join(f"`{m}` ({why})" for m, why in table.without.items())
        parts.append(f"Not in this table: {left_out}.")
    if done:
        parts.append(details("Settings as run", [f"{s.method}: {s.rows[0]['settings']}" for s in done]))
        parts.append(details("The command of each cell", [
            s.records[k]["command"] for s in sorted(done, key=lambda s: table.methods.index(s.method)) for k in sorted(s.records)]))
    return "\n\n".join(parts)


def picture(table, kind):
    return f"results/{table.name}-{kind}.svg"


def overview(all_of):
    rows = [["table", "supervised, %", "best method", "gain, points", "verdicts"]]
    for table, (done, missing) in all_of:
        base = next((percent(s.accuracy.mean) for s in done if s.method == BASELINE), "missing")
        best = max((s for s in done if s.gain), key=lambda s: s.gain.mean, default=None)
        anchor = "".join(c for c in table.title.lower().replace(" ", "-") if c.isalnum() or c == "-")
        rows.append([f"[{table.title}](#{anchor})", base, best.method if best else "missing",
                     estimate(best.gain, points) if best else "missing", counts(done, missing)])
    return markdown(rows)


def contents(tables, store):
    """Path inside the folder of documentation -> text, of everything that is generated."""
    all_of = [(t, summaries(t, store)) for t in tables]
    files, sections = {}, []
    for table, (done, missing) in all_of:
        curves = plots.curves(table, done) if done else None
        if done:
            files[picture(table, "accuracy")] = plots.accuracies(table, done)
        if curves:
            files[picture(table, "curves")] = curves
        sections.append(section(table, done, missing, bool(curves)))
    files["results.md"] = "\n\n".join([INTRO, overview(all_of), *sections]) + "\n"
    return files


def write(docs, tables, store):
    for name, text in contents(tables, store).items():
        write_whole(Path(docs) / name, text)


def outdated(docs, tables, store):
    """Names of files that are not what the stored runs give."""
    def differs(path, text):
        return not path.is_file() or path.read_text(encoding="utf-8") != text
    return [name for name, text in contents(tables, store).items() if differs(Path(docs) / name, text)]
