"""What the explorer writes can be read: names, the head of the table, cut-offs, counts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from explorer_page import Explorer, flagged

SOURCE = "competition_day_two_platform_four_camera_"
"""As files of one source are named: alike at first, longer than their column is wide."""

DRAWN = """(() => {
  window.marks = [];
  const proto = CanvasRenderingContext2D.prototype;
  const at = (c, x, y) => {
    const p = c.getTransform().transformPoint(new DOMPoint(x, y));
    return [p.x, p.y];
  };
  const wrap = (name, act) => {
    const draw = proto[name];
    proto[name] = function (...given) {
      if (this.canvas.closest && this.canvas.closest("[data-cy=bwx-canvas]")) act(this, ...given);
      return draw.apply(this, given);
    };
  };
  let path = [];
  wrap("scale", () => { window.marks = []; }); // with which each drawing begins
  wrap("beginPath", () => { path = []; });
  wrap("moveTo", (c, x, y) => path.push(at(c, x, y)));
  wrap("lineTo", (c, x, y) => path.push(at(c, x, y)));
  wrap("stroke", (c) => {
    if (path.length === 2 && c.getLineDash().length) window.marks.push({ line: path });
  });
  wrap("fillRect", (c, x, y, w, h) => {
    window.marks.push({ ground: [...at(c, x, y), ...at(c, x + w, y + h)] });
  });
  wrap("fillText", (c, text, x, y) => {
    const m = c.measureText(text);
    const left = at(c, x - m.actualBoundingBoxLeft, y - m.actualBoundingBoxAscent);
    const right = at(c, x + m.actualBoundingBoxRight, y + m.actualBoundingBoxDescent);
    window.marks.push({ text, box: [...left, ...right] });
  });
})()"""
"""Writes down, in order, which lines, grounds and texts the plot is drawn of."""


@pytest.fixture
def long_names(dataset, tmp_path):
    for number, sample in enumerate(dataset):
        path = tmp_path / f"{SOURCE}{number}_lifter_{number}.mp4"
        path.symlink_to(sample.filepath)
        sample.filepath = str(path)
        sample.save()
    return dataset


def test_long_names_are_told_apart_and_the_head_stays(app, long_names):
    explorer = Explorer(app, long_names)
    explorer.get("part-table").click()
    explorer.get("row").last.scroll_into_view_if_needed()
    app.shot("explorer_readable_1_names")
    names = app.page.locator(".bwx-name").evaluate_all(
        """all => all.map(e => ({ whole: e.title, text: e.innerText,
             hidden: [e.scrollWidth - e.clientWidth, e.scrollHeight - e.clientHeight] }))"""
    )
    assert len({Path(n["whole"]).name for n in names}) > 2
    for name in names:
        start, end = name["text"].split("…")
        whole = Path(name["whole"]).name
        assert whole.startswith(start) and whole.endswith(end) and start and end
        assert max(name["hidden"]) <= 1, f"{name}: cut in the middle, and nowhere else"
    assert len({n["text"] for n in names}) == len({n["whole"] for n in names})
    # The last row is looked at: what its columns are is still to be read.
    head = explorer.get("sort-onset_pct")
    gone = head.evaluate(
        """e => { let top = e.closest("table").getBoundingClientRect().top, box = e;
          while ((box = box.parentElement) && box.scrollTop === 0);
          return box ? box.getBoundingClientRect().top - top : 0; }"""
    )
    assert gone > 40, "the table is longer than its place"
    assert head.evaluate(
        """e => { const r = e.getBoundingClientRect();
          return e.contains(document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2)); }"""
    )


def _crosses(line, box):
    (x0, y0), (x1, y1) = line
    left, top, right, bottom = box
    return min(x0, x1) < right and max(x0, x1) > left and min(y0, y1) < bottom and max(y0, y1) > top


def test_no_cutoff_goes_through_a_name(app, dataset):
    # So early an onset that late ones are near the right margin, where amounts are named.
    sample = dataset.match({"buttwink.worst_severity": 3}).first()
    rep = sample.buttwink_reps.detections[0]
    rep.onset_pct = rep.effective_onset_pct = 20.0
    sample.save()
    app.page.add_init_script(DRAWN)
    Explorer(app, dataset)
    app.page.wait_for_function("window.marks.some((m) => m.line)")
    app.page.wait_for_timeout(1000)
    app.shot("explorer_readable_2_cutoffs")
    marks = app.page.evaluate("window.marks")
    names = {"late", "mid", "early", "subtle ↑", "moderate ↑", "marked ↑"}
    texts = [(n, m) for n, m in enumerate(marks) if m.get("text") in names]
    assert {m["text"] for _, m in texts} & {"subtle ↑", "moderate ↑"} and len(texts) > 3
    near = 0
    for n, mark in texts:
        left, top, right, bottom = mark["box"]
        for k, other in enumerate(marks):
            if "line" not in other or not _crosses(other["line"], mark["box"]):
                continue
            near += 1
            assert k < n, f"a line is drawn over {mark['text']!r}"
            covered = any(
                g["ground"][0] <= left + 1
                and g["ground"][1] <= top + 1
                and g["ground"][2] >= right - 1
                and g["ground"][3] >= bottom - 1
                for g in marks[k:n]
                if "ground" in g
            )
            assert covered, f"a line shows through {mark['text']!r}"
    assert near, "no line comes near a name: this window shows nothing of the kind"


def test_reasons_say_the_same_count_as_their_sum(app, dataset, number):
    explorer = Explorer(app, dataset)

    def counts():
        out = []
        for part in ("count-not_measurable", *reasons):
            text = explorer.get(part).inner_text().strip()
            shown, of, name = re.fullmatch(r"(\d+)(?: of (\d+))? (.+)", text).groups()
            out.append((int(shown), int(of or shown), name))
        return out

    explorer.get("reason-occluded").wait_for()
    reasons = [
        button.get_attribute("data-cy").removeprefix("bwx-")
        for button in explorer.content.locator('[data-cy^="bwx-reason-"]').all()
    ]
    assert len(reasons) > 1
    total, *each = counts()
    assert total[0] == total[1] == sum(one[0] for one in each)
    explorer.get("count-flagged").click()
    explorer.shown(number(flagged))
    app.shot("explorer_readable_3_counts")
    narrowed, *each = counts()
    assert narrowed[:2] == (0, total[1])
    assert [sum(column) for column in zip(*(one[:2] for one in each), strict=True)] == [0, total[1]]
