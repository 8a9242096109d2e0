/* Onset against amount: single repetitions or densities, both distributions, box, lasso, zoom. */
(function () {
  "use strict";

  const React = window.React;
  const shared = window.__foButtwink__;
  const { h, STATES, words, number, many, marker, Mark, Button, useWidth } = shared.explorer;

  const HEIGHT = 290;
  const PAD = { left: 44, right: 46, top: 38, bottom: 36 };
  const STRIP = 34; // repetitions without an onset, right of the plot
  const NEAR = 9; // px within which a point counts as meant
  const TOOLS = {
    box: { text: "Box", title: "Drag a box: sets the ranges of onset and amount" },
    lasso: { text: "Lasso", title: "Draw round the repetitions that you want" },
    zoom: { text: "Zoom", title: "Drag a box to look closer; double click to go back" },
  };

  function layout(width, plot, zoom) {
    const x = (zoom && zoom.x) || plot.x;
    const y = (zoom && zoom.y) || plot.y;
    const strip = plot.beside > 0 || (plot.rest && plot.rest.x.some((v) => v === null)) ? STRIP : 0;
    const box = {
      left: PAD.left,
      top: PAD.top,
      width: Math.max(60, width - PAD.left - PAD.right - strip - (strip ? 4 : 0)),
      height: HEIGHT - PAD.top - PAD.bottom,
    };
    const inner = 6; // keeps points at the very ends from being cut
    return {
      box,
      strip,
      stripLeft: box.left + box.width + 4,
      domain: { x, y },
      px: (v) => box.left + inner + ((v - x[0]) / (x[1] - x[0])) * (box.width - 2 * inner),
      py: (v) => box.top + box.height - inner - ((v - y[0]) / (y[1] - y[0])) * (box.height - 2 * inner),
      vx: (p) => x[0] + ((p - box.left - inner) / (box.width - 2 * inner)) * (x[1] - x[0]),
      vy: (p) => y[0] + ((box.top + box.height - inner - p) / (box.height - 2 * inner)) * (y[1] - y[0]),
    };
  }

  function ticks(low, high, about) {
    const raw = (high - low) / about;
    const power = Math.pow(10, Math.floor(Math.log10(raw)));
    const step = [1, 2, 5, 10].map((s) => s * power).find((s) => s >= raw);
    const out = [];
    for (let v = Math.ceil(low / step - 1e-9) * step; v <= high + 1e-9; v += step) out.push(v);
    return { values: out, digits: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
  }

  /* Where a repetition without an onset stands in the strip: spread, but always in the same place. */
  function spread(id) {
    let hash = 0;
    for (let i = id.length - 6; i < id.length; i++) hash = (hash * 31 + id.charCodeAt(i)) % 997;
    return 0.15 + 0.7 * (hash / 997);
  }

  function positions(points, area) {
    return points.y.map((y, i) => {
      const x = points.x[i];
      const px = x === null ? area.stripLeft + STRIP * spread(points.id[i]) : area.px(x);
      return [px, area.py(y)];
    });
  }

  function css(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function draw(canvas, width, plot, area, palette, cutoffs, wanted, gesture) {
    const ratio = window.devicePixelRatio || 1;
    canvas.width = width * ratio;
    canvas.height = HEIGHT * ratio;
    const c = canvas.getContext("2d");
    c.scale(ratio, ratio);
    c.font = "11px " + (css("--fo-fontFamily-body") || "sans-serif");
    const dim = css("--fo-palette-text-secondary") || "#999";
    const line = css("--fo-palette-divider") || "#444";
    const accent = css("--fo-palette-primary-plainColor") || "#ff6d04";
    const { box } = area;
    const bottom = box.top + box.height;

    // cut-offs: where timing and grade change
    c.setLineDash([3, 4]);
    c.strokeStyle = line;
    c.fillStyle = dim;
    c.lineWidth = 1;
    cutoffs.onset_pct.forEach((cut) => {
      if (cut.at <= area.domain.x[0] || cut.at >= area.domain.x[1]) return;
      c.beginPath();
      c.moveTo(area.px(cut.at), box.top);
      c.lineTo(area.px(cut.at), bottom);
      c.stroke();
    });
    cutoffs.wink_deg.forEach((cut) => {
      if (cut.at <= area.domain.y[0] || cut.at >= area.domain.y[1]) return;
      c.beginPath();
      c.moveTo(box.left, area.py(cut.at));
      c.lineTo(area.strip ? area.stripLeft + STRIP : box.left + box.width, area.py(cut.at));
      c.stroke();
    });
    c.setLineDash([]);

    c.strokeStyle = line;
    c.strokeRect(box.left + 0.5, box.top + 0.5, box.width, box.height);
    if (area.strip) c.strokeRect(area.stripLeft + 0.5, box.top + 0.5, STRIP, box.height);

    // axes
    c.fillStyle = dim;
    c.textAlign = "center";
    c.textBaseline = "top";
    const xt = ticks(area.domain.x[0], area.domain.x[1], Math.max(3, box.width / 70));
    xt.values.forEach((v) => {
      const text = v.toFixed(xt.digits);
      const half = c.measureText(text).width / 2;
      c.fillText(text, Math.min(area.px(v), box.left + box.width - half), bottom + 4);
    });
    if (area.strip) c.fillText("none", area.stripLeft + STRIP / 2, bottom + 4);
    c.fillText("onset [% of descent]", box.left + box.width / 2, bottom + 19);
    c.textAlign = "right";
    c.textBaseline = "middle";
    const yt = ticks(area.domain.y[0], area.domain.y[1], 6);
    yt.values.forEach((v) => c.fillText(v.toFixed(yt.digits), box.left - 5, area.py(v)));
    c.save();
    c.translate(9, box.top + box.height / 2);
    c.rotate(-Math.PI / 2);
    c.textAlign = "center";
    c.fillText("amount [deg]", 0, 0);
    c.restore();
    // timing words between the cut-offs
    c.textAlign = "center";
    c.textBaseline = "top";
    c.globalAlpha = 0.8;
    cutoffs.onset_pct.forEach((cut, i) => {
      const next = cutoffs.onset_pct[i + 1];
      const from = Math.max(cut.at, area.domain.x[0]);
      const to = Math.min(next ? next.at : 100, area.domain.x[1]);
      if (area.px(to) - area.px(from) > 30) c.fillText(cut.name, (area.px(from) + area.px(to)) / 2, box.top + 3);
    });
    c.globalAlpha = 1;

    c.save();
    c.beginPath();
    c.rect(box.left, box.top, width - box.left - PAD.right + 2, box.height);
    c.clip();
    if (plot.kind === "density") drawCells(c, plot, area);
    else drawPoints(c, plot, area, palette);
    drawWanted(c, area, wanted, accent);
    c.restore();
    drawMargins(c, plot, area, width, dim, accent);
    if (gesture) drawGesture(c, gesture, accent);
  }

  function drawCells(c, plot, area) {
    const [nx, ny] = [plot.cells.length, plot.cells[0].length];
    const most = Math.max(1, ...plot.strip, ...plot.cells.map((column) => Math.max(...column)));
    const w = (plot.x[1] - plot.x[0]) / nx;
    const t = (plot.y[1] - plot.y[0]) / ny;
    const fill = (n, x0, x1, j) => {
      if (!n) return;
      c.fillStyle = shade(Math.log1p(n) / Math.log1p(most));
      const y0 = area.py(plot.y[0] + j * t);
      const y1 = area.py(plot.y[0] + (j + 1) * t);
      c.fillRect(x0, y1, x1 - x0 + 0.6, y0 - y1 + 0.6);
    };
    for (let i = 0; i < nx; i++)
      for (let j = 0; j < ny; j++)
        fill(plot.cells[i][j], area.px(plot.x[0] + i * w), area.px(plot.x[0] + (i + 1) * w), j);
    if (area.strip) for (let j = 0; j < ny; j++) fill(plot.strip[j], area.stripLeft + 2, area.stripLeft + STRIP - 2, j);
  }

  /* From dark blue over green to yellow: even in lightness, also for colour-blind eyes. */
  function shade(u) {
    const stops = [[48, 40, 110], [40, 100, 142], [32, 146, 140], [80, 195, 106], [253, 231, 37]];
    const at = Math.min(0.999, Math.max(0, u)) * (stops.length - 1);
    const i = Math.floor(at);
    const mix = stops[i].map((v, k) => Math.round(v + (stops[i + 1][k] - v) * (at - i)));
    return "rgb(" + mix.join(",") + ")";
  }

  function drawPoints(c, plot, area, palette) {
    const radius = plot.points.y.length > 800 ? 2.6 : plot.points.y.length > 150 ? 3.6 : 5;
    if (plot.rest) {
      c.fillStyle = css("--fo-palette-text-tertiary") || "#777";
      c.globalAlpha = 0.3;
      positions(plot.rest, area).forEach(([x, y]) => {
        marker(c, "circle", x, y, Math.max(2, radius - 1.5));
        c.fill();
      });
    }
    c.globalAlpha = 0.88;
    positions(plot.points, area).forEach(([x, y], i) => {
      const kind = (STATES[plot.points.state[i]] || STATES.unreviewed).marker;
      const color = palette[plot.points.label[i]] || palette.other;
      marker(c, kind, x, y, radius);
      if (kind === "cross") {
        c.strokeStyle = color;
        c.lineWidth = 2;
        c.stroke();
      } else {
        c.fillStyle = color;
        c.fill();
        c.strokeStyle = "rgba(0,0,0,.55)";
        c.lineWidth = 0.8;
        c.stroke();
      }
    });
    c.globalAlpha = 1;
  }

  function drawWanted(c, area, wanted, accent) {
    c.strokeStyle = accent;
    c.lineWidth = 1.5;
    const rx = wanted.ranges && wanted.ranges.onset_pct;
    const ry = wanted.ranges && wanted.ranges.wink_deg;
    if (rx || ry) {
      const x0 = rx ? area.px(rx[0]) : area.box.left + 1;
      const x1 = rx ? area.px(rx[1]) : area.box.left + area.box.width - 1 + (area.strip ? STRIP + 4 : 0);
      const y0 = ry ? area.py(ry[1]) : area.box.top + 1;
      const y1 = ry ? area.py(ry[0]) : area.box.top + area.box.height - 1;
      c.strokeRect(x0, y0, x1 - x0, y1 - y0);
    }
    if (wanted.lasso) {
      c.beginPath();
      wanted.lasso.forEach(([x, y], i) => (i ? c.lineTo(area.px(x), area.py(y)) : c.moveTo(area.px(x), area.py(y))));
      c.closePath();
      c.stroke();
    }
  }

  function drawMargins(c, plot, area, width, dim, accent) {
    const { box } = area;
    const bars = (counts, most, color, alpha, horizontal) => {
      c.fillStyle = color;
      c.globalAlpha = alpha;
      const domain = horizontal ? plot.x : plot.y;
      const step = (domain[1] - domain[0]) / counts.length;
      counts.forEach((n, i) => {
        if (!n) return;
        const a = domain[0] + i * step;
        const inside = horizontal ? area.domain.x : area.domain.y;
        if (a + step / 2 < inside[0] || a + step / 2 > inside[1]) return;
        if (horizontal) {
          const tall = Math.max(1, (n / most) * (PAD.top - 8));
          c.fillRect(area.px(a) + 0.5, box.top - 3 - tall, Math.max(1, area.px(a + step) - area.px(a) - 1), tall);
        } else {
          const long = Math.max(1, (n / most) * (PAD.right - 8));
          c.fillRect(width - PAD.right + 4, area.py(a + step) + 0.5, long, Math.max(1, area.py(a) - area.py(a + step) - 1));
        }
      });
      c.globalAlpha = 1;
    };
    [[plot.top, true], [plot.right, false]].forEach(([margin, horizontal]) => {
      const most = Math.max(1, ...margin.all);
      bars(margin.all, most, dim, 0.3, horizontal);
      bars(margin.shown, most, accent, 0.85, horizontal);
    });
  }

  function drawGesture(c, gesture, accent) {
    c.strokeStyle = accent;
    c.fillStyle = accent;
    c.lineWidth = 1.5;
    c.beginPath();
    if (gesture.tool === "lasso") {
      gesture.path.forEach(([x, y], i) => (i ? c.lineTo(x, y) : c.moveTo(x, y)));
      c.closePath();
    } else {
      const [[x0, y0], [x1, y1]] = [gesture.path[0], gesture.path[gesture.path.length - 1]];
      c.rect(x0, y0, x1 - x0, y1 - y0);
    }
    c.globalAlpha = 0.15;
    c.fill();
    c.globalAlpha = 1;
    c.stroke();
  }

  /* What lies under the pointer: a repetition, or a cell of the density. */
  function meant(plot, area, [x, y]) {
    if (plot.kind === "points") {
      let best = null;
      let distance = NEAR;
      positions(plot.points, area).forEach(([px, py], i) => {
        const d = Math.hypot(px - x, py - y);
        if (d < distance) [best, distance] = [i, d];
      });
      return best === null ? null : { point: best };
    }
    const i = Math.floor(((area.vx(x) - plot.x[0]) / (plot.x[1] - plot.x[0])) * plot.cells.length);
    const j = Math.floor(((area.vy(y) - plot.y[0]) / (plot.y[1] - plot.y[0])) * plot.strip.length);
    const count = plot.cells[i] && plot.cells[i][j];
    return count ? { cell: [i, j], count } : null;
  }

  function cellEnds(plot, [i, j]) {
    const w = (plot.x[1] - plot.x[0]) / plot.cells.length;
    const t = (plot.y[1] - plot.y[0]) / plot.strip.length;
    return {
      onset_pct: [plot.x[0] + i * w, plot.x[0] + (i + 1) * w],
      wink_deg: [plot.y[0] + j * t, plot.y[0] + (j + 1) * t],
    };
  }

  function tip(plot, hit) {
    if (hit.cell) {
      const ends = cellEnds(plot, hit.cell);
      return [
        many(hit.count, "repetition"),
        "onset " + ends.onset_pct.map((v) => v.toFixed(0)).join(" to ") + " % of descent",
        "amount " + ends.wink_deg.map((v) => v.toFixed(1)).join(" to ") + " deg",
      ];
    }
    const p = plot.points;
    const i = hit.point;
    return [
      words(p.label[i]) + ", " + words(p.state[i]),
      "amount " + number(p.y[i], 1, "deg"),
      p.x[i] === null ? "no onset: nothing rises above the noise" : "onset " + number(p.x[i], 0, "% of descent"),
      "confidence " + number(p.confidence[i], 2) + " (0 to 1)",
    ];
  }

  function Plot(props) {
    const { plot, wanted, palette, cutoffs } = props;
    const frame = React.useRef(null);
    const canvas = React.useRef(null);
    const width = useWidth(frame);
    const [tool, setTool] = React.useState("box");
    const [zoom, setZoom] = React.useState(null);
    const [gesture, setGesture] = React.useState(null);
    const [hover, setHover] = React.useState(null);
    const area = layout(width || 400, plot, zoom);

    React.useEffect(() => {
      if (width) draw(canvas.current, width, plot, area, palette, cutoffs, wanted, gesture);
    });

    const at = (event) => {
      const rect = frame.current.getBoundingClientRect();
      return [event.clientX - rect.left, event.clientY - rect.top];
    };
    const clamp = ([x, y]) => [
      Math.min(area.box.left + area.box.width + (area.strip ? STRIP + 4 : 0), Math.max(area.box.left, x)),
      Math.min(area.box.top + area.box.height, Math.max(area.box.top, y)),
    ];

    const down = (event) => {
      if (event.button !== 0) return;
      frame.current.setPointerCapture(event.pointerId);
      setHover(null);
      setGesture({ tool, path: [at(event)], shift: event.shiftKey });
    };
    const move = (event) => {
      const here = at(event);
      if (gesture) setGesture({ ...gesture, path: [...gesture.path, clamp(here)] });
      else {
        const hit = meant(plot, area, here);
        setHover(hit ? { hit, here } : null);
      }
    };
    const up = () => {
      if (!gesture) return;
      setGesture(null);
      const [from, to] = [gesture.path[0], gesture.path[gesture.path.length - 1]];
      const far = gesture.path.some(([x, y]) => Math.hypot(x - from[0], y - from[1]) > 4);
      if (!far) return click(from, gesture.shift);
      if (gesture.tool === "lasso") {
        return props.onLasso(gesture.path.map(([x, y]) => [area.vx(x), area.vy(y)]));
      }
      const xs = [from[0], to[0]].sort((a, b) => a - b);
      const ys = [from[1], to[1]].sort((a, b) => b - a);
      const ends = { x: xs.map(area.vx), y: ys.map(area.vy) };
      if (gesture.tool === "zoom") return setZoom(ends);
      return props.onBox(xs[0] > area.box.left + area.box.width ? null : ends.x, ends.y);
    };
    const click = (here, shift) => {
      const hit = meant(plot, area, here);
      if (!hit) return;
      if (hit.cell) {
        const ends = cellEnds(plot, hit.cell);
        props.onBox(ends.onset_pct, ends.wink_deg);
      } else props.onPick(plot.points.id[hit.point], shift);
    };

    const right = hover && hover.here[0] > (width || 400) / 2;
    const states = plot.kind === "points" ? [...new Set(plot.points.state)] : [];
    return h(
      "div",
      { "data-cy": "bwx-plot", "data-kind": plot.kind },
      h(
        "div",
        { className: "bwx-row", style: { marginBottom: 2 } },
        h("span", { className: "bwx-group", role: "group", "aria-label": "What dragging does" },
          Object.keys(TOOLS).map((name) =>
            h(Button, { key: name, on: tool === name, title: TOOLS[name].title, cy: "bwx-tool-" + name, onClick: () => setTool(name) }, TOOLS[name].text)
          )
        ),
        zoom && h(Button, { onClick: () => setZoom(null), cy: "bwx-unzoom" }, "Whole plot"),
        h("span", { className: "bwx-space" }),
        h("span", { className: "bwx-dim" }, plot.kind === "density" ? "density: " + many(plot.drawn, "repetition") : "click a point to pick it; shift adds")
      ),
      h(
        "div",
        {
          ref: frame,
          className: "bwx-canvas",
          style: { height: HEIGHT, cursor: hover ? "pointer" : "crosshair" },
          onPointerDown: down,
          onPointerMove: move,
          onPointerUp: up,
          onPointerCancel: () => setGesture(null),
          onPointerLeave: () => setHover(null),
          onDoubleClick: () => setZoom(null),
          role: "img",
          "aria-label": "Onset against amount of " + many(plot.drawn, "repetition"),
          "data-cy": "bwx-canvas",
          "data-zoomed": zoom ? "yes" : "no",
        },
        h("canvas", { ref: canvas, style: { width: width || 400, height: HEIGHT } }),
        hover &&
          h(
            "div",
            { className: "bwx-tip", style: { top: Math.max(0, hover.here[1] - 30), [right ? "right" : "left"]: right ? (width || 400) - hover.here[0] + 12 : hover.here[0] + 12 } },
            tip(plot, hover.hit).map((text, i) => h("div", { key: i }, text))
          )
      ),
      h(
        "div",
        { className: "bwx-legend" },
        plot.kind === "points"
          ? [
              ...props.grades.map((name) => h("span", { key: name }, h(Mark, { kind: "circle", color: palette[name] }), words(name))),
              ...states.filter((s) => s !== "unreviewed").map((s) => h("span", { key: s }, h(Mark, { kind: (STATES[s] || STATES.unreviewed).marker }), words(s))),
            ]
          : h("span", null, "few", [0, 0.25, 0.5, 0.75, 1].map((u) => h("i", { key: u, style: { width: 16, height: 9, background: shade(u) } })), "many repetitions per cell (logarithmic); click a cell to see them"),
        h("span", null, "dashed: cut-offs of timing and grade")
      )
    );
  }

  shared.explorer.Plot = Plot;
})();
