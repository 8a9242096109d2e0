/* Curves over time with the repetitions as bands; follows the video, and moves it. */
(function () {
  "use strict";
  const { h, interval, useCallback, useEffect, useMemo, useRef, useState, withUnit, words } = window.__foButtwink__.viewer;
  const { useFrame } = window.__foButtwink__.viewer;

  const CURVES = [
    { name: "lumbar_flexion_deg", title: "Lumbar flexion", lane: 0, width: 2.4,
      help: "Trunk lean minus pelvic tilt, change from standing; flexion +" },
    { name: "pelvic_tilt_deg", title: "Pelvic tilt", lane: 0, width: 2,
      help: "Change from standing; anterior +" },
    { name: "trunk_lean_deg", title: "Trunk lean", lane: 0, width: 1.5,
      help: "Change from standing; forward +" },
    { name: "hip_flexion_deg", title: "Hip flexion", lane: 1, width: 1.5,
      help: "Apparent: trunk against thigh; flexion +" },
    { name: "knee_flexion_deg", title: "Knee flexion", lane: 1, width: 1.5, dash: "5 3",
      help: "Thigh against shank; flexion +" },
  ];

  const SIGNS = { confirmed: " ✓", corrected: " ✎", rejected: " ✗", not_a_squat: " ✗", not_measurable: " ?" };
  const LEFT = 40, RIGHT = 10, TOP = 20, GAP = 10, FOOT = 20;

  /** Width of an element, kept up to date. */
  function useWidth() {
    const ref = useRef(null);
    const [width, setWidth] = useState(0);
    useEffect(() => {
      if (!ref.current) return undefined;
      const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry.contentRect.width)));
      observer.observe(ref.current);
      return () => observer.disconnect();
    }, []);
    return [ref, width];
  }

  /**
   * @param {object} props video (as the server sends it), rep (the chosen one), onRep, playhead,
   *   hover, zoom ([first, last] frame), onZoom, hidden (names of curves), clip (its frames).
   */
  function Chart({ video, rep, onRep, playhead, hover, zoom, onZoom, hidden, clip }) {
    const [box, width] = useWidth();
    const height = width < 560 ? 215 : 250;
    const drag = useRef(false);
    const total = video.total_frames || 1;
    const [from, to] = zoom;
    const inner = Math.max(1, width - LEFT - RIGHT);
    const x = useCallback((frame) => LEFT + (inner * (frame - from)) / Math.max(1, to - from), [inner, from, to]);
    const frameAt = useCallback(
      (event) => {
        const left = box.current.getBoundingClientRect().left;
        const frame = from + ((event.clientX - left - LEFT) / inner) * (to - from);
        const [low, high] = clip || [1, total];
        return Math.min(high, Math.max(low, Math.round(frame)));
      },
      [inner, from, to, total, clip, box]
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
      () => width > 0 && [
        h(Grid, { key: "grid", lanes, x, zoom, video, width, height }),
        ...video.reps.map((r) =>
          h(Band, { key: r.id, r, x, chosen: rep && r.id === rep.id, height, onRep, lanes })
        ),
        rep && h(Marks, { key: "marks", rep, x, height }),
        ...CURVES.filter((c) => !hidden.includes(c.name)).map((c) =>
          h("path", {
            key: c.name, d: line(video.curves[c.name], x, lanes[c.lane].y, from, to), fill: "none",
            style: { stroke: video.colors[c.name] }, strokeWidth: c.width, strokeDasharray: c.dash, strokeLinejoin: "round",
          })
        ),
        rep && h(Reversal, { key: "reversal", rep, x, lanes, video, hidden }),
      ],
      [width, height, lanes, x, zoom, video, rep, hidden, onRep, from, to]
    );

    const move = (event) => {
      const frame = frameAt(event);
      hover.set(frame);
      if (drag.current) playhead.seek(frame);
    };
    return h(
      "div",
      { ref: box, className: "fbw-chart", style: { height }, "data-testid": "fbw-chart",
        onPointerDown: (event) => {
          if (event.button) return;
          drag.current = true;
          event.currentTarget.setPointerCapture(event.pointerId);
          playhead.seek(frameAt(event));
        },
        onPointerMove: move,
        onPointerUp: () => { drag.current = false; },
        onPointerCancel: () => { drag.current = false; },
        onPointerLeave: () => hover.set(null),
        onDoubleClick: () => onZoom([1, total]),
      },
      width > 0 && h("svg", { width, height, role: "img", "aria-label": "Angles over time, with the repetitions" },
        h("clipPath", { id: "fbw-inside" }, h("rect", { x: LEFT, y: 0, width: inner, height })),
        h("g", { clipPath: "url(#fbw-inside)" }, drawn.slice(1)),
        drawn[0],
        h(Pointer, { hover, video, x, width, height }),
        h(Playhead, { playhead, x, height, from, to })
      )
    );
  }

  function Playhead({ playhead, x, height, from, to }) {
    const frame = useFrame(playhead.frame);
    if (frame === null || frame < from || frame > to) return null;
    const at = x(frame);
    return h("g", { className: "fbw-playhead", "data-testid": "fbw-playhead", "data-frame": frame },
      h("line", { x1: at, x2: at, y1: TOP - 6, y2: height - FOOT }),
      h("path", { d: `M${at - 5},${TOP - 12}h10l-5,8z` }));
  }

  /** A line under the pointer that says where it is; the legend has the numbers. */
  function Pointer({ hover, video, x, width, height }) {
    const frame = useFrame(hover);
    if (frame === null) return null;
    const time = video.curves.time_s[frame - 1];
    const depth = video.curves.depth[frame - 1];
    const rep = video.reps.find((r) => r.first <= frame && frame <= r.last);
    const text = "frame " + frame + (time == null ? "" : " · " + withUnit(time, " s", 2)) +
      (rep && depth != null ? " · " + withUnit(100 * depth, " % deep") : "");
    const at = x(frame);
    const right = at > width / 2;
    return h("g", { className: "fbw-pointer" },
      h("line", { x1: at, x2: at, y1: TOP, y2: height - FOOT }),
      h("text", { x: right ? at - 5 : at + 5, y: height - FOOT - 5, textAnchor: right ? "end" : "start" }, text));
  }

  function Band({ r, x, chosen, height, onRep, lanes }) {
    const left = x(r.first), right = x(r.last);
    const wide = right - left > 46;
    return h("g", { className: "fbw-band" + (chosen ? " fbw-chosen" : ""), "data-testid": "fbw-band-" + r.number },
      h("rect", { x: left, width: Math.max(2, right - left), y: TOP, height: height - TOP - FOOT, fill: r.color,
        opacity: chosen ? 0.2 : 0.09 }),
      h("g", { className: "fbw-tab", onPointerDown: (event) => { event.stopPropagation(); onRep(r.id); } },
        h("title", null, "Rep " + r.number + ": " + words(r.label) + ", " + words(r.review.state) + ". Click to choose it."),
        h("rect", { x: left, width: Math.max(2, right - left), y: 1, height: TOP - 5, rx: 2, fill: r.color,
          opacity: chosen ? 1 : 0.55 }),
        h("text", { x: left + 5, y: 12.5, className: "fbw-band-text" },
          r.number + (SIGNS[r.review.state] || "") + (wide ? " " + fit(words(r.label), right - left - 34) : ""))));
  }

  /** Onset with its interval, and the deepest frame of the chosen repetition. */
  function Marks({ rep, x, height }) {
    const { frame, low, high } = rep.onset;
    const bottom = height - FOOT;
    const parts = [];
    if (low !== null && high !== null) {
      parts.push(h("rect", { key: "interval", x: x(low), width: Math.max(1, x(high) - x(low)), y: TOP,
        height: bottom - TOP, className: "fbw-interval" },
        h("title", null, "Onset interval: " + interval(rep.onset_measured, " % of the descent"))));
    }
    if (rep.bottom) {
      parts.push(h("line", { key: "bottom", x1: x(rep.bottom), x2: x(rep.bottom), y1: TOP, y2: bottom, className: "fbw-bottom" },
        h("title", null, "Deepest frame: " + rep.bottom)));
    }
    if (frame !== null) {
      parts.push(h("line", { key: "onset", x1: x(frame), x2: x(frame), y1: TOP, y2: bottom, className: "fbw-onset",
        "data-testid": "fbw-onset" }, h("title", null, "Onset: " + withUnit(rep.onset_pct, " % of the descent"))));
      if (x(rep.last) - x(rep.first) > ROOMY) {
        parts.push(h("text", { key: "said", x: x(frame) + 5, y: bottom - 5, className: "fbw-said" }, "onset " + withUnit(rep.onset_pct, " %")));
      }
    }
    return h("g", null, parts);
  }

  const NEXT = 5; // px from the deepest frame to the arrow of tilt on its right, of flexion on its left
  const ROOMY = 150; // px that a repetition must be wide for words beside its marks
  const SHORT = 15; // px; the text of an arrow that is shorter stands beyond its end

  /**
   * What the wink is made of: from the turning point to the deepest frame the pelvis turns back (W)
   * and lumbar flexion rises. The smaller one counts; its arrow is bold, with a notch per grade.
   * Nothing of this is drawn for repetitions that an older version has measured.
   */
  function Reversal({ rep, x, lanes, video, hidden }) {
    const found = rep.reversal;
    if (!found) return null;
    const y = lanes[0].y;
    const roomy = x(rep.last) - x(rep.first) > ROOMY;
    const shown = [["pelvic_tilt_deg", found.tilt, "W"], ["lumbar_flexion_deg", found.flexion, "rise"]]
      .filter(([name]) => !hidden.includes(name));
    const texts = apart(shown.map(([name, amount]) => textAt(y(amount.from), y(amount.to), name === "pelvic_tilt_deg")));
    const right = x(found.bottom) + 2 * NEXT + 3;
    return h("g", { className: "fbw-reversal", "data-testid": "fbw-reversal" },
      shown.map(([name, amount, word], i) => {
        const at = x(found.bottom) + (name === "pelvic_tilt_deg" ? NEXT : -NEXT);
        const [start, end] = [y(amount.from), y(amount.to)];
        const color = video.colors[name];
        const about = video.texts[name] + ": " + withUnit(amount.deg, "°", 1) +
          (amount.deg <= 0 ? ". Nothing is added, so there is no wink." : amount.counts ? ". It is the smaller of the two and therefore the wink." : ". The other one is smaller, and is the wink.");
        return h("g", { key: name, style: { stroke: color }, className: amount.counts ? "fbw-counts" : "", "data-testid": "fbw-" + word },
          h("title", null, about),
          h("line", { x1: x(found.turning), x2: at, y1: start, y2: start, className: "fbw-guide" }),
          h("circle", { cx: x(found.turning), cy: start, r: i ? 3 : 4.5, className: "fbw-turning" }),
          h("line", { x1: at, x2: at, y1: start, y2: end }),
          Math.abs(end - start) > 7 && h("path", { d: head(at, end, Math.sign(end - start)), style: { fill: color } }),
          amount.counts && video.cutoffs.grades.filter((g) => g.deg <= amount.deg).map((g) => {
            const notch = y(amount.from + Math.sign(amount.to - amount.from) * g.deg);
            return h("line", { key: g.label, x1: at - 4, x2: at + 4, y1: notch, y2: notch });
          }),
          h("text", { x: right, y: texts[i] + 4, style: { fill: color } }, word + " " + withUnit(amount.deg, "°")));
      }),
      roomy && shown.some(([name]) => name === "pelvic_tilt_deg") && h("text", { x: x(found.turning) + 7, y: y(found.tilt.from) - 5, className: "fbw-said" }, "turning point"));
  }

  /** The point of an arrow that ends at (x, y) and goes down (1) or up (-1). */
  function head(x, y, way) {
    return "M" + x + "," + y + "l-4," + -7 * way + "h8z";
  }

  /** Where the text of an arrow stands: beside its middle, or if it is short below or above it. */
  function textAt(start, end, below) {
    if (Math.abs(end - start) >= SHORT) return (start + end) / 2;
    return below ? Math.max(start, end) + 11 : Math.min(start, end) - 12;
  }

  /** Heights of two texts, moved from one another where they would overlap. */
  function apart(heights) {
    if (heights.length < 2 || Math.abs(heights[0] - heights[1]) >= 13) return heights;
    const middle = (heights[0] + heights[1]) / 2;
    const way = heights[0] <= heights[1] ? 1 : -1;
    return [middle - 6.5 * way, middle + 6.5 * way];
  }

  function Grid({ lanes, x, zoom, video, width, height }) {
    const parts = [];
    lanes.forEach((lane, i) => {
      lane.ticks.forEach((deg) => {
        const at = lane.y(deg);
        parts.push(h("line", { key: i + "l" + deg, x1: LEFT, x2: width - RIGHT, y1: at, y2: at,
          className: deg ? "fbw-grid" : "fbw-zero" }));
        parts.push(h("text", { key: i + "t" + deg, x: LEFT - 5, y: at + 3.5, textAnchor: "end", className: "fbw-tick" },
          withUnit(deg, "°")));
      });
    });
    const times = video.curves.time_s;
    const at = (frame) => (times[frame - 1] == null ? (frame - 1) / (video.fps || 30) : times[frame - 1]);
    const [first, last] = [Math.max(1, Math.ceil(zoom[0])), Math.min(video.total_frames || 1, Math.floor(zoom[1]))];
    const step = niceStep((at(last) - at(first)) / Math.max(2, width / 90));
    let wanted = Math.ceil(at(first) / step) * step;
    for (let frame = first; frame <= last; frame += 1) {
      if (at(frame) + 1e-6 < wanted) continue;
      parts.push(h("text", { key: "x" + frame, x: x(frame), y: height - 5, textAnchor: "middle", className: "fbw-tick" },
        withUnit(wanted, " s", step < 1 ? 1 : 0)));
      wanted += step;
    }
    return h("g", null, parts);
  }

  function makeLanes(video, hidden, height) {
    const free = height - TOP - FOOT - GAP;
    return [0, 1].map((number) => {
      const curves = CURVES.filter((c) => c.lane === number && !hidden.includes(c.name));
      const values = curves.flatMap((c) => video.curves[c.name] || []).filter((v) => v !== null);
      let low = values.reduce((a, b) => Math.min(a, b), 0);
      let high = values.reduce((a, b) => Math.max(a, b), number ? 60 : 15);
      const pad = 0.06 * (high - low);
      [low, high] = [low - pad, high + (number ? 1 : 2.2) * pad]; // room for a text over the highest
      const top = number ? TOP + 0.62 * free + GAP : TOP;
      const size = number ? 0.38 * free : 0.62 * free;
      const step = niceStep((high - low) / Math.max(2, size / 32));
      const ticks = [];
      for (let deg = Math.ceil(low / step) * step; deg <= high; deg += step) ticks.push(deg);
      return { top, ticks, y: (deg) => top + (size * (high - deg)) / Math.max(1e-6, high - low) };
    });
  }

  function line(values, x, y, from, to) {
    let d = "", pen = false;
    if (!values) return d;
    const last = Math.min(values.length, Math.ceil(to) + 1);
    for (let frame = Math.max(1, Math.floor(from) - 1); frame <= last; frame += 1) {
      const value = values[frame - 1];
      if (value === null || value === undefined) { pen = false; continue; }
      d += (pen ? "L" : "M") + x(frame).toFixed(1) + "," + y(value).toFixed(1);
      pen = true;
    }
    return d;
  }

  function niceStep(rough) {
    const power = 10 ** Math.floor(Math.log10(Math.max(rough, 1e-6)));
    return power * [1, 2, 5, 10].find((m) => m * power >= rough);
  }

  function fit(text, pixels) {
    const letters = Math.floor(pixels / 6);
    return text.length <= letters ? text : letters > 3 ? text.slice(0, letters - 1) + "…" : "";
  }

  Object.assign(window.__foButtwink__.viewer, { CURVES, useWidth, Chart });
})();
