"""Every page of the built site fits a laptop and a phone, and shows all of its pictures."""

from __future__ import annotations

import functools
import http.server
import importlib.util
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FAULTS = """async () => {
  const PARTS = ".md-content :is(pre, table, img, p, li, h1, h2, h3)";
  const found = [];
  const wide = document.scrollingElement.scrollWidth;
  if (wide > window.innerWidth) found.push("is " + wide + " px wide");
  for (const image of document.images) {
    image.loading = "eager";
    await image.decode().catch(() => found.push(image.src + " is broken"));
  }
  // What is cut off: wider than what it stands in, which does not scroll.
  for (const e of document.querySelectorAll(PARTS)) {
    const right = e.getBoundingClientRect().right;
    let box = e;
    while (box && !/auto|scroll/.test(getComputedStyle(box).overflowX)) box = box.parentElement;
    if (!box && right > window.innerWidth + 1)
      found.push(e.tagName + " is cut off: " + e.textContent.trim().slice(0, 60));
  }
  return found;
}"""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """Say nothing of each request."""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    if not importlib.util.find_spec("mkdocs"):
        pytest.skip("needs the extra docs: pip install -e '.[docs]'")
    folder = tmp_path_factory.mktemp("site")
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(folder)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        check=True,
    )
    return folder


@pytest.fixture(scope="module")
def address(site):
    handler = functools.partial(_Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize("width", [1280, 400])
def test_pages_fit(chromium, site, address, width):
    names = sorted(p.relative_to(site).as_posix() for p in site.rglob("*.html"))
    assert len(names) > 40
    page = chromium.new_page(viewport={"width": width, "height": 900})
    found = {}
    for name in names:
        page.goto(f"{address}/{name}", wait_until="load")
        found[name] = page.evaluate(FAULTS)
    page.close()
    assert {name: faults for name, faults in found.items() if faults} == {}
