/* Small pieces that the explorer's files share: colours, words, buttons, styles. */
(function () {
  "use strict";

  const h = window.React.createElement;
  const shared = window.__foButtwink__;

  const STATES = {
    unreviewed: { text: "unreviewed", marker: "circle" },
    confirmed: { text: "confirmed", marker: "square" },
    corrected: { text: "corrected", marker: "diamond" },
    rejected: { text: "rejected", marker: "cross" },
    not_a_squat: { text: "not a squat", marker: "cross" },
    not_measurable: { text: "not measurable", marker: "cross" },
  };

  const words = (text) => String(text).replace(/_/g, " ");

  /* What a missing word means depends on what it is a word for. */
  const MISSING = { timing: "no onset", pattern: "not measured", lifter: "not given" };
  const wordOf = (name, word) => (word === "unknown" && MISSING[name]) || words(word);

  /* Cut, not rounded, as texts and reports do: 4.96 is not yet the 5.0 at which a grade begins. */
  function number(value, digits, unit) {
    if (value === null || value === undefined) return "–";
    const step = Math.pow(10, digits);
    return (Math.floor(value * step + 1e-9) / step).toFixed(digits) + (unit ? " " + unit : "");
  }

  const many = (n, one) => n.toLocaleString("en") + " " + one + (n === 1 ? "" : "s");

  /* A name on few lines, whole where the pointer rests on it. */
  const LETTERS = 28;
  const Name = ({ text, title }) => h("div", { className: "bwx-name", title: title || text }, shared.middle(text, LETTERS));

  /* Path of a marker of radius r round (x, y), for a canvas context. */
  function marker(context, kind, x, y, r) {
    context.beginPath();
    if (kind === "square") {
      context.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
    } else if (kind === "diamond") {
      context.moveTo(x, y - r * 1.3);
      context.lineTo(x + r * 1.3, y);
      context.lineTo(x, y + r * 1.3);
      context.lineTo(x - r * 1.3, y);
      context.closePath();
    } else if (kind === "cross") {
      context.moveTo(x - r, y - r);
      context.lineTo(x + r, y + r);
      context.moveTo(x + r, y - r);
      context.lineTo(x - r, y + r);
    } else {
      context.arc(x, y, r, 0, 2 * Math.PI);
    }
  }

  /* The same markers as small pictures for legend and table. */
  function Mark(props) {
    const color = props.color || "currentColor";
    const shapes = {
      circle: h("circle", { cx: 6, cy: 6, r: 4.5, fill: color }),
      square: h("rect", { x: 1.8, y: 1.8, width: 8.4, height: 8.4, fill: color }),
      diamond: h("path", { d: "M6 0L12 6L6 12L0 6Z", fill: color }),
      cross: h("path", { d: "M1.5 1.5L10.5 10.5M10.5 1.5L1.5 10.5", stroke: color, strokeWidth: 2.4 }),
    };
    return h(
      "svg",
      { width: 11, height: 11, viewBox: "0 0 12 12", "aria-hidden": true, className: "bwx-mark" },
      shapes[props.kind] || shapes.circle
    );
  }

  function Button(props) {
    return h(
      "button",
      {
        type: "button",
        className: "bwx-button" + (props.on ? " bwx-on" : "") + (props.primary ? " bwx-primary" : ""),
        title: props.title,
        disabled: props.disabled,
        "aria-pressed": props.on === undefined ? undefined : !!props.on,
        "data-cy": props.cy,
        onClick: props.onClick,
      },
      props.children
    );
  }

  /* A text to be typed in, in place: the App's own prompts would cover the plot.
   * A refused one stays, to be mended; `exists` offers to replace what has that name. */
  function Ask(props) {
    const state = window.React.useState(props.value || "");
    const submit = (event) => {
      event.preventDefault();
      if (state[0].trim()) props.onDone(state[0].trim(), false);
    };
    // What was refused is this very text, not one that has been mended since.
    const refused = props.refused && props.refused.text === state[0].trim() ? props.refused : null;
    return h(
      "form",
      { className: "bwx-ask", onSubmit: submit, "data-cy": "bwx-ask" },
      h("input", {
        autoFocus: true,
        value: state[0],
        placeholder: props.placeholder,
        "aria-label": props.placeholder,
        "aria-invalid": !!refused,
        onChange: (event) => state[1](event.target.value),
        onKeyDown: (event) => {
          event.stopPropagation(); // the App has shortcuts of its own
          if (event.key === "Escape") props.onCancel();
        },
      }),
      h("button", { type: "submit", className: "bwx-button bwx-primary" }, props.action),
      refused && refused.exists && h(Button, { cy: "bwx-replace", onClick: () => props.onDone(state[0].trim(), true) }, "Replace"),
      h(Button, { onClick: props.onCancel }, "Cancel"),
      refused && h("div", { className: "bwx-refused", role: "alert", "data-cy": "bwx-refused" }, refused.why)
    );
  }

  const STYLE = `
  .bwx { --bwx-dim: var(--fo-palette-text-secondary); --bwx-line: var(--fo-palette-divider);
    --bwx-raised: var(--fo-palette-background-level1); --bwx-accent: var(--fo-palette-primary-plainColor);
    color: var(--fo-palette-text-primary); font: 13px/1.4 var(--fo-fontFamily-body);
    box-sizing: border-box; padding: 8px 12px 16px; width: 100%; }
  .bwx * { box-sizing: border-box; }
  .bwx button { font: inherit; color: inherit; cursor: pointer; }
  .bwx :focus-visible { outline: 2px solid var(--bwx-accent); outline-offset: 1px; }
  .bwx-button { background: var(--fo-palette-background-level2); border: 1px solid var(--bwx-line);
    border-radius: 4px; padding: 3px 9px; white-space: nowrap; }
  .bwx-button:hover:not(:disabled) { border-color: var(--bwx-accent); }
  .bwx-button:disabled { opacity: .45; cursor: default; }
  .bwx-button.bwx-on { background: var(--bwx-accent); color: #fff; border-color: var(--bwx-accent); }
  .bwx-button.bwx-primary { background: var(--bwx-accent); color: #fff; border-color: var(--bwx-accent); }
  .bwx-group { display: inline-flex; }
  .bwx-group .bwx-button { border-radius: 0; margin-left: -1px; }
  .bwx-group .bwx-button:first-child { border-radius: 4px 0 0 4px; margin-left: 0; }
  .bwx-group .bwx-button:last-child { border-radius: 0 4px 4px 0; }
  .bwx-row { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; margin-bottom: 8px; }
  .bwx-space { flex: 1; }
  .bwx-dim { color: var(--bwx-dim); }
  .bwx-counts { display: flex; flex-wrap: wrap; gap: 4px 14px; align-items: baseline; margin-bottom: 6px; }
  .bwx-within { margin: -2px 0 8px; }
  .bwx-unmeasured { margin-bottom: 8px; } .bwx-unmeasured ul { margin: 4px 0 0; padding: 0 0 0 16px; list-style: none; }
  .bwx-unmeasured li { margin-bottom: 4px; } .bwx-fold { background: none; border: 0; padding: 0; text-align: left; }
  .bwx-big { font-size: 20px; font-weight: 600; }
  .bwx-link { background: none; border: 0; padding: 0; border-bottom: 1px dotted var(--bwx-dim); }
  .bwx-link:hover { color: var(--bwx-accent); border-color: var(--bwx-accent); }
  .bwx-link.bwx-on { color: var(--bwx-accent); }
  .bwx-chip { display: inline-flex; align-items: center; gap: 4px; border-radius: 12px; padding: 1px 4px 1px 10px;
    background: var(--fo-palette-background-level2); border: 1px solid var(--bwx-accent); }
  .bwx-chip button { background: none; border: 0; padding: 0 5px; font-size: 15px; line-height: 1; }
  .bwx-chip button:hover { color: var(--bwx-accent); }
  .bwx-notice { padding: 6px 10px; border-left: 3px solid var(--bwx-accent); background: var(--bwx-raised);
    margin-bottom: 8px; display: flex; gap: 8px; align-items: center; }
  .bwx-ask { display: flex; flex-wrap: wrap; gap: 6px; flex: 1 1 220px; }
  .bwx-refused { flex-basis: 100%; }
  .bwx-ask input, .bwx-number { background: var(--fo-palette-background-level2); color: inherit; font: inherit;
    border: 1px solid var(--bwx-line); border-radius: 4px; padding: 3px 8px; min-width: 0; }
  .bwx-ask input { flex: 1; }
  .bwx-select { background: var(--fo-palette-background-level2); color: inherit; font: inherit;
    border: 1px solid var(--bwx-line); border-radius: 4px; padding: 3px 6px; max-width: 160px; }
  .bwx-body { display: grid; grid-template-columns: minmax(0, 1fr); gap: 12px; }
  .bwx-canvas { position: relative; touch-action: none; user-select: none; }
  .bwx-canvas canvas { display: block; }
  .bwx-tip { position: absolute; pointer-events: none; background: var(--fo-palette-background-level3);
    border: 1px solid var(--bwx-line); border-radius: 4px; padding: 4px 8px; font-size: 12px; max-width: 240px; z-index: 2; }
  .bwx-legend { display: flex; flex-wrap: wrap; gap: 2px 12px; font-size: 12px; color: var(--bwx-dim); }
  .bwx-legend span { display: inline-flex; gap: 4px; align-items: center; }
  .bwx-mark { flex: none; vertical-align: -1px; }
  .bwx-ranges { display: grid; grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)); gap: 10px 18px; }
  .bwx-range-head { display: flex; justify-content: space-between; gap: 6px; }
  .bwx-bars { display: flex; align-items: flex-end; height: 22px; gap: 1px; margin: 2px 8px -2px; }
  .bwx-bars i { flex: 1; background: var(--bwx-dim); opacity: .45; min-height: 0; }
  .bwx-bars i.bwx-in { background: var(--bwx-accent); opacity: .9; }
  .bwx-track { position: relative; height: 20px; margin: 0 8px; }
  .bwx-track:before { content: ""; position: absolute; left: 0; right: 0; top: 9px; height: 2px; background: var(--bwx-line); }
  .bwx-fill { position: absolute; top: 9px; height: 2px; background: var(--bwx-accent); }
  .bwx-thumb { position: absolute; top: 3px; width: 14px; height: 14px; margin-left: -7px; border-radius: 7px;
    background: var(--bwx-accent); border: 2px solid var(--fo-palette-background-level1); cursor: ew-resize; touch-action: none; }
  .bwx-words { display: flex; flex-wrap: wrap; gap: 4px; align-items: center; margin: 2px 0 8px; }
  .bwx-word { background: none; border: 1px solid var(--bwx-line); border-radius: 11px; padding: 0 8px; display: inline-flex;
    gap: 5px; align-items: center; }
  .bwx-word:hover { border-color: var(--bwx-accent); }
  .bwx-word.bwx-on { border-color: var(--bwx-accent); background: var(--fo-palette-background-level2);
    box-shadow: inset 0 0 0 1px var(--bwx-accent); }
  .bwx-title { font-weight: 600; margin: 4px 0 2px; }
  .bwx-table { width: 100%; border-collapse: collapse; font-size: 12px; }
  .bwx-table th { position: sticky; top: 0; z-index: 1; background: var(--bwx-back, var(--fo-palette-background-level2));
    box-shadow: inset 0 -1px var(--bwx-line); text-align: left; font-weight: 600; border-bottom: 1px solid var(--bwx-line); padding: 3px 5px; white-space: nowrap; }
  .bwx-table th button { background: none; border: 0; padding: 0; font-weight: 600; }
  .bwx-table th button:hover { color: var(--bwx-accent); }
  .bwx-table td { padding: 3px 5px; border-bottom: 1px solid var(--bwx-line); vertical-align: middle; }
  .bwx-table tbody tr { cursor: pointer; }
  .bwx-table tbody tr:hover { background: var(--fo-palette-background-level2); }
  .bwx-table th button { text-align: inherit; }
  .bwx-label { display: flex; gap: 4px; align-items: baseline; }
  .bwx-unit { font-weight: 400; font-size: 11px; }
  .bwx-num { text-align: right !important; font-variant-numeric: tabular-nums; white-space: nowrap; }
  .bwx-picture { width: 54px; height: 54px; background: var(--fo-palette-background-level2); border-radius: 3px; display: block;
    object-fit: cover; }
  .bwx-table { table-layout: fixed; }
  .bwx-name { word-break: break-all; line-height: 1.25; max-height: 3.75em; overflow: hidden; }
  .bwx-empty { max-width: 460px; margin: 12vh auto 0; text-align: center; padding: 0 16px; }
  .bwx-empty h3 { margin: 0 0 8px; font-size: 17px; }
  .bwx-busy { opacity: .75; }
  .bwx-body.bwx-side { grid-template-columns: 300px minmax(0, 1fr); grid-template-rows: auto 1fr; align-items: start; }
  .bwx-side > .bwx-controls { grid-column: 1; grid-row: 1 / span 2; }
  .bwx-side > :not(.bwx-controls) { grid-column: 2; }
  .bwx-side .bwx-ranges { grid-template-columns: minmax(0, 1fr); }`;

  function useStyle() {
    window.React.useEffect(() => {
      if (document.getElementById("bwx-style")) return;
      const element = document.createElement("style");
      element.id = "bwx-style";
      element.textContent = STYLE;
      document.head.appendChild(element);
    }, []);
  }

  /* Width of an element in px; the panel may be a narrow column or the whole window. */
  function useWidth(reference) {
    const [width, setWidth] = window.React.useState(0);
    window.React.useEffect(() => {
      if (!reference.current) return undefined;
      const observer = new ResizeObserver((entries) => setWidth(Math.floor(entries[0].contentRect.width)));
      observer.observe(reference.current);
      return () => observer.disconnect();
    }, []);
    return width;
  }

  shared.explorer = { h, STATES, words, wordOf, number, many, marker, Mark, Name, Button, Ask, useStyle, useWidth };
})();
