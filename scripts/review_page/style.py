"""One palette and one style sheet for pages and charts. Every colour of text has at least 4.5:1 on the paper."""

INK = "#1c2733"
MUTED = "#51606e"
LINE = "#d5dce2"
PAPER = "#ffffff"
ACCENT = "#1b5e7b"
SOFT = "#eef3f6"
SEVERITY = {"ok": "#1d6b48", "watch": "#865500", "act": "#a3271b"}
SEVERITY_SOFT = {"ok": "#e6f2ec", "watch": "#faf0dc", "act": "#f9e5e2"}
FONT = "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif"

CSS = f"""
*{{box-sizing:border-box}}
html{{color:{INK};background:{PAPER};font:16px/1.55 {FONT};-webkit-text-size-adjust:100%}}
body{{margin:0 auto;max-width:61rem;padding:0 1.5rem 4rem;overflow-wrap:break-word}}
h1,h2{{font-family:Georgia,'Times New Roman','Liberation Serif',serif;font-weight:normal;line-height:1.15;text-wrap:balance}}
h1{{font-size:clamp(2rem,6vw,3rem);margin:.4rem 0 .6rem;letter-spacing:-.015em}}
h2{{font-size:1.75rem;margin:0 0 .5rem;letter-spacing:-.01em}}
h3{{font-size:1rem;margin:2rem 0 .5rem}}
p{{margin:.5rem 0;max-width:44rem}}
a{{color:{ACCENT};text-underline-offset:.15em}}
a:focus-visible,.scroll:focus-visible{{outline:3px solid {ACCENT};outline-offset:2px}}
.skip{{position:absolute;top:-10rem;left:1rem}}.skip:focus{{top:1rem;background:{PAPER};padding:.5rem}}
header{{padding:3.5rem 0 1.5rem}}
.kicker{{text-transform:uppercase;letter-spacing:.09em;font-size:.8rem;color:{ACCENT};font-weight:600;margin:0}}
.standfirst{{font-size:1.2rem;color:{INK}}}
.lead{{font-size:1.06rem;color:{INK}}}
.muted,figcaption,footer,.empty{{color:{MUTED};font-size:.9rem}}
nav{{border:solid {LINE};border-width:1px 0;padding:.9rem 0}}
nav ol{{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.25rem 1.4rem}}
nav a{{text-decoration:none;font-size:.92rem;display:inline-block;padding:.2rem 0}}nav a:hover{{text-decoration:underline}}
section{{padding:3.2rem 0 0;scroll-margin-top:1rem}}
.verdicts{{list-style:none;margin:1.5rem 0 0;padding:0;display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:0 2.5rem}}
.verdicts li{{border-top:1px solid {LINE};padding:1.1rem 0 1.3rem;break-inside:avoid}}
.verdicts h3{{margin:0;font-weight:600;color:{MUTED};font-size:.9rem}}
.verdicts .figure{{font-family:Georgia,'Times New Roman','Liberation Serif',serif;font-size:2.5rem;line-height:1.2;margin:.1rem 0}}
.figure .badge{{margin-left:.8rem;vertical-align:.55rem}}
.verdicts p{{font-size:.95rem}}
.badge{{display:inline-block;font:600 .8rem/1.4 {FONT};padding:.1rem .55rem;border-radius:1rem;border:1px solid;white-space:nowrap}}
.badge.none{{color:{MUTED}}}
{"".join(f".badge.{name}{{color:{colour};background:{SEVERITY_SOFT[name]}}}" for name, colour in SEVERITY.items())}
figure{{margin:1.4rem 0 .6rem}}figcaption{{margin-top:.4rem;max-width:44rem}}
figure svg{{display:block;max-width:100%;height:auto}}
svg.narrow{{display:none}}
.scroll{{overflow-x:auto;margin:1.2rem 0}}
table{{border-collapse:collapse;width:100%;font-size:.9rem;line-height:1.4;font-variant-numeric:tabular-nums}}
caption{{text-align:left;font-weight:600;padding:0 0 .5rem;color:{INK}}}
th,td{{text-align:left;vertical-align:top;padding:.5rem .9rem .5rem 0;border-bottom:1px solid {LINE};font-weight:normal}}
thead th{{color:{MUTED};font-size:.82rem;font-weight:600;vertical-align:bottom;border-bottom:1.5px solid {INK}}}
th:last-child,td:last-child{{padding-right:.2rem}}
tbody th{{min-width:6rem}}
table .muted{{font-size:inherit}}
.n{{text-align:right;white-space:nowrap}}
.mark th,.mark td{{background:{SOFT};font-weight:600}}
.note{{border-left:3px solid {ACCENT};background:{SOFT};padding:.7rem 1rem;margin:1.2rem 0;max-width:44rem}}
.note p{{margin:0}}
.terms{{margin:.4rem 0;padding-left:1.2rem;max-width:44rem}}.terms li{{margin:.3rem 0}}
dl{{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.35rem 1.6rem;margin:1rem 0;font-size:.95rem}}
dt{{color:{MUTED}}}dd{{margin:0}}
.signatures{{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:2.5rem;margin:2rem 0 1rem;break-inside:avoid}}
.signatures h3{{margin:0 0 .5rem}}
.line{{border-bottom:1px solid {INK};min-height:2.6rem;display:flex;align-items:flex-end;padding-bottom:.2rem}}
.line+.muted{{margin:.1rem 0 .5rem;font-size:.82rem}}
footer{{border-top:1px solid {LINE};margin-top:4rem;padding-top:1rem}}
@media (max-width:640px){{
body{{padding:0 1.1rem 3rem}}header{{padding-top:2rem}}.verdicts{{grid-template-columns:minmax(0,1fr)}}
svg.wide{{display:none}}svg.narrow{{display:block}}
.signatures,dl{{grid-template-columns:minmax(0,1fr)}}dl{{gap:0}}dd{{margin-bottom:.6rem}}.signatures{{gap:1.5rem}}}}
td.w{{min-width:9rem}}th.w{{min-width:11rem}}
@media (max-width:640px){{section{{padding-top:2.6rem}}td:not(.n){{min-width:5.5rem}}td.w{{min-width:14rem}}}}
@page{{size:A4;margin:18mm 16mm}}
@media print{{
html{{font-size:10.5pt}}body{{max-width:none;padding:0}}nav,.skip{{display:none}}header{{padding:0 0 .5rem}}
section{{break-before:page;padding-top:0}}section:first-of-type{{break-before:auto;padding-top:1rem}}
h2,h3,caption{{break-after:avoid}}figure,tr,.note{{break-inside:avoid}}thead{{display:table-header-group}}
.scroll{{overflow:visible}}table{{font-size:8.2pt}}th,td{{padding:.3rem .5rem .3rem 0}}
tbody th,td.w,tbody th.w{{min-width:0}}
.flow section{{break-before:auto;padding-top:1.6rem}}.flow #rests{{break-before:page;padding-top:0}}.dense .n .muted{{display:block}}
.verdicts .figure{{font-size:1.9rem}}.verdicts li{{padding:.5rem 0 .6rem}}.verdicts p{{font-size:.88rem;margin:.25rem 0}}
h1{{font-size:2.2rem}}dl{{margin:.4rem 0;gap:.15rem 1.6rem}}h3{{margin:.9rem 0 .3rem}}.terms li{{margin:.12rem 0}}.scroll{{margin:.7rem 0}}
.signatures{{margin:.8rem 0 0}}.line{{min-height:2rem}}
a{{color:inherit;text-decoration:none}}*{{-webkit-print-color-adjust:exact;print-color-adjust:exact}}}}
"""
