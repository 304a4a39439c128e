"""Plots as SVG, readable on light and on dark pages."""

from html import escape

from summary import BASELINE, mean_known, percent

# Colours of text, lines and dots, on light and on dark pages.
LIGHT = {"ink": "#1f2328", "soft": "#62686f", "rule": "#d9d6cf", "good": "#15803d", "bad": "#c81e1e", "blue": "#2563eb",
         "orange": "#d97706"}
DARK = {"ink": "#e7e6e3", "soft": "#9aa1a9", "rule": "#3a3f46", "good": "#4ade80", "bad": "#f87171", "blue": "#60a5fa",
        "orange": "#fbbf24"}
LINES = {"rule": "rule", "base": "soft", "helps": "good", "hurts": "bad", "unclear": "soft", "not": "soft", "baseline": "ink",
         "validation": "blue", "mask": "orange", "pseudo": "good"}


def colours(of):
    rules = [f"text {{ fill: {of['ink']} }} text.soft {{ fill: {of['soft']} }}"]
    rules += [f"path.{name} {{ stroke: {of[c]} }} circle.{name} {{ fill: {of[c]} }}" for name, c in LINES.items()]
    return "\n".join(rules)


STYLE = f"""<style>
text {{ font: 12px system-ui, "DejaVu Sans", sans-serif }} text.soft {{ font-size: 11px }}
.end {{ text-anchor: end }} .middle {{ text-anchor: middle }} .split {{ opacity: .45 }}
path {{ fill: none; stroke-width: 1.5; stroke-linejoin: round }} path.rule {{ stroke-width: 1 }}
path.base {{ stroke-dasharray: 4 3 }}
{colours(LIGHT)}
@media (prefers-color-scheme: dark) {{
{colours(DARK)}
}}
</style>"""


def svg(width, height, title, parts):
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
    return head + f'role="img">\n<title>{escape(title)}</title>\n{STYLE}\n' + "\n".join(parts) + "\n</svg>\n"


def text(x, y, words, style=""):
    return f'<text x="{x:.1f}" y="{y:.1f}"' + (f' class="{style}"' if style else "") + f">{escape(words)}</text>"


def path(points, style):
    return f'<path class="{style}" d="M' + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + '"/>'


def accuracies(table, done):
    """A line a method: its mean, its interval, its splits as small dots; the baseline's mean as a broken line."""
    left, right, top, step, width = 160, 60, 22, 20, 760
    single = [r["accuracy_last"] for s in done for r in s.rows]
    low, high = max(0.0, min(single) - 0.04), min(1.0, max(single) + 0.04)
    bottom = top + step * len(done)

    def at(value):  # an interval that leaves the plot ends at its edge
        return left + (min(max(value, low), high) - low) / (high - low) * (width - left - right)

    gap = next(g for g in (0.01, 0.02, 0.05, 0.1, 0.2) if (high - low) / g <= 8)
    parts = []
    for k in range(int(low / gap), int(high / gap) + 2):
        if low <= k * gap <= high:
            parts.append(path([(at(k * gap), top - 4), (at(k * gap), bottom)], "rule"))
            parts.append(text(at(k * gap), bottom + 16, f"{100 * k * gap:.0f} %", "soft middle"))
    base = [s.accuracy.mean for s in done if s.method == BASELINE]
    parts += [path([(at(b), top - 4), (at(b), bottom)], "base") for b in base]
    for i, s in enumerate(done):
        y = top + step * (i + 0.5)
        style = s.verdict.split()[0]
        parts.append(text(left - 10, y + 4, s.method, "end"))
        parts.append(path([(at(s.accuracy.low), y), (at(s.accuracy.high), y)], style))
        parts += [f'<circle class="{style} split" cx="{at(r["accuracy_last"]):.1f}" cy="{y:.1f}" r="2.5"/>'
                  for r in s.rows]
        parts.append(f'<circle class="{style}" cx="{at(s.accuracy.mean):.1f}" cy="{y:.1f}" r="4"/>')
        parts.append(text(width - right + 10, y + 4, percent(s.accuracy.mean)))
    return svg(width, bottom + 26, f"{table.title}: test accuracy by method", parts)


SERIES = (("validation_accuracy", "validation", "validation accuracy"), ("mask_rate", "mask", "mask rate"),
          ("pseudo_label_accuracy", "pseudo", "pseudo-labels right"))


def mean_curve(rows, key):
    """(share of the run, mean over splits), where it is known."""
    curves = [r["curve"] for r in rows]
    steps = min((c["step"] for c in curves), key=len)
    means = [mean_known(c[key][i] for c in curves) for i in range(len(steps))]
    return [(step / steps[-1], m) for step, m in zip(steps, means) if m is not None]


def curves(table, done):
    """A panel a method over its run, in per cent; None where the table has no such curves."""
    columns, wide, high, gap, top, left = 5, 130, 80, 18, 34, 34
    drawn = [(s, {style: c for key, style, _ in SERIES if (c := mean_curve(s.rows, key))}) for s in done]
    base = next((lines.get("validation") for s, lines in drawn if s.method == BASELINE), None)
    drawn = [(s, lines) for s, lines in drawn if lines]
    if not drawn:
        return None
    parts, x = [], left
    for key, style, words in SERIES:
        if any(style in lines for _, lines in drawn):
            parts += [path([(x, 10), (x + 18, 10)], style), text(x + 24, 14, words)]
            x += 40 + 7 * len(words)
    if base:
        parts += [path([(x, 10), (x + 18, 10)], "base"), text(x + 24, 14, "validation accuracy of the baseline")]
    for i, (s, lines) in enumerate(drawn):
        x0, y0 = left + (i % columns) * (wide + gap), top + (i // columns) * (high + 30) + 16

        def place(points):
            return [(x0 + wide * x, y0 + high * (1 - y)) for x, y in points]

        parts.append(text(x0, y0 - 5, s.method))
        for share in (0, 0.5, 1):
            parts.append(path(place([(0, share), (1, share)]), "rule"))
            if i % columns == 0:
                parts.append(text(x0 - 5, y0 + high * (1 - share) + 4, f"{100 * share:.0f}", "soft end"))
        if base and s.method != BASELINE:
            parts.append(path(place(base), "base"))
        parts += [path(place(points), style) for style, points in lines.items()]
    rows = (len(drawn) + columns - 1) // columns
    return svg(left + columns * (wide + gap), top + rows * (high + 30), f"{table.title}: learning curves", parts)
