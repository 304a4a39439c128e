"""A method over its splits: means, intervals, the difference to the supervised baseline, and a verdict in words."""

import math
import statistics
from dataclasses import dataclass

BASELINE = "supervised"
T975 = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262)  # Student's t, 97.5 %, 1 to 9 degrees of freedom
Z975 = 1.960
FEW = 0.05  # a mask rate below this: the unlabelled term hardly counts


@dataclass
class Estimate:
    """A mean of fractions, and its interval at 95 %."""
    mean: float
    low: float
    high: float


def over_splits(values, by_test_samples):
    """Student's t over two splits or more, which holds the luck of labels and seeds; never narrower than what the test
    samples, the same for all splits, can tell."""
    mean = statistics.fmean(values)
    if len(values) < 2:
        return Estimate(mean, *by_test_samples)
    half = T975[min(len(values) - 1, len(T975)) - 1] * statistics.stdev(values) / math.sqrt(len(values))
    return Estimate(mean, min(mean - half, by_test_samples[0]), max(mean + half, by_test_samples[1]))


def accuracy_of(rows):
    """By test samples: Wilson's interval, the mean over splits."""
    wilson = [statistics.fmean(r["accuracy_last_interval"][side] for r in rows) for side in (0, 1)]
    e = over_splits([r["accuracy_last"] for r in rows], wilson)
    return Estimate(e.mean, max(0.0, e.low), min(1.0, e.high))


def gain_of(pairs):
    """Of pairs on the same split. By test samples: as if the two had been tested on samples of their own, so too wide."""
    if not pairs:
        return None
    gains = [row["accuracy_last"] - base["accuracy_last"] for row, base in pairs]
    variance = statistics.fmean(sum(r["accuracy_last"] * (1 - r["accuracy_last"]) / r["test_samples"] for r in pair)
                                for pair in pairs)
    mean, half = statistics.fmean(gains), Z975 * math.sqrt(variance)
    return over_splits(gains, (mean - half, mean + half))


def mean_known(values):
    known = [v for v in values if v is not None]
    return statistics.fmean(known) if known else None


class Summary:
    """`records`: split -> what is stored of it; `base`: the same of the supervised baseline. Times are medians: another
    program that had the machine for a while does not move them."""

    def __init__(self, method, records, base):
        rows = [records[k]["row"] for k in sorted(records)]
        self.method = method
        self.records = records
        self.rows = rows
        self.accuracy = accuracy_of(rows)
        self.middle = statistics.median(r["accuracy_last"] for r in rows)
        self.median20 = statistics.fmean(r["accuracy_median20"] for r in rows)
        self.base = statistics.fmean(r["row"]["accuracy_last"] for r in base.values()) if base else None
        pairs = [(records[k]["row"], base[k]["row"]) for k in sorted(records) if k in base]
        self.gain = None if method == BASELINE else gain_of(pairs)
        self.compared = len(pairs)
        self.ahead = sum(row["accuracy_last"] > of_base["accuracy_last"] for row, of_base in pairs)
        self.mask_rate = mean_known(r["mask_rate"] for r in rows)
        self.pseudo_labels = mean_known(r["pseudo_label_accuracy"] for r in rows)
        self.images_per_second = statistics.median(r["images_per_second"] for r in rows)
        self.seconds = statistics.median(r["seconds"] for r in rows)
        self.warned = sum(bool(r["warnings"]) for r in rows)

    @property
    def verdict(self):
        if self.method == BASELINE:
            return "baseline"
        if self.gain is None:
            return "not compared"
        return "helps" if self.gain.low > 0 else "hurts" if self.gain.high < 0 else "unclear"

    @property
    def hardly_selects(self):
        return self.mask_rate is not None and self.mask_rate < FEW

    def sentence(self):
        """The verdict with its number and, where the method does not help, what mask and pseudo-labels say of it."""
        if self.gain is None:
            return {"baseline": "the baseline"}.get(self.verdict, "the baseline on its splits is missing")
        by = points(self.gain.mean)
        if self.verdict == "helps":
            return "; ".join([f"helps: {by} points", *(self.diagnosis() if self.hardly_selects else [])])
        says = {"hurts": f"hurts at this budget: {by} points",
                "unclear": f"no clear difference at this budget: {by} points, "
                           f"ahead on {self.ahead} of {self.compared} splits"}[self.verdict]
        return "; ".join([says, *self.diagnosis()])

    def shortfall(self):
        """The middle split, all splits, and what mask and pseudo-labels say."""
        splits = ", ".join(percent(r["accuracy_last"]) for r in self.rows)
        facts = self.diagnosis() or ["without pseudo-labels to go by"]
        if self.pseudo_labels is not None and not self.hardly_selects:
            facts.append(f"{percent(1 - self.pseudo_labels)} % of what it learns from the pool is wrong")
        return "; ".join([f"{percent(self.middle)} (splits: {splits})", *facts])

    def diagnosis(self):
        lines = []
        facts = [f"mask rate {percent(self.mask_rate)} %"] if self.mask_rate is not None else []
        facts += [f"pseudo-labels {percent(self.pseudo_labels)} % right"] if self.pseudo_labels is not None else []
        if facts:
            lines.append(", ".join(facts))
        if self.hardly_selects:
            lines.append("hardly any sample is selected, so the unlabelled term hardly counts")
        elif self.pseudo_labels is not None and self.base is not None and self.pseudo_labels <= self.base:
            lines.append(f"its labels are no better than the baseline on the test samples ({percent(self.base)} %)")
        if self.warned:
            lines.append(f"the trainer warned of a dead unlabelled term in {self.warned} of {len(self.rows)} runs")
        return lines


def summaries(table, store):
    """Of the methods with stored runs, the most accurate first; and the methods without any."""
    stored = {}
    for cell in table.cells():
        if record := store.load(cell):
            stored.setdefault(cell.method, {})[cell.split] = record
    base = stored.get(BASELINE, {})
    done = [Summary(m, records, base) for m, records in stored.items()]
    done.sort(key=lambda s: (-s.accuracy.mean, s.method))
    return done, [m for m in table.methods if m not in stored]


def percent(fraction, decimals=1):
    return "-" if fraction is None else f"{100 * fraction:.{decimals}f}"


def points(fraction):
    return f"{100 * fraction:+.1f}"
