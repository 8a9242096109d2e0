"""What the browser tests do to FiftyOne's App again and again.

The selectors are those of FiftyOne 1.22; this is their only home.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

GRID_READY = '[data-cy="spotlight-section-forward"]'
COUNT = '[data-cy="entry-counts"]'
MODAL = '[data-cy="modal"]'
SLOW_MS = 90_000
"""The first page of a server that has just started, on a small machine."""
SOON_MS = 90_000

# What the App itself reports at any time, also without this plugin.
_HARMLESS = re.compile(
    r"react-virtuoso|Zero-sized element|ERR_FAILED|ERR_ABORTED|fonts\.googleapis|entry is loading"
    r"|ResizeObserver loop|Failed to load resource: net::|favicon"
)


class AppPage:
    """A browser page that shows one dataset in the App.

    Parameters
    ----------
    page
        Playwright's page, for everything that this class does not wrap.
    url
        Address of the App.
    folder
        Where screenshots go.
    """

    def __init__(self, page: Page, url: str, folder: Path) -> None:
        self.page = page
        self.url = url
        self.folder = folder
        self.errors: list[str] = []
        self.may_fail = False
        """Set by tests that provoke errors of FiftyOne's own."""
        page.on(
            "pageerror",
            lambda error: self._remember(f"page error: {error}\n{(error.stack or '')[:800]}"),
        )
        page.on("console", self._console)
        page.on("response", self._response)

    def open(self, dataset: str, query: str = "", *, grid: bool = True) -> AppPage:
        """Go to a dataset and wait until its grid is there."""
        self.page.goto(f"{self.url}/datasets/{dataset}{query}", wait_until="domcontentloaded")
        self.page.wait_for_selector('[data-cy="new-panel-btn"]', timeout=SLOW_MS)
        if grid:
            self.page.wait_for_selector(GRID_READY, timeout=SLOW_MS)
        return self

    def reload(self) -> AppPage:
        """Load the page again, as a user does who has lost trust."""
        self.page.reload(wait_until="domcontentloaded")
        self.page.wait_for_selector('[data-cy="new-panel-btn"]', timeout=SLOW_MS)
        return self

    def open_panel(self, name: str) -> Locator:
        """Open a grid panel from the menu; the App shows it beside the grid."""
        tab = self.page.locator(f'[data-cy="panel-tab-{name}"]')
        if tab.count():  # the server remembers which panels are open
            tab.click()
        else:
            self.page.locator('[data-cy="new-panel-btn"]').first.click()
            self.page.locator(f'[data-cy="new-panel-option-{name}"]').click()
        content = self.panel(name)
        content.wait_for(timeout=SOON_MS)
        return content

    def panel(self, name: str) -> Locator:
        """The contents of an open panel."""
        return self.page.locator(f'[data-cy="panel-content-{name}"]')

    def wait_count(self, text: str) -> None:
        """Wait until the grid says that it shows so much, such as ``"3 samples"``."""
        self.page.wait_for_function(
            "([css, text]) => document.querySelector(css)?.innerText.trim() === text",
            arg=[COUNT, text],
            timeout=SOON_MS,
        )

    def wait_tiles(self) -> None:
        """Wait until the grid shows pictures, for one to look at."""
        self.page.wait_for_selector('canvas[canvas-loaded="true"]', timeout=SLOW_MS)
        self.page.wait_for_timeout(1500)

    @property
    def modal(self) -> Locator:
        """The open sample."""
        return self.page.locator(MODAL)

    def wait_modal(self) -> Locator:
        """Wait until a sample is open and its video can be driven."""
        self.page.wait_for_selector(f"{MODAL} [data-cy=modal-looker-container]", timeout=SLOW_MS)
        return self.modal

    def close_modal(self) -> None:
        """Close the open sample; Escape would go to whatever has the focus."""
        self.page.mouse.click(3, 500)
        self.page.wait_for_selector(f"{MODAL} [data-cy=modal-content]", state="hidden")

    def shot(self, name: str) -> Path:
        """Take a picture of the page."""
        path = self.folder / f"{name}.png"
        self.page.screenshot(path=path)
        return path

    def run_operator(self, label: str) -> None:
        """Open an operator's form from the operator browser."""
        self.page.keyboard.press("`")
        self.page.keyboard.type(label)
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector('[data-cy="operators-prompt-modal"]', timeout=SOON_MS)

    def _console(self, message: Any) -> None:
        if message.type == "error":
            self._remember(f"console: {message.text[:500]}")

    def _response(self, response: Any) -> None:
        if response.status >= 500:
            self._remember(f"HTTP {response.status}: {response.url}")

    def _remember(self, text: str) -> None:
        if not _HARMLESS.search(text):
            self.errors.append(text)
