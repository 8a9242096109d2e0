// @ts-check
/* Curves over time with the repetitions as bands; follows the video, and moves it. */

import { h, useCallback, useEffect, useMemo, useRef } from "../shared/app.js";
import { useWidth } from "../shared/elements.js";
import { clamp, niceStep } from "../shared/scale.js";
import { withUnit } from "../shared/words.js";
import { FOOT, LEFT, line, makeLanes, RIGHT, TOP } from "./lanes.js";
import { Band, Marks, Reversal } from "./marks.js";
import { useFrame } from "./playhead.js";

/**
 * @param {any} props video (as the server sends it), rep (the chosen one), onRep, playhead,
 *   hover, zoom ([first, last] frame), onZoom, hidden (names of curves), clip (its frames).
 */
export function Chart({ video, rep, onRep, playhead, hover, zoom, onZoom, hidden, clip }) {
  const box = useRef(null);
  const width = useWidth(box);
  const height = width < 560 ? 215 : 250;
  const drag = useRef(false);
  const total = video.total_frames || 1;
  const [from, to] = zoom;
  const inner = Math.max(1, width - LEFT - RIGHT);
  const x = useCallback(
    (frame) => LEFT + (inner * (frame - from)) / Math.max(1, to - from),
    [inner, from, to],
  );
  const frameAt = useCallback(
    (event) => {
      const left = box.current.getBoundingClientRect().left;
      const frame = from + ((event.clientX - left - LEFT) / inner) * (to - from);
      const [low, high] = clip || [1, total];
      return Math.min(high, Math.max(low, Math.round(frame)));
    },
    [inner, from, to, total, clip, box],
  );

  // React listens to wheels passively, and the App would scroll the panel as well.
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const wheel = (event) => {
      event.preventDefault();
      const span = Math.min(total - 1, Math.max(8, (to - from) * (event.deltaY > 0 ? 1.25 : 0.8)));
      const middle = frameAt(event);
      const share = (middle - from) / Math.max(1, to - from);
      const first = Math.min(total - span, Math.max(1, middle - share * span));
      onZoom([first, first + span]);
    };
    element.addEventListener("wheel", wheel, { passive: false });
    return () => element.removeEventListener("wheel", wheel);
  }, [box, frameAt, from, to, total, onZoom]);

  const lanes = useMemo(() => makeLanes(video, hidden, height), [video, hidden, height]);
  const drawn = useMemo(
    () =>
      width > 0 && [
        h(Grid, { key: "grid", lanes, x, zoom, video, width, height }),
        ...video.reps.map((r) =>
          h(Band, { key: r.id, r, x, chosen: rep && r.id === rep.id, height, onRep, lanes }),
        ),
        rep && h(Marks, { key: "marks", rep, x, height }),
        ...video.chart
          .filter((c) => !hidden.includes(c.name))
          .map((c) =>
            h("path", {
              key: c.name,
              d: line(video.curves[c.name], x, lanes[c.lane].y, from, to),
              fill: "none",
              style: { stroke: c.color },
              strokeWidth: c.width,
              strokeDasharray: c.dash || undefined,
              strokeLinejoin: "round",
            }),
          ),
        rep && h(Reversal, { key: "reversal", rep, x, lanes, video, hidden }),
      ],
    [width, height, lanes, x, zoom, video, rep, hidden, onRep, from, to],
  );

  const move = (event) => {
    const frame = frameAt(event);
    hover.set(frame);
    if (drag.current) playhead.seek(frame);
  };
  return h(
    "div",
    {
      ref: box,
      className: "fbw-chart",
      style: { height },
      "data-testid": "fbw-chart",
      onPointerDown: (event) => {
        if (event.button) return;
        drag.current = true;
        event.currentTarget.setPointerCapture(event.pointerId);
        playhead.seek(frameAt(event));
      },
      onPointerMove: move,
      onPointerUp: () => {
        drag.current = false;
      },
      onPointerCancel: () => {
        drag.current = false;
      },
      onPointerLeave: () => hover.set(null),
      onDoubleClick: () => onZoom([1, total]),
    },
    width > 0 &&
      h(
        "svg",
        { width, height, role: "img", "aria-label": "Angles over time, with the repetitions" },
        h("clipPath", { id: "fbw-inside" }, h("rect", { x: LEFT, y: 0, width: inner, height })),
        h("g", { clipPath: "url(#fbw-inside)" }, drawn.slice(1)),
        drawn[0],
        h(Pointer, { hover, video, x, width, height }),
        h(Playhead, { playhead, x, height, from, to }),
      ),
  );
}

function Playhead({ playhead, x, height, from, to }) {
  const frame = useFrame(playhead.frame);
  if (frame === null || frame < from || frame > to) return null;
  const at = x(frame);
  return h(
    "g",
    { className: "fbw-playhead", "data-testid": "fbw-playhead", "data-frame": frame },
    h("line", { x1: at, x2: at, y1: TOP - 6, y2: height - FOOT }),
    h("path", { d: `M${at - 5},${TOP - 12}h10l-5,8z` }),
  );
}

/** A line under the pointer that says where it is; the legend has the numbers. */
function Pointer({ hover, video, x, width, height }) {
  const frame = useFrame(hover);
  if (frame === null) return null;
  const time = video.curves.time_s[frame - 1];
  const depth = video.curves.depth[frame - 1];
  const rep = video.reps.find((r) => r.first <= frame && frame <= r.last);
  const text =
    "frame " +
    frame +
    (time == null ? "" : " · " + withUnit(time, " s", 2)) +
    (rep && depth != null ? " · " + withUnit(100 * depth, " % deep") : "");
  const at = x(frame);
  const right = at > width / 2;
  return h(
    "g",
    { className: "fbw-pointer" },
    h("line", { x1: at, x2: at, y1: TOP, y2: height - FOOT }),
    h(
      "text",
      { x: right ? at - 5 : at + 5, y: height - FOOT - 5, textAnchor: right ? "end" : "start" },
      text,
    ),
  );
}

function Grid({ lanes, x, zoom, video, width, height }) {
  const parts = [];
  lanes.forEach((lane, i) => {
    lane.ticks.forEach((deg) => {
      const at = lane.y(deg);
      parts.push(
        h("line", {
          key: i + "l" + deg,
          x1: LEFT,
          x2: width - RIGHT,
          y1: at,
          y2: at,
          className: deg ? "fbw-grid" : "fbw-zero",
        }),
      );
      parts.push(
        h(
          "text",
          {
            key: i + "t" + deg,
            x: LEFT - 5,
            y: at + 3.5,
            textAnchor: "end",
            className: "fbw-tick",
          },
          withUnit(deg, "°"),
        ),
      );
    });
  });
  const times = video.curves.time_s;
  const at = (frame) =>
    times[frame - 1] == null ? (frame - 1) / (video.fps || 30) : times[frame - 1];
  const [first, last] = [
    Math.max(1, Math.ceil(zoom[0])),
    Math.min(video.total_frames || 1, Math.floor(zoom[1])),
  ];
  const step = niceStep((at(last) - at(first)) / Math.max(2, width / 90));
  let wanted = Math.ceil(at(first) / step) * step;
  for (let frame = first; frame <= last; frame += 1) {
    if (at(frame) + 1e-6 < wanted) continue;
    parts.push(
      h(
        "text",
        {
          key: "x" + frame,
          x: x(frame),
          y: height - 5,
          textAnchor: "middle",
          className: "fbw-tick",
        },
        withUnit(wanted, " s", step < 1 ? 1 : 0),
      ),
    );
    wanted += step;
  }
  return h("g", null, parts);
}
