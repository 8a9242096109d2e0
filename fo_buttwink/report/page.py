"""Put the sections together to one page that needs no network and prints well."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from . import figures
from .data import ReportData
from .sections import SECTIONS

_STYLE = """
:root{color-scheme:light}*{box-sizing:border-box}
body{font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;color:#1a1a1a;
background:#fff;max-width:860px;margin:24px auto;padding:0 16px}
h1{font-size:24px;line-height:1.25;margin:0 0 6px;overflow-wrap:anywhere}
h2{font-size:18px;margin:34px 0 8px;border-bottom:1px solid #ddd;padding-bottom:3px}
h3{font-size:16px;margin:22px 0 4px;overflow-wrap:anywhere}h4{font-size:14px;margin:12px 0 2px}
p{margin:5px 0}ul,ol{margin:4px 0;padding-left:22px}li{margin:2px 0}
.lead{font-size:16px}.quiet{color:#555;font-size:13px}
.note{background:#fff6df;border-left:4px solid #e69f00;padding:4px 10px}
b.pelvis{color:#a66f00}b.thorax{color:#00795a}
.bar{display:grid;grid-template-columns:8.5em 4em minmax(60px,1fr) minmax(0,2fr);gap:8px;
align-items:center;margin:3px 0}.bar .n{text-align:right;font-variant-numeric:tabular-nums}
.track{background:#eee;height:12px;border-radius:3px;overflow:hidden}
.track i{display:block;height:100%}
.pictures{display:flex;flex-wrap:wrap;gap:10px;margin:8px 0}
.pictures figure{margin:0;flex:1 1 180px;max-width:262px}
.pictures img{width:100%;max-height:340px;object-fit:contain;background:#f3f3f3;display:block}
figcaption{font-size:12px;color:#555}
.figure{margin:6px 0;min-width:0}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:13px}
table.small{width:auto}th,td{text-align:left;padding:3px 8px;border-bottom:1px solid #e2e2e2;
vertical-align:top}th{background:#fff}th.n,td.n{text-align:right;white-space:nowrap;
font-variant-numeric:tabular-nums}
details{margin:8px 0;border:1px solid #ddd;border-radius:6px;padding:0 12px}
summary{cursor:pointer;padding:7px 0;font-weight:600}details[open]{padding-bottom:8px}
.reading{font-size:14px}.reading ul,.reading ol{padding-left:20px}.sources{font-size:12px;
color:#444}sup{color:#555;font-size:10px}
@media(max-width:560px){.bar{grid-template-columns:7.5em 3em 1fr}
.bar .quiet{grid-column:1/-1;margin-top:-4px}.pictures figure{flex-basis:130px}}
@page{margin:14mm}
@media print{body{max-width:none;margin:0;padding:0;font-size:11pt}
h2,h3,h4{break-after:avoid}.set h3{margin-top:10px}
.figure,figure,tr,.bar,li{break-inside:avoid}thead{display:table-header-group}
.wide{overflow:visible}table{font-size:8pt}th,td{padding:2px 4px}
details{border:0;padding:0}summary{list-style:none}summary::-webkit-details-marker{display:none}
.screen{display:none}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
"""

_PRINT = """
(function(){
  var width=%d, closed=[];
  function charts(){return document.querySelectorAll('.js-plotly-plot');}
  window.addEventListener('beforeprint',function(){
    closed=[].slice.call(document.querySelectorAll('details:not([open])'))
      .filter(function(one){return !one.closest('.screen');});
    closed.forEach(function(one){one.open=true;});
    charts().forEach(function(one){Plotly.relayout(one,{width:width,autosize:false});});
  });
  window.addEventListener('afterprint',function(){
    closed.forEach(function(one){one.open=false;});
    charts().forEach(function(one){Plotly.relayout(one,{width:null,autosize:true});});
  });
})();
"""
"""Print opens what is folded, and makes the figures as wide as a sheet."""
_SHEET_PX = 640


def page(data: ReportData) -> Iterator[str]:
    """Yield the page, piece by piece.

    Parameters
    ----------
    data
        What is on it.
    """
    title = escape(data.options.title)
    # No address is allowed but data in the page itself: whatever were in it, nothing is fetched.
    policy = (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
        "script-src 'unsafe-inline' 'unsafe-eval'"
    )
    yield (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style>"
    )
    parts = [section(data) for section in SECTIONS]
    drawn = any('class="figure"' in part for part in parts if part)
    if drawn:
        yield figures.script()
    yield f"</head><body><h1>{title}</h1>"
    for part in parts:
        if part:
            yield part
    if drawn:
        yield f"<script>{_PRINT % _SHEET_PX}</script>"
    yield "</body></html>\n"
