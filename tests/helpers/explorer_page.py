"""What the browser tests do to the explorer."""

from __future__ import annotations

PANEL = "squat_explorer"


class Explorer:
    """The open panel."""

    def __init__(self, app, dataset):
        app.open(dataset.name)
        self.app, self.page = app, app.page
        self.content = app.open_panel(PANEL)
        self.ready()

    def get(self, name):
        return self.content.locator(f'[data-cy="bwx-{name}"]')

    def ready(self):
        """Wait until the panel has its answers."""
        self.page.wait_for_selector(
            '[data-cy="squat-explorer"][data-waiting="no"] :is([data-cy="bwx-plot"],'
            '[data-cy="bwx-obstacle"])'
        )
        return self

    def shown(self, number):
        """Wait until so many repetitions are shown."""
        self.page.wait_for_function(
            """text => document.querySelector('[data-cy="bwx-shown"]')?.innerText
                 .replace(/\\s+/g, ' ').startsWith(text)""",
            arg=f"{number} of ",
        )
        return self.ready()

    def chips(self):
        return [chip.inner_text().replace("\n×", "") for chip in self.get("chip").all()]

    def drag(self, *corners, tool="box"):
        """Drag over the plot; corners in shares of its width and height."""
        self.get(f"tool-{tool}").click()
        self.get("canvas").scroll_into_view_if_needed()
        area = self.get("canvas").bounding_box()
        points = [
            (area["x"] + u * area["width"], area["y"] + v * area["height"]) for u, v in corners
        ]
        self.page.mouse.move(*points[0])
        self.page.mouse.down()
        for point in points[1:]:
            self.page.mouse.move(*point, steps=5)
        self.page.mouse.up()

    def widen(self, left):
        """Give the panel the width right of ``left`` pixels; the grid keeps the rest."""
        self.page.wait_for_timeout(2000)
        box = self.content.bounding_box()
        self.page.mouse.move(box["x"] - 3, box["y"] + 250)
        self.page.mouse.down()
        self.page.mouse.move(left, box["y"] + 250, steps=8)
        self.page.mouse.up()
        self.page.wait_for_timeout(1000)


def flagged(rep):
    return rep["flagged"]
