"""The look of the page: light and dark by the reader's choice, legible without colour."""

from __future__ import annotations

from typing import Final

STYLE: Final = """\
:root{color-scheme:light dark;--page:#fff;--ink:#1f2328;--soft:#59636e;--line:#d1d9e0;\
--card:#f6f8fa;--deny:#b3141f;--warn:#7a5200;--note:#0550ae;--good:#116329;--mark:#fff3c4}
@media(prefers-color-scheme:dark){:root{--page:#0d1117;--ink:#e6edf3;--soft:#9198a1;\
--line:#3d444d;--card:#151b23;--deny:#ff8f88;--warn:#e3b341;--note:#79c0ff;--good:#56d364;\
--mark:#3d3413}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:72rem;padding:1.5rem 1rem 3rem;background:var(--page);\
color:var(--ink);font:16px/1.5 system-ui,sans-serif}
h1{margin:0;font-size:1.6rem}
h2{margin:2.2rem 0 .8rem;padding-bottom:.3rem;border-bottom:1px solid var(--line);font-size:1.2rem}
h3{margin:0 0 .3rem;font-size:1rem}
p{margin:.3rem 0}
a{color:var(--note)}
code,pre{font:.86rem/1.5 ui-monospace,monospace}
nav ul{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;margin:.8rem 0 0;padding:0;list-style:none}
.soft{color:var(--soft)}
.outcome-denied h1,.deny .level{color:var(--deny)}
.outcome-inconclusive h1,.outcome-passed-with-unknowns h1,.warn .level{color:var(--warn)}
.outcome-passed h1{color:var(--good)}
.note .level{color:var(--note)}
article{margin:0 0 1rem;padding:.8rem 1rem;border:1px solid var(--line);\
border-left:5px solid var(--soft);border-radius:6px;background:var(--card)}
article.deny{border-left-color:var(--deny);border-left-style:double}
article.warn{border-left-color:var(--warn)}
article.note{border-left-color:var(--note);border-left-style:dotted}
.level{font-weight:700;text-transform:uppercase;font-size:.8rem;letter-spacing:.04em}
.place{overflow-wrap:anywhere}
pre{margin:.6rem 0;padding:.5rem 0;border:1px solid var(--line);border-radius:4px;\
overflow-x:auto;background:var(--page)}
pre span{display:block;padding:0 .7rem;white-space:pre}
pre .hit{background:var(--mark);font-weight:600}
pre .hit::before{content:"> "}
pre .near::before{content:"  "}
table{border-collapse:collapse;width:100%}
th,td{padding:.3rem .6rem;border-bottom:1px solid var(--line);text-align:left;\
vertical-align:top;overflow-wrap:anywhere}
.wide{overflow-x:auto}
figure{margin:0;overflow-x:auto}
details{margin:.4rem 0}
summary{cursor:pointer}
footer{margin-top:2.5rem;color:var(--soft);font-size:.86rem}
@media print{article{break-inside:avoid}}"""
"""No address, no font and no picture from elsewhere."""
