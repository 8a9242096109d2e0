"""What a set may mean, in the viewer: a fold that is closed until somebody asks."""

from __future__ import annotations

import pytest
from viewer_page import Viewer


@pytest.fixture
def viewer(app):
    return Viewer(app)


def test_fold_opens_with_the_keys_of_any_page(viewer, dataset):
    viewer.open(dataset)
    fold = viewer.of("context")
    fold.wait_for()
    last = fold.get_by_text("it does not predict injury")
    assert not last.is_visible()
    fold.scroll_into_view_if_needed()
    fold.locator("summary").click()
    last.wait_for()
    assert fold.locator("section").count() >= 3
    last.scroll_into_view_if_needed()
    viewer.app.shot("viewer_context")
    fold.locator("summary").press("Enter")
    last.wait_for(state="hidden")
