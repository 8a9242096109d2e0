"""The mode of the rep viewer in which somebody measures by hand, driven in the App."""

from __future__ import annotations

import math

from viewer_page import SLOW_MS

LENGTH_PX = 150
"""Of the lines on the screen."""


class Hand:
    """The mode of the viewer in which somebody measures, and how many actions that takes."""

    def __init__(self, viewer):
        self.viewer, self.page, self.actions = viewer, viewer.page, 0

    def of(self, part):
        return self.viewer.of(f"hand-{part}")

    def open(self):
        self.viewer.of("measure").click()
        self.actions += 1
        self.of("svg").wait_for(timeout=SLOW_MS)
        return self

    def ends(self, deg):
        """Where on the screen a line of so many degrees begins and ends; clockwise +."""
        box = self.of("svg").bounding_box()
        x, y = box["x"] + 0.4 * box["width"], box["y"] + 0.55 * box["height"]
        a = math.radians(deg)
        return (x, y), (x + LENGTH_PX * math.cos(a), y + LENGTH_PX * math.sin(a))

    def drag(self, deg):
        start, end = self.ends(deg)
        self.page.mouse.move(*start)
        self.page.mouse.down()
        self.page.mouse.move(*end, steps=4)
        self.page.mouse.up()
        self.actions += 1

    def clicks(self, deg):
        for point in self.ends(deg):
            self.page.mouse.click(*point)
            self.actions += 1

    def press(self, key):
        self.page.keyboard.press(key)
        self.actions += 1

    def line(self, kind):
        values = self.of(f"line-{kind}").get_attribute("data-line")
        return [float(v) for v in values.split(",")]

    def change(self, kind):
        return float(self.of(f"change-{kind}").get_attribute("data-deg"))

    def frames(self):
        tabs = self.viewer.of("hand").locator("[data-testid^=fbw-hand-still-]")
        return [int(t.get_attribute("data-testid").rsplit("-", 1)[1]) for t in tabs.all()]
