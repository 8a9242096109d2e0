"""The report, opened from disk without a network, read on a phone, and printed."""

from __future__ import annotations

from pathlib import Path

import pytest

import fo_buttwink
from fo_buttwink.report.write import write_report

DEMO = Path(fo_buttwink.__file__).parent / "data" / "demo"
SHOWN = ("03_mid_marked_right.mp4", "02_late_subtle_left.mp4", "05_frontal_view.mp4")
WIDE, PHONE = 1280, 400
EVERY_FIGURE = "[...document.querySelectorAll('.js-plotly-plot')].every("


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    out = tmp_path_factory.mktemp("report") / "report.html"
    write_report([fo_buttwink.analyze_video(DEMO / name) for name in SHOWN], out)
    return out


@pytest.fixture
def open_report(chromium, report):
    contexts = []

    def opened(width):
        context = chromium.new_context(viewport={"width": width, "height": 900}, offline=True)
        contexts.append(context)
        page = context.new_page()
        page.said, page.asked = [], []
        page.on("console", lambda m: page.said.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(report.as_uri())
        page.wait_for_function(
            "document.querySelectorAll('.figure').length ==="
            " document.querySelectorAll('.figure .main-svg:first-child').length"
        )
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_everything_is_drawn_without_a_network(open_report, report, width):
    page = open_report(width)
    assert page.locator(".figure").count() == 4  # two sets with curves, the scatter, the trend
    pictures = page.locator("img")
    assert pictures.count() >= 3
    assert page.evaluate("[...document.images].every(one => one.naturalWidth > 100)")
    asked = [url for url in page.asked if not url.startswith("data:")]
    assert asked == [report.as_uri()] and page.said == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    reading = page.locator("details", has_text="What it may mean").first
    assert not reading.get_by_text("no medical assessment").is_visible()
    reading.locator("summary").click()
    assert reading.get_by_text("no medical assessment").is_visible()


def test_print_opens_the_readings_and_fits_the_sheet(open_report):
    page = open_report(WIDE)
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.wait_for_function(EVERY_FIGURE + "one => one._fullLayout.width < 700)")
    assert page.get_by_text("no medical assessment").first.is_visible()
    assert not page.get_by_text("All settings").is_visible()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    page.wait_for_function(EVERY_FIGURE + "one => one._fullLayout.width > 700)")
    assert page.pdf(format="A4")[:4] == b"%PDF"
    assert page.said == []
