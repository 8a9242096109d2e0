// @ts-check
/* The enlarged still with the lines on it, drawn and moved by mouse or finger. */

import { h, useEffect, useRef, useState } from "../shared/app.js";
import { useWidth } from "../shared/elements.js";
import { scrollerOf } from "../shared/page.js";
import { LINES } from "../shared/palette.js";
import { degPerPixel, endAt } from "./hand_lines.js";
import { ghost, KINDS, lineOf } from "./hand_state.js";

export const COLORS = { pelvis: LINES.pelvis, trunk: LINES.thorax };
/** Reach of an end and least length of a drag, in pixels of the screen. */
const REACH = 11;
const DRAG = 5;
/** Most and least size of the picture; between them as large as the panel leaves room. */
const MOST_PX = 640;
const LEAST_PX = 220;
const MARGIN_PX = 12;
const WHEEL = 1.0015;

/**
 * @param {{state: any, dispatch: (action: any) => void, focusOn: any}} props
 */
export function HandPicture({ state, dispatch, focusOn }) {
  const box = useRef(null);
  const svg = useRef(null);
  const width = useWidth(box);
  const held = useRef(null);
  const [pointer, setPointer] = useState(null);
  const place = state.places[state.at];
  const view = state.view;
  const room = useRoom(box);
  const size = Math.max(1, Math.min(MOST_PX, room, width));
  const scale = view ? view.side / size : 1; // pixels of the video in one of the screen
  const center = place && view ? [place.hips[0] + view.dx, place.hips[1] + view.dy] : null;
  const corner = center && [center[0] - view.side / 2, center[1] - view.side / 2];

  /** @returns {[number, number]} */
  const toVideo = (event) => {
    const rect = svg.current.getBoundingClientRect();
    const k = view.side / rect.width;
    const round = (v) => Math.round(10 * v) / 10;
    const [left, top] = corner || [0, 0];
    return [
      round(left + (event.clientX - rect.left) * k),
      round(top + (event.clientY - rect.top) * k),
    ];
  };

  // React listens to the wheel passively: the page would scroll too.
  const wheel = useRef((event) => {});
  wheel.current = (event) => {
    if (!corner) return;
    event.preventDefault();
    dispatch({ type: "zoom", factor: Math.pow(WHEEL, event.deltaY), point: toVideo(event) });
  };
  useEffect(() => {
    const element = svg.current;
    if (!element) return undefined;
    const turn = (event) => wheel.current(event);
    element.addEventListener("wheel", turn, { passive: false });
    return () => element.removeEventListener("wheel", turn);
  }, [Boolean(corner)]);

  const down = (event) => {
    if (event.button > 1) return;
    event.preventDefault();
    focusOn.current.focus({ preventScroll: true });
    svg.current.setPointerCapture(event.pointerId);
    const [x, y] = toVideo(event);
    const screen = [event.clientX, event.clientY];
    const pan = { what: "pan", screen };
    if (event.button === 1 || event.altKey) {
      held.current = pan;
      return;
    }
    // While a line is still to be drawn, it may begin at the end of the other one.
    const order = [state.kind, ...KINDS.filter((kind) => kind !== state.kind)];
    const hit =
      lineOf(state) &&
      order
        .map((kind) => ({ kind, end: endAt(lineOf(state, state.at, kind), x, y, REACH * scale) }))
        .find((each) => each.end !== null);
    if (state.pending) held.current = { what: "second", screen, moved: true };
    else if (hit) {
      held.current = { what: "end", screen, ...hit };
      dispatch({ type: "choose", ...hit });
    } else if (lineOf(state)) held.current = pan;
    else {
      held.current = { what: "new", screen, moved: false };
      dispatch({ type: "start", point: [x, y] });
    }
    setPointer([x, y]);
  };
  const move = (event) => {
    if (!corner) return;
    const point = toVideo(event);
    const now = held.current;
    if (state.pending || now) setPointer(point);
    if (!now) return;
    const [dx, dy] = [event.clientX - now.screen[0], event.clientY - now.screen[1]];
    if (now.what === "pan") {
      now.screen = [event.clientX, event.clientY];
      dispatch({ type: "pan", dx: dx * scale, dy: dy * scale });
    } else if (now.what === "end") dispatch({ type: "drag", kind: now.kind, end: now.end, point });
    else if (Math.hypot(dx, dy) >= DRAG) now.moved = true;
  };
  const up = (event) => {
    const now = held.current;
    held.current = null;
    if (!now || !["new", "second"].includes(now.what)) return;
    // A click sets the first point and waits for the second; a drag sets both.
    if (now.moved) dispatch({ type: "finish", point: toVideo(event) });
  };

  const rubber = state.pending && pointer && [...state.pending, ...pointer];
  return h(
    "div",
    {
      className: "fbw-hand-picture",
      ref: box,
    },
    h(
      "div",
      {
        className: "fbw-hand-focus",
        ref: focusOn,
        tabIndex: 0,
        role: "application",
        "aria-label":
          "Still of frame " +
          state.at +
          ". Press and drag to draw the " +
          state.kind +
          " line; arrows move its chosen end.",
        "data-testid": "fbw-hand-picture",
        style: { width: size, height: size },
      },
      corner
        ? h(
            "svg",
            {
              ref: svg,
              width: size,
              height: size,
              viewBox: [corner[0], corner[1], view.side, view.side].join(" "),
              "data-testid": "fbw-hand-svg",
              onPointerDown: down,
              onPointerMove: move,
              onPointerUp: up,
              onPointerCancel: () => {
                held.current = null;
              },
              className: lineOf(state) ? "" : "fbw-hand-draw",
            },
            h("image", {
              href: place.url,
              x: place.left,
              y: place.top,
              width: place.width,
              height: place.height,
              preserveAspectRatio: "none",
            }),
            KINDS.map((kind) => h(Ghost, { key: "g" + kind, kind, state, scale })),
            KINDS.map((kind) => h(Drawn, { key: kind, kind, state, scale })),
            rubber && h(Stroke, { line: rubber, kind: state.kind, scale, thin: true }),
            state.pending && h(End, { point: state.pending, kind: state.kind, scale, on: true }),
          )
        : h(
            "div",
            { className: "fbw-hand-none", role: "status" },
            place === undefined ? "Loading …" : "No picture of this frame",
          ),
      corner && h(Zoom, { dispatch }),
      corner &&
        h(
          "span",
          { className: "fbw-hand-scale", "data-testid": "fbw-hand-scale" },
          "frame " + state.at + " · enlarged " + (1 / scale).toFixed(1) + "×" + worth(state),
        ),
    ),
  );
}

/** Over the picture, as on maps. */
function Zoom({ dispatch }) {
  const button = (text, name, action) =>
    h(
      "button",
      {
        type: "button",
        className: "fbw-button",
        title: name,
        "aria-label": name,
        onMouseDown: (event) => event.preventDefault(),
        onClick: () => dispatch(action),
      },
      text,
    );
  return h(
    "span",
    { className: "fbw-hand-zoom" },
    button("+", "Zoom in (key +, or the wheel)", { type: "zoom", factor: 0.8 }),
    button("−", "Zoom out (key −)", { type: "zoom", factor: 1.25 }),
    button("fit", "Show as much as at first (key 0)", { type: "fit" }),
  );
}

/** What one pixel of the video is worth at one end of the chosen line. */
function worth(state) {
  const line = lineOf(state);
  return line ? ` · 1 px is ${degPerPixel(line).toFixed(1)}°` : "";
}

/** Height between what stands above an element and the footer below it, all without scrolling. */
function useRoom(box) {
  const [room, setRoom] = useState(LEAST_PX);
  useEffect(() => {
    const panel = box.current.closest(".fbw-hand");
    const scroller = scrollerOf(panel);
    const footer = panel.lastElementChild;
    const look = () => {
      if (!box.current) return; // React has taken it away already
      const above = box.current.getBoundingClientRect().top - panel.getBoundingClientRect().top;
      const left = scroller.clientHeight - above - footer.offsetHeight;
      setRoom(Math.max(LEAST_PX, Math.floor(left) - MARGIN_PX));
    };
    const observer = new ResizeObserver(look);
    [scroller, footer, ...box.current.parentElement.children]
      .filter((e) => e !== box.current)
      .forEach((e) => observer.observe(e));
    look();
    return () => observer.disconnect();
  }, []);
  return room;
}

/** The line of the frame before, for comparison. */
function Ghost({ kind, state, scale }) {
  const line = ghost(state, kind);
  return (
    line &&
    h("line", {
      x1: line[0],
      y1: line[1],
      x2: line[2],
      y2: line[3],
      stroke: COLORS[kind],
      strokeWidth: 1.5 * scale,
      strokeDasharray: [5 * scale, 4 * scale].join(" "),
      opacity: kind === state.kind ? 0.85 : 0.4,
      "data-testid": "fbw-hand-ghost-" + kind,
    })
  );
}

function Drawn({ kind, state, scale }) {
  const line = lineOf(state, state.at, kind);
  if (!line) return null;
  const chosen = kind === state.kind;
  return h(
    "g",
    {
      "data-testid": "fbw-hand-line-" + kind,
      "data-line": line.map((v) => v.toFixed(1)).join(","),
      opacity: chosen ? 1 : 0.75,
    },
    h(Stroke, { line, kind, scale, thin: false }),
    [0, 1].map((end) =>
      h(End, {
        key: end,
        point: line.slice(2 * end, 2 * end + 2),
        kind,
        scale,
        on: chosen && end === state.end,
        rear: end === 0,
      }),
    ),
  );
}

/** Thin enough to see the edge of the cloth beneath, with a dark rim for bright pictures. */
function Stroke({ line, kind, scale, thin }) {
  const [x1, y1, x2, y2] = line;
  return h(
    "g",
    null,
    h("line", { x1, y1, x2, y2, stroke: "#000", strokeWidth: 3.2 * scale, opacity: 0.45 }),
    h("line", { x1, y1, x2, y2, stroke: COLORS[kind], strokeWidth: (thin ? 1.2 : 1.7) * scale }),
  );
}

/** A ring, so that the point itself stays in sight; the first end of a line is a square. */
function End({ point, kind, scale, on, rear = true }) {
  const [x, y] = point;
  const r = (on ? 7 : 5) * scale;
  const look = {
    fill: on ? "rgba(255,255,255,0.18)" : "none",
    stroke: on ? "#fff" : COLORS[kind],
    strokeWidth: (on ? 2 : 1.6) * scale,
  };
  return rear
    ? h("rect", { x: x - r, y: y - r, width: 2 * r, height: 2 * r, ...look })
    : h("circle", { cx: x, cy: y, r, ...look });
}
