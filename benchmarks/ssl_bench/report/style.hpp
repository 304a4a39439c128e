// The look of the report: colours for light and dark, and the layout.
#pragma once

namespace bench {

inline constexpr char const* report_style = R"css(
:root {
  color-scheme: light dark;
  --page: #fbfaf8; --card: #ffffff; --ink: #1f2328; --soft: #62686f; --rule: #e4e2dd; --good: #15803d; --bad: #c81e1e;
  --c0: #737b86; --c1: #d97706; --c2: #2563eb; --c3: #059669; --c4: #db2777; --c5: #7c3aed; --c6: #0891b2; --c7: #92400e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #15171a; --card: #1d2024; --ink: #e7e6e3; --soft: #9aa1a9; --rule: #32363c; --good: #4ade80; --bad: #f87171;
    --c0: #a3abb5; --c1: #fbbf24; --c2: #60a5fa; --c3: #34d399; --c4: #f472b6; --c5: #a78bfa; --c6: #22d3ee; --c7: #fb923c;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, "DejaVu Sans", sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 48px 24px 64px; }
h1 { font: 600 34px/1.15 Charter, "Bitstream Charter", Georgia, "DejaVu Serif", serif; margin: 4px 0 10px; letter-spacing: -.01em; }
h2 { font: 600 21px/1.3 Charter, "Bitstream Charter", Georgia, "DejaVu Serif", serif; margin: 52px 0 6px; }
p { margin: 6px 0 14px; max-width: 78ch; }
a { color: inherit; text-underline-offset: 2px; }
code { font: 12.5px/1.5 ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
.eyebrow, .soft, figcaption, dt, th { color: var(--soft); }
.eyebrow { font-size: 13px; letter-spacing: .06em; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 3px 18px; margin: 18px 0; font-size: 14px; }
dt, dd { margin: 0; }
.notice { border-left: 3px solid var(--bad); padding: 8px 14px; margin: 14px 0; background: var(--card); max-width: 90ch; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(230px, 1fr)); gap: 14px; margin: 18px 0; }
.card { background: var(--card); border: 1px solid var(--rule); border-top: 3px solid; border-radius: 8px; padding: 14px 16px; }
.card h3 { margin: 0; font-size: 14px; font-weight: 600; }
.card .value { font: 600 32px/1.2 Charter, "Bitstream Charter", Georgia, "DejaVu Serif", serif; color: var(--ink); }
.card .value small { font-size: 17px; font-weight: 400; color: var(--soft); }
.card div { color: var(--ink); font-size: 13.5px; }
.card .soft { color: var(--soft); font-size: 12.5px; margin-top: 6px; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 18px; }
figure { margin: 0; background: var(--card); border: 1px solid var(--rule); border-radius: 8px; padding: 12px 12px 6px; }
figcaption { font-size: 12.5px; margin: 0 4px 8px; min-height: 2.9em; }
figcaption b { color: var(--ink); font-size: 13.5px; }
.wide figcaption { min-height: 0; }
svg { display: block; width: 100%; height: auto; overflow: visible; }
svg text { font: 11px system-ui, "DejaVu Sans", sans-serif; fill: var(--soft); }
svg text.name { font-weight: 600; }
.middle { text-anchor: middle; } .end { text-anchor: end; }
.grid path { stroke: var(--rule); fill: none; } .grid .axis { stroke: var(--soft); }
.line { fill: none; stroke: currentColor; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
.line.faint { stroke-width: 1; opacity: .35; }
svg text.fill, .fill { fill: currentColor; }
.c0 { color: var(--c0); } .c1 { color: var(--c1); } .c2 { color: var(--c2); } .c3 { color: var(--c3); }
.c4 { color: var(--c4); } .c5 { color: var(--c5); } .c6 { color: var(--c6); } .c7 { color: var(--c7); }
.mark { stroke: var(--ink); stroke-width: 1.6; }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--rule); border-radius: 8px; padding: 4px 0; }
table { border-collapse: collapse; width: 100%; font-size: 13px; font-variant-numeric: tabular-nums; }
th { font-weight: 500; font-size: 12px; vertical-align: bottom; line-height: 1.25; }
th, td { padding: 6px 9px; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--rule); }
th:first-child, td:first-child { text-align: left; } tr:last-child td { border-bottom: 0; }
th.wrap { white-space: normal; min-width: 62px; }
td.bar, th.bar { padding: 0 9px; width: 240px; min-width: 200px; }
.swatch { display: inline-block; width: 10px; height: 10px; border-radius: 2px; background: currentColor; margin-right: 7px; }
td .text, .card h3 .text { color: var(--ink); }
.heat td { text-align: center; padding: 6px 4px; } .heat th { text-align: center; white-space: normal; padding: 6px 4px; }
.heat th:first-child, .heat td:first-child { text-align: left; padding-left: 12px; }
.good { color: var(--good); } .bad { color: var(--bad); }
.gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(112px, 1fr)); gap: 10px; }
.sample { background: var(--card); border: 1px solid var(--rule); border-radius: 8px; padding: 8px; font-size: 11.5px; line-height: 1.45; }
.sample img { display: block; width: 100%; image-rendering: pixelated; border-radius: 4px; margin-bottom: 5px; }
.sample b { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.sample span.row { display: flex; align-items: baseline; gap: 4px; }
.sample .swatch { flex: none; width: 7px; height: 7px; margin: 0; }
.sample .text { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; flex: 1; color: var(--soft); }
.sample .wrong .text { color: var(--bad); }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 13px; margin: 8px 0 14px; }
.legend .text { color: var(--ink); }
footer { margin-top: 56px; border-top: 1px solid var(--rule); padding-top: 16px; color: var(--soft); font-size: 13.5px; }
)css";

}  // namespace bench
