"""The real App on the real database, driven by Debian's Chromium.

``make test-browser`` runs these tests; ``make test`` leaves them out. Pictures of every state
go to ``.browser/`` (or ``FO_BUTTWINK_SHOTS``) and want to be looked at. Without Playwright or
Chromium the tests are skipped, with the reason, except where ``CI`` is set: there they fail.

A test that wants the App asks for ``app`` (an :class:`app_page.AppPage`) and ``dataset`` (a
copy of the analysed demo clips that it may change as it likes)::

    def test_it(app, dataset):
        app.open(dataset.name)
        panel = app.open_panel("squat_explorer")
        app.shot("explorer")

At its end an ``app`` test fails if the page reported errors; tests that provoke one set
``app.may_fail``.
"""

from __future__ import annotations

import itertools
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHOTS = Path(os.environ.get("FO_BUTTWINK_SHOTS", ROOT / ".browser"))
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_PICTURED = itertools.count(1)
WINDOW = {"width": 1280, "height": 720}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def _missing(what: str) -> None:
    """Skip on a developer's machine, fail where nobody would notice the skipping."""
    message = f"{what}; see 'Develop' in README.md"
    if os.environ.get("CI"):
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A running browser."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _missing("browser tests need Playwright: pip install -e '.[browser]'")
    named = os.environ.get("FO_BUTTWINK_CHROMIUM")
    path = named or next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None or not Path(path).is_file():
        _missing("browser tests need Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        # No sandbox: containers run as root, and only pages of this machine are opened.
        browser = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demo_dataset(chromium: Any, database: Any) -> Any:
    """The bundled clips, analysed; to be copied, not to be changed."""
    from fo_buttwink.cli.demo import DATASET, run_demo

    assert run_demo(app=False) == 0
    return database.load_dataset(DATASET)


@pytest.fixture(scope="session")
def app_url(demo_dataset: Any) -> Iterator[str]:
    """Address of the App; its server lasts for all tests."""
    from app_server import app_server

    with app_server() as url:
        yield url


@pytest.fixture
def copy_dataset(demo_dataset: Any) -> Iterator[Callable[[], Any]]:
    """Makes copies of the analysed demo clips."""
    made: list[Any] = []

    def copy() -> Any:
        made.append(demo_dataset.clone(f"browser_{uuid.uuid4().hex[:8]}", persistent=True))
        return made[-1]

    yield copy
    for dataset in made:
        if not dataset.deleted:
            dataset.delete()


@pytest.fixture
def dataset(copy_dataset: Callable[[], Any]) -> Any:
    """A copy of the analysed demo clips, for this test alone."""
    return copy_dataset()


@pytest.fixture
def pictured(demo_dataset: Any) -> Iterator[Any]:
    """A copy of the analysed demo clips under a name for pictures.

    Each has another: the App's server remembers what view of a name was open last.
    """
    copy = demo_dataset.clone(f"squats_{next(_PICTURED)}", persistent=True)
    yield copy
    copy.delete()


@pytest.fixture
def open_page(
    chromium: Any, app_url: str, copy_dataset: Any, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Any]]:
    """Opens browser windows on the App; each has storage of its own, like another person's.

    They close before the datasets are deleted, for which ``copy_dataset`` is asked here.
    """
    from app_page import SOON_MS, AppPage

    SHOTS.mkdir(parents=True, exist_ok=True)
    contexts: list[Any] = []
    pages: list[AppPage] = []

    def new(url: str = app_url, **window: int) -> AppPage:
        context = chromium.new_context(viewport={**WINDOW, **window})
        context.set_default_timeout(SOON_MS)
        context.add_init_script("window.IS_PLAYWRIGHT = true")
        # Fonts and telemetry: nothing outside of this machine is needed.
        context.route(lambda address: not address.startswith((url, "data:", "blob:")), _abort)
        contexts.append(context)
        pages.append(AppPage(context.new_page(), url, SHOTS))
        return pages[-1]

    yield new
    failed = getattr(request.node, "failed", False)
    for number, page in enumerate(pages):
        if failed:
            page.shot(f"FAILED_{request.node.name}_{number}")
    for context in contexts:
        context.close()
    errors = [error for page in pages if not page.may_fail for error in page.errors]
    assert failed or not errors, "the page reported errors:\n" + "\n".join(errors)


@pytest.fixture
def app(open_page: Callable[..., Any]) -> Any:
    """One browser window of 1280 x 720."""
    return open_page()


@pytest.fixture
def number(dataset):
    """Counts the demo's repetitions, from the database; better measuring may change them."""
    names = ("label", "severity", "onset_pct", "wink_deg", "timing", "flagged")
    columns = [dataset.values(f"buttwink_reps.detections.{n}", unwind=True) for n in names]
    reps = [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]

    def count(condition=lambda rep: True):
        found = sum(bool(condition(rep)) for rep in reps)
        assert found, "the demo has no such repetition: choose another condition"
        return found

    return count


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    report = yield
    if report.when == "call":
        item.failed = report.failed  # type: ignore[attr-defined]
    return report


def _abort(route: Any) -> None:
    route.abort()
