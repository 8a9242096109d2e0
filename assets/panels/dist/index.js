"use strict";
(() => {
  // assets/panels/src/shared/app.js
  var page = globalThis;
  var React = page.React || {};
  var recoil = page.recoil || {};
  var fos = page.__fos__ || {};
  var foo = page.__foo__ || {};
  var fop = page.__fop__ || {};
  var fopb = page.__fopb__ || {};
  var h = React.createElement;
  var { Fragment, useCallback, useEffect, useMemo, useRef, useState } = React;
  var PLUGIN = "@fo-buttwink/fo_buttwink";
  function run(name, params, options) {
    return Promise.resolve().then(() => foo.executeOperator(name, params, options));
  }

  // assets/panels/src/shared/elements.js
  function addStyle(id, css) {
    if (document.getElementById(id)) return;
    const element = document.createElement("style");
    element.id = id;
    element.textContent = css;
    document.head.appendChild(element);
  }
  function useWidth(reference) {
    const [width, setWidth] = useState(0);
    useEffect(() => {
      if (!reference.current) return void 0;
      const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry.contentRect.width)));
      observer.observe(reference.current);
      return () => observer.disconnect();
    }, []);
    return width;
  }
  var classes = (...names) => names.filter(Boolean).join(" ");
  function isTyping(target) {
    if (!target || !target.closest) return false;
    const fields = "input, textarea, select, [contenteditable=true], [role=textbox]";
    return Boolean(target.closest(fields));
  }

  // assets/panels/src/shared/older.css
  var older_default = ".fbo {\n  padding: 8px 12px;\n  text-align: left;\n  font-size: 13px;\n  line-height: 1.4;\n  color: var(--fo-palette-text-primary, #fff);\n  background: color-mix(in srgb, #f5a300 14%, var(--fo-palette-background-level1, #2a2a2d));\n  border-left: 4px solid #f5a300;\n}\n.fbo b {\n  display: block;\n}\n.fbo-row {\n  display: flex;\n  flex-wrap: wrap;\n  gap: 4px 14px;\n  align-items: flex-start;\n  margin-top: 6px;\n}\n.fbo-quiet {\n  color: var(--fo-palette-text-secondary, #b3b3b3);\n  font-size: 12px;\n}\n.fbo details {\n  flex: 1 1 200px;\n  min-width: 0;\n  padding-top: 4px;\n}\n.fbo summary {\n  cursor: pointer;\n}\n.fbo ul {\n  margin: 3px 0 0;\n  padding-left: 18px;\n}\n.fbo-again {\n  flex: none;\n  font: inherit;\n  font-weight: 600;\n  cursor: pointer;\n  padding: 5px 12px;\n  border-radius: 4px;\n  color: #111;\n  background: #f5a300;\n  border: 1px solid #f5a300;\n}\n.fbo-again:disabled {\n  opacity: 0.55;\n  cursor: default;\n}\n.fbo-again:focus-visible {\n  outline: 2px solid var(--fo-palette-text-primary, #fff);\n  outline-offset: 1px;\n}\n.fbo-failed {\n  margin-top: 4px;\n}\n";

  // assets/panels/src/shared/server.js
  function useCalls(addresses) {
    const trigger = foo.useTriggerPanelEvent();
    const latest = useRef({});
    latest.current = { trigger, addresses };
    return useCallback(
      (name, params) => new Promise((resolve) => {
        const { trigger: send, addresses: at } = latest.current;
        send(at[name], params, false, (answer) => {
          resolve(read(answer));
          return false;
        });
      }),
      []
    );
  }
  function useAnswers(addresses) {
    const call = useCalls(addresses);
    return useCallback(async (name, params) => {
      const { result, failed } = await call(name, params);
      return failed ? { error: failed } : result;
    }, []);
  }
  function read(answer) {
    if (answer && (answer.error || answer.errorMessage)) return { failed: readable(answer) };
    if (answer && answer.result) return { result: answer.result };
    return { failed: "The server gave no answer." };
  }
  function lastLine(answer) {
    const { error, errorMessage } = answer;
    const text2 = String(errorMessage || error && error.message || error);
    return text2.split("\n").pop() || "";
  }
  function readable(answer) {
    const why = lastLine(answer).slice(0, 300);
    return `The server could not answer (${why}). Reload the page to try again.`;
  }

  // assets/panels/src/shared/older.js
  var running = {};
  function OlderRun({ notice, dataset, onDone }) {
    addStyle("fbo-style", older_default);
    const [, draw2] = useState(0);
    const [failed, setFailed] = useState("");
    if (!notice) return null;
    const place2 = (dataset || "") + "/" + ((notice.params || {}).key || "");
    const again = () => {
      if (running[place2]) return;
      running[place2] = true;
      setFailed("");
      draw2((n) => n + 1);
      const callback = (result) => {
        delete running[place2];
        if (result && (result.errorMessage || result.error)) setFailed(lastLine(result));
        draw2((n) => n + 1);
        if (onDone) onDone();
      };
      run(notice.operator, notice.params, { callback, skipOutput: true }).catch(callback);
    };
    const busy = Boolean(running[place2]);
    return h(
      "div",
      { className: "fbo", role: "status", "data-cy": "fbo-notice" },
      h("b", null, notice.title),
      h("span", { className: "fbo-quiet" }, notice.text),
      notice.operator && h(
        "div",
        { className: "fbo-row" },
        h(
          "button",
          {
            type: "button",
            className: "fbo-again",
            disabled: busy,
            onClick: again,
            "data-cy": "fbo-again"
          },
          busy ? "Analyzing …" : notice.button || "Analyze again"
        ),
        notice.notes.length > 0 && h(
          "details",
          null,
          h("summary", { className: "fbo-quiet" }, "What changes"),
          h(
            "ul",
            { className: "fbo-quiet" },
            notice.notes.map((note) => h("li", { key: note }, note))
          )
        )
      ),
      failed && h(
        "div",
        { className: "fbo-failed", role: "alert", "data-cy": "fbo-failed" },
        "The analysis ended with an error (" + failed + "). The form of Analyze squats says what is wrong."
      )
    );
  }

  // assets/panels/src/shared/opening.js
  var atom = fos.modalSelector;
  var slice = fos.modalGroupSlice;
  var possible = Boolean(
    recoil.useSetRecoilState && atom && slice && fos.useSetExpandedSample && fos.useSetModalState
  );
  function useOpener() {
    const setSlice = recoil.useSetRecoilState(slice);
    const expand = fos.useSetExpandedSample();
    const prepare = fos.useSetModalState();
    const open = Boolean(recoil.useRecoilValue(atom));
    const latest = useRef({});
    latest.current = { setSlice, expand, prepare, open };
    return useCallback(
      async (id, group) => {
        const now = latest.current;
        if (!now.open) await now.prepare();
        now.setSlice(group.slice);
        await now.expand({ id, groupId: group.id });
      },
      []
    );
  }
  var openId = fos.nullableModalSampleId || fos.modalSampleId;
  var known = Boolean(recoil.useRecoilValue && openId);
  var inSlices = known && atom && recoil.useRecoilValueLoadable && fos.hasGroupSlices && fos.modalSample && slice && recoil.constSelector;
  var nothing = recoil.constSelector ? recoil.constSelector(null) : null;
  function useIdInSlices() {
    const opened = recoil.useRecoilValue(openId);
    const hasSlices = Boolean(recoil.useRecoilValue(fos.hasGroupSlices));
    const grouped = hasSlices && Boolean(recoil.useRecoilValue(atom));
    const loadable = recoil.useRecoilValueLoadable(grouped ? fos.modalSample : nothing);
    const last = useRef(null);
    if (!grouped) last.current = null;
    else if (loadable.state === "hasValue" && loadable.contents) {
      const { sample } = loadable.contents;
      last.current = sample && sample._id || opened;
    }
    return last.current || opened;
  }
  var useOpenInGroup = possible ? useOpener : () => null;
  var useOpenId = chooseOpenId();
  function chooseOpenId() {
    if (inSlices) return useIdInSlices;
    return known ? () => recoil.useRecoilValue(openId) : () => null;
  }
  var PATIENCE_MS = 6e4;
  var wish = null;
  function wishFor(sample, rep) {
    wish = { sample, rep, since: Date.now() };
  }
  function takeWish(sample) {
    if (!wish || wish.sample !== sample) return null;
    const { rep, since } = wish;
    wish = null;
    return Date.now() - since < PATIENCE_MS ? rep : null;
  }

  // assets/panels/src/shared/words.js
  var MINUS = "−";
  function cut(value, digits) {
    const step2 = Math.pow(10, digits);
    return Math.floor(value * step2 + 1e-9) / step2;
  }
  var isNumber = (value) => Number.isFinite(value);
  function number(value, digits = 0, unit) {
    if (value === null || value === void 0) return "–";
    return cut(value, digits).toFixed(digits) + (unit ? " " + unit : "");
  }
  function withUnit(value, unit, digits = 0) {
    if (!isNumber(value)) return "–";
    const text2 = (value > 0 ? cut(value, digits) : value).toFixed(digits);
    return (Number(text2) === 0 ? text2.replace("-", "") : text2.replace("-", MINUS)) + unit;
  }
  function interval(measure, unit = "", digits = 0) {
    if (!measure || measure.low == null || measure.high == null) return "";
    return withUnit(measure.low, "", digits) + " to " + withUnit(measure.high, unit, digits);
  }
  function words(text2) {
    return text2 ? String(text2).replace(/_/g, " ") : "none given";
  }
  var MISSING = { timing: "no onset", pattern: "not measured", lifter: "not given" };
  var wordOf = (name, word) => word === "unknown" && MISSING[name] || words(word);
  var count = (n) => n.toLocaleString("en");
  var many = (n, one) => count(n) + " " + one + (n === 1 ? "" : "s");
  function middle(text2, most) {
    if (text2.length <= most) return text2;
    const end = Math.ceil((most - 1) * 0.6);
    return text2.slice(0, most - 1 - end) + "…" + text2.slice(text2.length - end);
  }
  function fit(text2, pixels) {
    const letters = Math.floor(pixels / 6);
    if (text2.length <= letters) return text2;
    return letters > 3 ? text2.slice(0, letters - 1) + "…" : "";
  }
  var capital = (text2) => text2[0].toUpperCase() + text2.slice(1);

  // assets/panels/src/explorer/parts.js
  var STATES = {
    unreviewed: { text: "unreviewed", marker: "circle" },
    confirmed: { text: "confirmed", marker: "square" },
    corrected: { text: "corrected", marker: "diamond" },
    rejected: { text: "rejected", marker: "cross" },
    not_a_squat: { text: "not a squat", marker: "cross" },
    not_measurable: { text: "not measurable", marker: "cross" }
  };
  var LETTERS = 28;
  var Name = ({ text: text2, title }) => h("div", { className: "bwx-name", title: title || text2 }, middle(text2, LETTERS));
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
  function Mark(props) {
    const color = props.color || "currentColor";
    const shapes = {
      circle: h("circle", { cx: 6, cy: 6, r: 4.5, fill: color }),
      square: h("rect", { x: 1.8, y: 1.8, width: 8.4, height: 8.4, fill: color }),
      diamond: h("path", { d: "M6 0L12 6L6 12L0 6Z", fill: color }),
      cross: h("path", {
        d: "M1.5 1.5L10.5 10.5M10.5 1.5L1.5 10.5",
        stroke: color,
        strokeWidth: 2.4
      })
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
        "aria-pressed": props.on === void 0 ? void 0 : !!props.on,
        "data-cy": props.cy,
        onClick: props.onClick
      },
      props.children
    );
  }
  function Ask(props) {
    const state = useState(props.value || "");
    const submit = (event) => {
      event.preventDefault();
      if (state[0].trim()) props.onDone(state[0].trim(), false);
    };
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
          event.stopPropagation();
          if (event.key === "Escape") props.onCancel();
        }
      }),
      h("button", { type: "submit", className: "bwx-button bwx-primary" }, props.action),
      refused && refused.exists && h(
        Button,
        { cy: "bwx-replace", onClick: () => props.onDone(state[0].trim(), true) },
        "Replace"
      ),
      h(Button, { onClick: props.onCancel }, "Cancel"),
      refused && h("div", { className: "bwx-refused", role: "alert", "data-cy": "bwx-refused" }, refused.why)
    );
  }

  // assets/panels/src/explorer/controls.js
  function Range(props) {
    const { range } = props;
    const track = useRef(null);
    const [draft, setDraft] = useState(null);
    const [sent, setSent] = useState(null);
    useEffect(() => setSent(null), [range]);
    const value = draft || sent || range.value || [range.low, range.high];
    const width = range.high - range.low || 1;
    const snap = (v) => Math.min(range.high, Math.max(range.low, Math.round(v / range.step) * range.step));
    const share = (v) => Math.min(100, Math.max(0, 100 * (v - range.low) / width));
    const commit = (ends) => {
      setDraft(null);
      const [low, high] = [Math.min(...ends), Math.max(...ends)];
      const whole = low <= range.low && high >= range.high;
      setSent([low, high]);
      props.onChange(whole ? null : [low, high]);
    };
    const start2 = (index) => (event) => {
      event.preventDefault();
      event.stopPropagation();
      event.currentTarget.setPointerCapture(event.pointerId);
      event.currentTarget.focus();
      setDraft([...value]);
    };
    const drag = (index) => (event) => {
      if (!draft) return;
      const rect = track.current.getBoundingClientRect();
      const next = [...draft];
      next[index] = snap(range.low + (event.clientX - rect.left) / rect.width * width);
      if (next[0] <= next[1]) setDraft(next);
    };
    const key = (index) => (event) => {
      const step2 = {
        ArrowLeft: -1,
        ArrowDown: -1,
        ArrowRight: 1,
        ArrowUp: 1,
        PageDown: -10,
        PageUp: 10
      }[event.key];
      if (!step2) return;
      event.preventDefault();
      event.stopPropagation();
      const next = [...value];
      next[index] = snap(next[index] + step2 * range.step);
      if (next[0] <= next[1]) commit(next);
    };
    const thumb = (index, name) => h("span", {
      className: "bwx-thumb",
      style: {
        left: share(value[index]) + "%",
        zIndex: index === 0 && share(value[0]) > 50 ? 2 : 1
      },
      role: "slider",
      tabIndex: 0,
      "aria-label": range.title + ", " + name + " [" + range.unit + "]",
      "aria-valuemin": range.low,
      "aria-valuemax": range.high,
      "aria-valuenow": value[index],
      "data-cy": "bwx-" + range.name + "-" + name,
      onPointerDown: start2(index),
      onPointerMove: drag(index),
      onPointerUp: () => draft && commit(draft),
      onPointerCancel: () => setDraft(null),
      onKeyDown: key(index)
    });
    const box = (index, name) => h(NumberBox, {
      value: value[index],
      digits: range.digits,
      label: range.title + ", " + name,
      onDone: (v) => {
        const next = [...value];
        next[index] = v;
        commit(next);
      }
    });
    const most = Math.max(1, ...range.bars);
    const middle2 = (i) => range.low + (i + 0.5) / range.bars.length * width;
    return h(
      "div",
      { "data-cy": "bwx-range-" + range.name },
      h(
        "div",
        {
          className: "bwx-range-head",
          title: range.about + (range.missing ? " " + count(range.missing) + " repetitions have none, and are in no range of it." : "")
        },
        h("b", null, range.title),
        h("span", { className: "bwx-dim" }, range.unit)
      ),
      h(
        "div",
        { className: "bwx-bars", "aria-hidden": true },
        range.bars.map(
          (n, i) => h("i", {
            key: i,
            className: middle2(i) >= value[0] && middle2(i) <= value[1] ? "bwx-in" : "",
            style: { height: n ? Math.max(6, 100 * n / most) + "%" : 0 }
          })
        )
      ),
      h(
        "div",
        { className: "bwx-track", ref: track },
        h("span", {
          className: "bwx-fill",
          style: { left: share(value[0]) + "%", right: 100 - share(value[1]) + "%" }
        }),
        thumb(0, "from"),
        thumb(1, "to")
      ),
      h("div", { className: "bwx-range-head" }, box(0, "from"), box(1, "to"))
    );
  }
  function NumberBox(props) {
    const text2 = props.value.toFixed(props.digits);
    const [draft, setDraft] = useState(null);
    const done = () => {
      const value = parseFloat(draft);
      setDraft(null);
      if (draft !== null && draft !== text2 && isFinite(value)) props.onDone(value);
    };
    return h("input", {
      className: "bwx-number",
      style: { width: 64 },
      inputMode: "decimal",
      "aria-label": props.label,
      value: draft === null ? text2 : draft,
      onChange: (event) => setDraft(event.target.value),
      onBlur: done,
      onKeyDown: (event) => {
        event.stopPropagation();
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") setDraft(null);
      }
    });
  }
  function Word(props) {
    const { word, palette } = props;
    const color = palette && (palette[word.word] || palette.other);
    return h(
      "button",
      {
        type: "button",
        className: "bwx-word" + (word.chosen ? " bwx-on" : ""),
        "aria-pressed": word.chosen,
        "data-cy": "bwx-word-" + word.word,
        title: (word.about ? capital(word.about) + ". " : "") + count(word.count) + " repetitions with the other conditions as they are",
        onClick: props.onClick
      },
      color && h(Mark, { kind: "circle", color }),
      wordOf(props.name, word.word),
      h("span", { className: "bwx-dim" }, count(word.count))
    );
  }
  function Choice(props) {
    const { choice, palette } = props;
    const toggle = (word) => {
      const chosen = choice.words.filter((w) => w.chosen).map((w) => w.word);
      props.onChange(chosen.includes(word) ? chosen.filter((w) => w !== word) : [...chosen, word]);
    };
    const [all, setAll] = useState(false);
    const short = choice.words.filter((w, i) => i < 12 || w.chosen);
    const listed = all ? choice.words : short;
    const groups = [...new Set(listed.map((w) => w.group || ""))];
    return h(
      "div",
      { "data-cy": "bwx-choice-" + choice.name },
      groups.map(
        (group) => h(
          "div",
          { key: group, className: "bwx-words", role: "group" },
          h(
            "span",
            { className: "bwx-title", style: { marginRight: 4 } },
            group ? capital(group) : choice.title
          ),
          listed.filter((w) => (w.group || "") === group).map(
            (word) => h(Word, {
              key: word.word,
              word,
              name: choice.name,
              palette: choice.name === "label" ? palette : null,
              onClick: () => toggle(word.word)
            })
          )
        )
      ),
      choice.words.length > short.length && h(
        "button",
        { type: "button", className: "bwx-link", onClick: () => setAll(!all) },
        all ? "fewer" : "all " + choice.words.length
      )
    );
  }
  function Controls(props) {
    const { answer } = props;
    const ranges = (first) => h(
      "div",
      { className: "bwx-ranges" },
      answer.ranges.filter((range) => range.first === first).map(
        (range) => h(Range, { key: range.name, range, onChange: (ends) => props.onRange(range.name, ends) })
      )
    );
    return h(
      "div",
      { className: "bwx-controls", "data-cy": "bwx-controls" },
      ranges(true),
      h("div", { style: { height: 10 } }),
      answer.choices.map(
        (choice) => h(Choice, {
          key: choice.name,
          choice,
          palette: answer.palette,
          onChange: (chosen) => props.onChoice(choice.name, chosen)
        })
      ),
      ranges(false)
    );
  }

  // assets/panels/src/explorer/filter.js
  var same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  function without(object, name) {
    const out = { ...object || {} };
    delete out[name];
    return out;
  }
  function toggled(list = [], item) {
    return list.includes(item) ? list.filter((other) => other !== item) : [...list, item];
  }
  function rounded(value, digits) {
    const scale = 10 ** digits;
    return Math.round(value * scale) / scale;
  }
  function withRange(filter, name, ends) {
    if (!ends) return { ...filter, ranges: without(filter.ranges, name) };
    const range = ends.map((v) => rounded(v, 2));
    return { ...filter, ranges: { ...filter.ranges || {}, [name]: range } };
  }
  function withBox(filter, onset, wink) {
    const digits = (ends, n) => ends.map((v) => rounded(v, n));
    const narrowed = onset ? withRange(filter, "onset_pct", digits(onset, 0)) : filter;
    return withRange(narrowed, "wink_deg", digits(wink, 1));
  }
  function withChoice(filter, name, chosen) {
    if (!chosen.length) return { ...filter, choices: without(filter.choices, name) };
    return { ...filter, choices: { ...filter.choices || {}, [name]: chosen } };
  }
  function withSwitch(filter, name) {
    return { ...filter, switches: toggled(filter.switches, name) };
  }
  function withReason(filter, word, measured2) {
    const { lasso, picked, ...rest } = filter;
    const ranges = measured2.reduce((left, name) => without(left, name), filter.ranges || {});
    const chosen = ((filter.choices || {}).label || []).includes(word);
    return withChoice({ ...rest, ranges }, "label", chosen ? [] : [word]);
  }
  function withPicked(filter, id, more) {
    return { ...filter, picked: more ? toggled(filter.picked, id) : [id] };
  }

  // assets/panels/src/explorer/follow.js
  function useReturns(onReturn) {
    const back = useRef(onReturn);
    back.current = onReturn;
    const modal = recoil.useRecoilValue(fos.modalSelector);
    const id = modal ? modal.id : null;
    const last = useRef(null);
    useEffect(() => {
      const closed = last.current;
      last.current = id;
      if (id || !closed) return void 0;
      const timers = [300, 2500].map((ms) => setTimeout(() => back.current(closed), ms));
      return () => timers.forEach(clearTimeout);
    }, [id]);
    useEffect(() => {
      const focus = () => document.hidden || back.current(null);
      window.addEventListener("focus", focus);
      return () => window.removeEventListener("focus", focus);
    }, []);
  }
  function useSeek(row, onDone) {
    const looker = recoil.useRecoilValue(fos.modalLooker);
    useEffect(() => {
      if (!looker || !row || !row.first || typeof looker.seekToFrame !== "function") return void 0;
      let tries = 0;
      let nudged = false;
      const timer = setInterval(() => {
        tries += 1;
        try {
          const shown = looker.state.config.sampleId;
          if (shown !== row.id && shown !== row.sample_id) return;
          if (!nudged) nudged = looker.seekToFrame(row.first + 1) || true;
          else if (looker.frameNumber === row.first || tries > 240) onDone();
          else looker.seekToFrame(row.first);
        } catch (error) {
          onDone();
        }
      }, 250);
      return () => clearInterval(timer);
    }, [looker, row]);
  }

  // assets/panels/src/explorer/heading.js
  function Runs({ answer, onChange }) {
    if (!answer.keys || answer.keys.length < 2) return null;
    return h(
      "label",
      { className: "bwx-dim" },
      "Analysis ",
      h(
        "select",
        {
          className: "bwx-select",
          value: answer.key,
          "data-cy": "bwx-run",
          onChange: (event) => onChange(event.target.value)
        },
        answer.keys.map((key) => h("option", { key }, key))
      )
    );
  }
  function Counts({ answer, wanted, onToggle, onReason }) {
    const { reps, videos, reasons } = answer.counts;
    const on = wanted.switches || [];
    const chosen = (wanted.choices || {}).label || [];
    const of = ({ shown, all }) => count(shown) + (shown === all ? "" : " of " + count(all));
    const counted2 = (name, text2, about) => h(
      "button",
      {
        type: "button",
        className: "bwx-link" + (on.includes(name) ? " bwx-on" : ""),
        title: about,
        "aria-pressed": on.includes(name),
        "data-cy": "bwx-count-" + name,
        onClick: () => onToggle(name)
      },
      h("b", null, of(answer.counts[name])),
      " " + text2
    );
    return h(
      Fragment,
      null,
      h(
        "div",
        { className: "bwx-counts", "data-cy": "bwx-counts" },
        h(
          "span",
          { "data-cy": "bwx-shown" },
          h("span", { className: "bwx-big" }, count(reps.shown)),
          " of " + many(reps.all, "repetition") + " in " + many(videos, "video")
        ),
        counted2("flagged", "flagged", "Severity 2 or 3. Click to see only these"),
        counted2("reviewed", "reviewed", "Judged by a person. Click to see only these"),
        reasons.length > 0 && h(
          "span",
          null,
          counted2(
            "not_measurable",
            "not measurable",
            "The picture does not allow a measurement. Click to see only these"
          ),
          ":"
        ),
        reasons.map(
          (r) => h(
            "button",
            {
              key: r.word,
              type: "button",
              className: "bwx-link bwx-dim" + (chosen.includes(r.word) ? " bwx-on" : ""),
              "aria-pressed": chosen.includes(r.word),
              "data-cy": "bwx-reason-" + r.word,
              title: "Click to see only these",
              onClick: () => onReason(r.word)
            },
            of(r) + " " + words(r.word)
          )
        )
      ),
      h("div", { className: "bwx-dim bwx-within", "data-cy": "bwx-within" }, answer.within)
    );
  }
  function Unplayable({ answer }) {
    return answer.unplayable && h("div", { className: "bwx-unmeasured", "data-cy": "bwx-unplayable" }, answer.unplayable);
  }
  function Unmeasured({ answer, onShow }) {
    const [open, setOpen] = useState(false);
    const found = answer.unmeasured || [];
    if (!found.length) return null;
    const total = found.reduce((sum, each) => sum + each.videos, 0);
    const said2 = found.map((each) => each.why + (found.length > 1 ? " (" + count(each.videos) + ")" : "")).join(", ");
    return h(
      "div",
      { className: "bwx-unmeasured", "data-cy": "bwx-unmeasured" },
      h(
        "button",
        {
          type: "button",
          className: "bwx-fold",
          "aria-expanded": open,
          "data-cy": "bwx-unmeasured-open",
          onClick: () => setOpen(!open)
        },
        h("span", { "aria-hidden": true }, open ? "▾ " : "▸ "),
        h("b", null, count(total) + " of " + many(answer.videos_analyzed, "video") + " not measured"),
        h("span", { className: "bwx-dim" }, ": " + said2)
      ),
      open && h(
        "ul",
        null,
        found.map(
          (each) => h(
            "li",
            { key: each.status, "data-cy": "bwx-status-" + each.status },
            h("span", null, many(each.videos, "video") + ": " + each.why + ". "),
            h("span", { className: "bwx-dim" }, each.remedy + " "),
            h(
              Button,
              {
                on: answer.status === each.status,
                cy: "bwx-show-" + each.status,
                title: "Show these videos in the grid",
                onClick: () => onShow(each.status)
              },
              "Show me"
            )
          )
        )
      )
    );
  }
  function Toolbar({ answer, asking, refused, setAsking, change: change2, ask }) {
    const mode = (name, text2, title) => h(
      Button,
      {
        on: answer.mode === name,
        title,
        cy: "bwx-mode-" + name,
        onClick: () => change2({ mode: name })
      },
      text2
    );
    const many_ = answer.mode === "clips" && answer.counts.reps.shown > answer.max_clips;
    const label = answer.mode === "clips" ? "repetitions" : "videos";
    return h(
      "div",
      { className: "bwx-row" },
      h("span", { className: "bwx-dim" }, "Grid:"),
      h(
        "span",
        { className: "bwx-group" },
        mode("clips", "Clips", "One tile per repetition"),
        mode("videos", "Videos", "One tile per video with such a repetition")
      ),
      asking === "view" && h(Ask, {
        key: "view",
        placeholder: "Name of the saved view",
        action: "Save",
        refused,
        onDone: (name, overwrite) => ask("save_view", { name, overwrite }),
        onCancel: () => setAsking(null)
      }),
      asking === "tag" && h(Ask, {
        key: "tag",
        placeholder: "Tag for these " + label,
        action: "Tag",
        refused,
        onDone: (tag) => ask("tag", { tag, what: label }),
        onCancel: () => setAsking(null)
      }),
      !asking && h(
        Button,
        {
          cy: "bwx-review",
          primary: true,
          disabled: !answer.counts.reps.shown,
          title: "Open the first of these repetitions that nobody has reviewed, flagged ones first",
          onClick: () => ask("review")
        },
        "Review these"
      ),
      !asking && h(
        Button,
        {
          cy: "bwx-save",
          disabled: !answer.counts.reps.shown,
          title: "Keep this as a saved view of the dataset",
          onClick: () => setAsking("view")
        },
        "Save view"
      ),
      !asking && h(
        Button,
        {
          cy: "bwx-tag",
          disabled: !answer.counts.reps.shown,
          title: "Tag what is shown",
          onClick: () => setAsking("tag")
        },
        "Tag"
      ),
      !asking && h(
        Button,
        {
          cy: "bwx-export",
          disabled: !answer.counts.reps.shown,
          title: "Export the labels of exactly these repetitions",
          onClick: () => ask("export")
        },
        "Export"
      ),
      !asking && h(
        Button,
        {
          cy: "bwx-report",
          disabled: !answer.counts.reps.shown,
          title: "Download a page about exactly these repetitions",
          onClick: () => ask("report")
        },
        "Report"
      ),
      h("span", { className: "bwx-space" }),
      h(Runs, { answer, onChange: (key) => change2({ key }) }),
      many_ && h(
        "div",
        { className: "bwx-dim", style: { flexBasis: "100%" } },
        "More than " + count(answer.max_clips) + " repetitions: the grid shows their videos."
      )
    );
  }

  // assets/panels/src/shared/page.js
  var VIDEO = "fo-sample-modal-plugin";
  var TIME = "[data-cy=modal] [data-testid=timeline-playhead-time]";
  var PARTS = {
    modal: { selector: "[data-cy=modal] [data-cy=modal-content]" },
    annotating: { selector: "[data-cy=modal] [data-cy=annotation-save-state]" },
    time: {
      selector: TIME,
      within: "annotating",
      lost: "the curves cannot follow the video in the Annotate tab"
    },
    videoPanel: {
      selector: `[data-cy=modal] [data-cy=panel-content-${VIDEO}]`,
      within: "modal",
      lost: "a verdict is taken without a look at what the video shows"
    },
    looker: { selector: "[data-cy=modal] [data-cy=modal-looker-container]" },
    canvas: { selector: "[data-cy=modal] [data-cy=modal-looker-container] canvas" },
    video: { selector: "[data-cy=modal] video" },
    split: { selector: '[data-cy=modal] button[title="Split horizontally"]' },
    prompt: { selector: "[data-cy=operators-prompt-modal], [data-cy=operators-prompt-view-modal]" },
    over: { selector: "[data-cy=operators-prompt-modal], [data-cy=operator-browser]" },
    failed: { selector: "[data-cy=error-boundary]" }
  };
  var PATIENCE_MS2 = 1e4;
  var missing = {};
  function part(name) {
    const { selector, within: within2, lost } = PARTS[name];
    const found = document.querySelector(selector);
    if (found || !within2 || !document.querySelector(PARTS[within2].selector)) {
      if (missing[name] !== Infinity) delete missing[name];
      return found;
    }
    const now = Date.now();
    missing[name] = missing[name] || now;
    if (now - missing[name] > PATIENCE_MS2) {
      missing[name] = Infinity;
      console.warn(
        `fo_buttwink: this version of FiftyOne's App has no ${selector} in its page: ${lost}. Please report it with the version of FiftyOne.`
      );
    }
    return null;
  }
  var laidOut = (element) => Boolean(element && element.offsetParent);
  var isModalShown = () => laidOut(part("modal"));
  var isAnnotating = () => Boolean(part("annotating"));
  var isCovered = () => Boolean(part("over"));
  var isPromptOpen = () => Boolean(part("prompt"));
  var isGridBroken = () => Boolean(part("failed"));
  var isVideoShown = () => laidOut(part("videoPanel"));
  var isPlayerThere = () => Boolean(part("looker"));
  var videoCanvas = () => part("canvas");
  var videoElement = () => part("video");
  function playerTime() {
    const element = part("time");
    return element ? element.textContent : "";
  }
  function splitButton() {
    const button = part("split");
    return button && !isVideoShown() ? button : null;
  }
  var hasTab = (panel) => Boolean(document.querySelector(`[data-cy=modal] [data-cy=panel-tab-${panel}]`));
  function scrollerOf(element) {
    const outer = element.parentElement;
    if (!outer) return element;
    return /auto|scroll/.test(getComputedStyle(outer).overflowY) ? outer : scrollerOf(outer);
  }
  var LAYOUT = "fo-sample-modal-plugins";
  var readLayout = () => readKept(LAYOUT);
  var writeLayout = (layout2) => writeKept(LAYOUT, layout2);
  function readKept(key) {
    try {
      return JSON.parse(
        /** @type {string} */
        window.localStorage.getItem(key)
      );
    } catch (error) {
      return null;
    }
  }
  function writeKept(key, value) {
    if (value) window.localStorage.setItem(key, JSON.stringify(value));
    else window.localStorage.removeItem(key);
  }
  function themeValue(name, fallback) {
    const value = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    return value || fallback;
  }
  function watchTheme(onChange) {
    const roots = [document.documentElement, document.body];
    const marks = ["data-mui-color-scheme", "data-theme", "style"];
    const look = () => roots.map((e) => e.className + marks.map((mark) => e.getAttribute(mark)).join("")).join() + themeValue("--fo-palette-text-primary", "");
    let seen = look();
    const observer = new MutationObserver(() => {
      const now = look();
      if (now === seen) return;
      seen = now;
      onChange();
    });
    roots.forEach((e) => observer.observe(e, { attributes: true }));
    return () => observer.disconnect();
  }

  // assets/panels/src/shared/palette.js
  var LINES = { outline: "#56B4E9", pelvis: "#E69F00", thorax: "#009E73" };
  var BELOW = "#56B4E9";
  var STOPS = [
    [48, 40, 110],
    [40, 100, 142],
    [32, 146, 140],
    [80, 195, 106],
    [253, 231, 37]
  ];
  function shade(share) {
    const at = Math.min(0.999, Math.max(0, share)) * (STOPS.length - 1);
    const i = Math.floor(at);
    const mix = STOPS[i].map((v, k) => Math.round(v + (STOPS[i + 1][k] - v) * (at - i)));
    return "rgb(" + mix.join(",") + ")";
  }

  // assets/panels/src/shared/scale.js
  function niceStep(rough) {
    const power = Math.pow(10, Math.floor(Math.log10(Math.max(rough, 1e-6))));
    const fits = [1, 2, 5, 10].map((s) => s * power).find((s) => s >= rough);
    return fits === void 0 ? 10 * power : fits;
  }
  function multiples(low, high, step2) {
    const out = [];
    const first = Math.ceil(low / step2 - 1e-9);
    for (let n = first; n * step2 <= high + 1e-9; n += 1) out.push(n * step2 || 0);
    return out;
  }
  function ticks(low, high, about) {
    const step2 = niceStep((high - low) / about);
    const digits = Math.max(0, -Math.floor(Math.log10(step2) + 1e-9));
    return { values: multiples(low, high, step2), digits };
  }
  function linear([low, high], [from, to]) {
    return {
      /** @param {number} v */
      px: (v) => from + (v - low) / (high - low) * (to - from),
      /** @param {number} p */
      value: (p) => low + (p - from) / (to - from) * (high - low)
    };
  }

  // assets/panels/src/explorer/canvas.js
  var HEIGHT = 290;
  var PAD = { left: 44, right: 46, top: 38, bottom: 36 };
  var STRIP = 34;
  function layout(width, plot, zoom) {
    const x = zoom && zoom.x || plot.x;
    const y = zoom && zoom.y || plot.y;
    const others = plot.rest ? plot.rest.x.includes(null) : plot.rest_cells && plot.rest_cells.strip.some((n) => n);
    const strip = plot.beside > 0 || others ? STRIP : 0;
    const box = {
      left: PAD.left,
      top: PAD.top,
      width: Math.max(60, width - PAD.left - PAD.right - strip - (strip ? 4 : 0)),
      height: HEIGHT - PAD.top - PAD.bottom
    };
    const inner = 6;
    const across = linear(x, [box.left + inner, box.left + box.width - inner]);
    const up = linear(y, [box.top + box.height - inner, box.top + inner]);
    return {
      box,
      strip,
      stripLeft: box.left + box.width + 4,
      domain: { x, y },
      px: across.px,
      py: up.px,
      vx: across.value,
      vy: up.value
    };
  }
  function spread(id) {
    let hash = 0;
    for (let i = id.length - 6; i < id.length; i++) hash = (hash * 31 + id.charCodeAt(i)) % 997;
    return 0.15 + 0.7 * (hash / 997);
  }
  function positions(points, area) {
    return points.y.map((y, i) => {
      const x = points.x[i];
      if (x === null) return [area.stripLeft + STRIP * spread(points.id[i]), area.py(y)];
      return [x > area.domain.x[1] ? NaN : area.px(x), area.py(y)];
    });
  }
  function draw(canvas, width, plot, area, palette, cutoffs, wanted, gesture) {
    const ratio = window.devicePixelRatio || 1;
    canvas.width = width * ratio;
    canvas.height = HEIGHT * ratio;
    const c = canvas.getContext("2d");
    c.scale(ratio, ratio);
    c.font = "11px " + themeValue("--fo-fontFamily-body", "sans-serif");
    const dim = themeValue("--fo-palette-text-secondary", "#999");
    const line2 = themeValue("--fo-palette-divider", "#444");
    const accent = themeValue("--fo-palette-primary-plainColor", "#ff6d04");
    const { box } = area;
    const bottom = box.top + box.height;
    c.strokeStyle = line2;
    c.strokeRect(box.left + 0.5, box.top + 0.5, box.width, box.height);
    if (area.strip) c.strokeRect(area.stripLeft + 0.5, box.top + 0.5, STRIP, box.height);
    c.fillStyle = dim;
    c.textAlign = "center";
    c.textBaseline = "top";
    const xt = ticks(area.domain.x[0], area.domain.x[1], Math.max(3, box.width / 70));
    xt.values.forEach((v) => {
      const text2 = v.toFixed(xt.digits);
      const half = c.measureText(text2).width / 2;
      c.fillText(text2, Math.min(area.px(v), box.left + box.width - half), bottom + 4);
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
    c.fillText("wink [deg]", 0, 0);
    c.restore();
    c.save();
    c.beginPath();
    c.rect(box.left, box.top, width - box.left - PAD.right + 2, box.height);
    c.clip();
    if (plot.rest_cells) drawCells(c, plot, plot.rest_cells, area, () => dim, 0.35);
    if (plot.kind === "density") drawCells(c, plot, plot, area, shade, 1);
    drawCutoffs(
      c,
      area,
      cutoffs,
      plot.kind === "density" ? themeValue("--fo-palette-text-primary", dim) : line2,
      dim
    );
    if (plot.kind === "points") drawPoints(c, plot, area, palette);
    drawWanted(c, area, wanted, accent);
    c.restore();
    drawMargins(c, plot, area, width, dim, accent);
    if (gesture) drawGesture(c, gesture, accent);
  }
  function drawCutoffs(c, area, cutoffs, line2, dim) {
    const { box } = area;
    const bottom = box.top + box.height;
    const back = themeValue("--fo-palette-background-level2", "#222");
    const text2 = (words2, x, y, align) => {
      const width = c.measureText(words2).width;
      c.fillStyle = back;
      c.fillRect(align === "right" ? x - width - 2 : x - width / 2 - 2, y - 6.5, width + 4, 13);
      c.fillStyle = dim;
      c.textAlign = align;
      c.textBaseline = "middle";
      c.fillText(words2, x, y);
    };
    c.fillStyle = dim;
    const stroke = (x0, y0, x1, y1) => {
      c.setLineDash([3, 4]);
      c.lineWidth = 1;
      c.strokeStyle = line2;
      c.beginPath();
      c.moveTo(x0, y0);
      c.lineTo(x1, y1);
      c.stroke();
      c.setLineDash([]);
    };
    const within2 = (at, [low, high]) => at > low && at < high;
    const onsets = cutoffs.onset_pct;
    const amounts2 = cutoffs.wink_deg.filter((cut2) => within2(cut2.at, area.domain.y));
    onsets.filter((cut2) => within2(cut2.at, area.domain.x)).forEach((cut2) => stroke(area.px(cut2.at), box.top, area.px(cut2.at), bottom));
    amounts2.forEach(
      (cut2) => stroke(
        box.left,
        area.py(cut2.at),
        area.strip ? area.stripLeft + STRIP : box.left + box.width,
        area.py(cut2.at)
      )
    );
    onsets.forEach((cut2, i) => {
      const next = onsets[i + 1];
      const from = area.px(Math.max(cut2.at, area.domain.x[0]));
      const to = area.px(Math.min(next ? next.at : 100, area.domain.x[1]));
      if (to - from > 30) text2(cut2.name, (from + to) / 2, box.top + 9, "center");
    });
    const clear = (y) => y - 6.5 < box.top + 16 ? Math.max(y + 16, box.top + 23) : y;
    amounts2.forEach(
      (cut2) => text2(cut2.name + " ↑", box.left + box.width - 5, clear(area.py(cut2.at) - 8), "right")
    );
  }
  function drawCells(c, plot, { cells, strip }, area, color, alpha) {
    const [nx, ny] = [cells.length, cells[0].length];
    const most = Math.max(1, ...strip, ...cells.map((column) => Math.max(...column)));
    const w = (plot.x[1] - plot.x[0]) / nx;
    const t = (plot.y[1] - plot.y[0]) / ny;
    const right = area.box.left + area.box.width;
    const fill = (n, x0, x1, j) => {
      if (!n || x1 <= x0) return;
      const share = Math.log1p(n) / Math.log1p(most);
      c.fillStyle = color(share);
      c.globalAlpha = alpha === 1 ? 1 : alpha * (0.3 + 0.7 * share);
      const y0 = area.py(plot.y[0] + j * t);
      const y1 = area.py(plot.y[0] + (j + 1) * t);
      c.fillRect(x0, y1, x1 - x0 + (alpha === 1 ? 0.6 : 0), y0 - y1 + (alpha === 1 ? 0.6 : 0));
    };
    for (let i = 0; i < nx; i++)
      for (let j = 0; j < ny; j++)
        fill(
          cells[i][j],
          Math.min(right, area.px(plot.x[0] + i * w)),
          Math.min(right, area.px(plot.x[0] + (i + 1) * w)),
          j
        );
    if (area.strip)
      for (let j = 0; j < ny; j++) fill(strip[j], area.stripLeft + 2, area.stripLeft + STRIP - 2, j);
    c.globalAlpha = 1;
  }
  function drawPoints(c, plot, area, palette) {
    const radius = plot.points.y.length > 800 ? 2.6 : plot.points.y.length > 150 ? 3.6 : 5;
    if (plot.rest) {
      c.fillStyle = themeValue("--fo-palette-text-tertiary", "#777");
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
      wanted.lasso.forEach(
        ([x, y], i) => i ? c.lineTo(area.px(x), area.py(y)) : c.moveTo(area.px(x), area.py(y))
      );
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
      const step2 = (domain[1] - domain[0]) / counts.length;
      counts.forEach((n, i) => {
        if (!n) return;
        const a = domain[0] + i * step2;
        const inside = horizontal ? area.domain.x : area.domain.y;
        if (a + step2 / 2 < inside[0] || a + step2 / 2 > inside[1]) return;
        if (horizontal) {
          const tall = Math.max(1, n / most * (PAD.top - 8));
          c.fillRect(
            area.px(a) + 0.5,
            box.top - 3 - tall,
            Math.max(1, area.px(a + step2) - area.px(a) - 1),
            tall
          );
        } else {
          const long = Math.max(1, n / most * (PAD.right - 8));
          c.fillRect(
            width - PAD.right + 4,
            area.py(a + step2) + 0.5,
            long,
            Math.max(1, area.py(a) - area.py(a + step2) - 1)
          );
        }
      });
      c.globalAlpha = 1;
    };
    [
      [plot.top, true],
      [plot.right, false]
    ].forEach(([margin, horizontal]) => {
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
      gesture.path.forEach(([x, y], i) => i ? c.lineTo(x, y) : c.moveTo(x, y));
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

  // assets/panels/src/explorer/plot.js
  var NEAR = 9;
  var TOOLS = {
    box: { text: "Box", title: "Drag a box: sets the ranges of onset and wink" },
    lasso: { text: "Lasso", title: "Draw a line around the repetitions that you want" },
    zoom: { text: "Zoom", title: "Drag a box to look closer; double click to go back" }
  };
  function meant(plot, area, [x, y]) {
    if (plot.kind === "points") {
      let best = null;
      let distance = NEAR;
      positions(plot.points, area).forEach(([px, py], i2) => {
        const d = Math.hypot(px - x, py - y);
        if (d < distance) [best, distance] = [i2, d];
      });
      return best === null ? null : { point: best };
    }
    const i = Math.floor((area.vx(x) - plot.x[0]) / (plot.x[1] - plot.x[0]) * plot.cells.length);
    const j = Math.floor((area.vy(y) - plot.y[0]) / (plot.y[1] - plot.y[0]) * plot.strip.length);
    const count2 = plot.cells[i] && plot.cells[i][j];
    return count2 ? { cell: [i, j], count: count2 } : null;
  }
  function cellEnds(plot, [i, j]) {
    const w = (plot.x[1] - plot.x[0]) / plot.cells.length;
    const t = (plot.y[1] - plot.y[0]) / plot.strip.length;
    return {
      onset_pct: [plot.x[0] + i * w, plot.x[0] + (i + 1) * w],
      wink_deg: [plot.y[0] + j * t, plot.y[0] + (j + 1) * t]
    };
  }
  function tip(plot, hit, texts) {
    if (hit.cell) {
      const ends = cellEnds(plot, hit.cell);
      return [
        many(hit.count, "repetition"),
        "onset " + ends.onset_pct.map((v) => v.toFixed(0)).join(" to ") + " % of descent",
        "wink " + ends.wink_deg.map((v) => v.toFixed(1)).join(" to ") + " deg"
      ];
    }
    const p = plot.points;
    const i = hit.point;
    return [
      words(p.label[i]) + ", " + words(p.state[i]),
      "wink " + number(p.y[i], 1, "deg"),
      p.x[i] === null ? p.label[i] === "none" ? texts.no_onset : "no onset is given" : "onset " + number(p.x[i], 0, "% of descent"),
      "confidence " + number(p.confidence[i], 2) + " (0 to 1)"
    ];
  }
  function Plot(props) {
    const { plot, wanted, palette, cutoffs } = props;
    const frame = useRef(null);
    const canvas = useRef(null);
    const width = useWidth(frame);
    const [tool, setTool] = useState("box");
    const [zoom, setZoom] = useState(null);
    const [gesture, setGesture] = useState(null);
    const [hover, setHover] = useState(null);
    const [, redraw] = useState(0);
    useEffect(() => watchTheme(() => redraw((n) => n + 1)), []);
    const area = layout(width || 400, plot, zoom);
    useEffect(() => {
      if (width) draw(canvas.current, width, plot, area, palette, cutoffs, wanted, gesture);
    });
    const at = (event) => {
      const rect = frame.current.getBoundingClientRect();
      return [event.clientX - rect.left, event.clientY - rect.top];
    };
    const clamp2 = ([x, y]) => [
      Math.min(
        area.box.left + area.box.width + (area.strip ? STRIP + 4 : 0),
        Math.max(area.box.left, x)
      ),
      Math.min(area.box.top + area.box.height, Math.max(area.box.top, y))
    ];
    const down = (event) => {
      if (event.button !== 0) return;
      frame.current.setPointerCapture(event.pointerId);
      setHover(null);
      setGesture({ tool, path: [at(event)], shift: event.shiftKey });
    };
    const move = (event) => {
      const here = at(event);
      if (gesture) setGesture({ ...gesture, path: [...gesture.path, clamp2(here)] });
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
        h(
          "span",
          { className: "bwx-group", role: "group", "aria-label": "What dragging does" },
          Object.keys(TOOLS).map(
            (name) => h(
              Button,
              {
                key: name,
                on: tool === name,
                title: TOOLS[name].title,
                cy: "bwx-tool-" + name,
                onClick: () => setTool(name)
              },
              TOOLS[name].text
            )
          )
        ),
        zoom && h(Button, { onClick: () => setZoom(null), cy: "bwx-unzoom" }, "Whole plot"),
        h("span", { className: "bwx-space" }),
        !zoom && h(
          "span",
          { className: "bwx-dim" },
          plot.kind === "density" ? "density: " + many(plot.drawn, "repetition") : "click a point to pick it; shift adds"
        )
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
          "aria-label": "Onset against wink of " + many(plot.drawn, "repetition"),
          "data-cy": "bwx-canvas",
          "data-zoomed": zoom ? "yes" : "no"
        },
        h("canvas", { ref: canvas, style: { width: width || 400, height: HEIGHT } }),
        hover && h(
          "div",
          {
            className: "bwx-tip",
            style: {
              top: Math.max(0, hover.here[1] - 30),
              [right ? "right" : "left"]: right ? (width || 400) - hover.here[0] + 12 : hover.here[0] + 12
            }
          },
          tip(plot, hover.hit, props.texts).map((text2, i) => h("div", { key: i }, text2))
        )
      ),
      h(
        "div",
        { className: "bwx-legend" },
        plot.kind === "points" ? [
          ...props.grades.map(
            (name) => h(
              "span",
              { key: name },
              h(Mark, { kind: "circle", color: palette[name] }),
              words(name)
            )
          ),
          ...states.filter((s) => s !== "unreviewed").map(
            (s) => h(
              "span",
              { key: s },
              h(Mark, { kind: (STATES[s] || STATES.unreviewed).marker }),
              words(s)
            )
          )
        ] : h(
          "span",
          null,
          "few",
          [0, 0.25, 0.5, 0.75, 1].map(
            (u) => h("i", { key: u, style: { width: 16, height: 9, background: shade(u) } })
          ),
          "many repetitions per cell (logarithmic); click a cell to see them"
        ),
        h("span", null, "dashed: cut-offs of timing and grade")
      )
    );
  }

  // assets/panels/src/explorer/questions.js
  var STEP = { label: "Look again", event: "refresh" };
  var FAILED = {
    obstacle: { title: "The App's server did not answer", text: "Is it still running?", step: STEP }
  };
  function enqueue(queue, busy, { event, params }) {
    const last = queue[queue.length - 1];
    const waits = queue.length > (busy ? 1 : 0);
    if (waits && last.event === event) {
      if (event === "refresh") return;
      if (event === "change" && !("drop" in last.params) && !("drop" in params)) {
        Object.assign(last.params, params);
        return;
      }
    }
    queue.push({ event, params });
  }
  function useQuestions(events, onAnswer) {
    const call = useCalls(events);
    const answered = useRef(onAnswer);
    answered.current = onAnswer;
    const queue = useRef([]);
    const busy = useRef(false);
    const [waiting, setWaiting] = useState(false);
    const next = useCallback(async () => {
      const question = queue.current[0];
      if (busy.current || !question) {
        if (!question) setWaiting(false);
        return;
      }
      busy.current = true;
      setWaiting(true);
      const { result = FAILED } = await call(question.event, question.params);
      busy.current = false;
      queue.current.shift();
      const superseded = queue.current.some((q) => q.event === "change");
      answered.current(question, result, superseded);
      next();
    }, []);
    const ask = useCallback((event, params = {}) => {
      enqueue(queue.current, busy.current, { event, params });
      next();
    }, []);
    return [ask, waiting];
  }

  // assets/panels/src/explorer/style.css
  var style_default = '.bwx {\n  --bwx-dim: var(--fo-palette-text-secondary);\n  --bwx-line: var(--fo-palette-divider);\n  --bwx-raised: var(--fo-palette-background-level1);\n  --bwx-accent: var(--fo-palette-primary-plainColor);\n  color: var(--fo-palette-text-primary);\n  font: 13px/1.4 var(--fo-fontFamily-body);\n  box-sizing: border-box;\n  padding: 8px 12px 16px;\n  width: 100%;\n}\n.bwx * {\n  box-sizing: border-box;\n}\n.bwx button {\n  font: inherit;\n  color: inherit;\n  cursor: pointer;\n}\n.bwx :focus-visible {\n  outline: 2px solid var(--bwx-accent);\n  outline-offset: 1px;\n}\n.bwx-button {\n  background: var(--fo-palette-background-level2);\n  border: 1px solid var(--bwx-line);\n  border-radius: 4px;\n  padding: 3px 9px;\n  white-space: nowrap;\n}\n.bwx-button:hover:not(:disabled) {\n  border-color: var(--bwx-accent);\n}\n.bwx-button:disabled {\n  opacity: 0.45;\n  cursor: default;\n}\n.bwx-button.bwx-on {\n  background: var(--bwx-accent);\n  color: #fff;\n  border-color: var(--bwx-accent);\n}\n.bwx-button.bwx-primary {\n  background: var(--bwx-accent);\n  color: #fff;\n  border-color: var(--bwx-accent);\n}\n.bwx-group {\n  display: inline-flex;\n}\n.bwx-group .bwx-button {\n  border-radius: 0;\n  margin-left: -1px;\n}\n.bwx-group .bwx-button:first-child {\n  border-radius: 4px 0 0 4px;\n  margin-left: 0;\n}\n.bwx-group .bwx-button:last-child {\n  border-radius: 0 4px 4px 0;\n}\n.bwx-row {\n  display: flex;\n  flex-wrap: wrap;\n  gap: 6px;\n  align-items: center;\n  margin-bottom: 8px;\n}\n.bwx-space {\n  flex: 1;\n}\n.bwx-dim {\n  color: var(--bwx-dim);\n}\n.bwx-counts {\n  display: flex;\n  flex-wrap: wrap;\n  gap: 4px 14px;\n  align-items: baseline;\n  margin-bottom: 6px;\n}\n.bwx-within {\n  margin: -2px 0 8px;\n}\n.bwx-unmeasured {\n  margin-bottom: 8px;\n}\n.bwx-unmeasured ul {\n  margin: 4px 0 0;\n  padding: 0 0 0 16px;\n  list-style: none;\n}\n.bwx-unmeasured li {\n  margin-bottom: 4px;\n}\n.bwx-fold {\n  background: none;\n  border: 0;\n  padding: 0;\n  text-align: left;\n}\n.bwx-big {\n  font-size: 20px;\n  font-weight: 600;\n}\n.bwx-link {\n  background: none;\n  border: 0;\n  padding: 0;\n  border-bottom: 1px dotted var(--bwx-dim);\n}\n.bwx-link:hover {\n  color: var(--bwx-accent);\n  border-color: var(--bwx-accent);\n}\n.bwx-link.bwx-on {\n  color: var(--bwx-accent);\n}\n.bwx-chip {\n  display: inline-flex;\n  align-items: center;\n  gap: 4px;\n  border-radius: 12px;\n  padding: 1px 4px 1px 10px;\n  background: var(--fo-palette-background-level2);\n  border: 1px solid var(--bwx-accent);\n}\n.bwx-chip button {\n  background: none;\n  border: 0;\n  padding: 0 5px;\n  font-size: 15px;\n  line-height: 1;\n}\n.bwx-chip button:hover {\n  color: var(--bwx-accent);\n}\n.bwx-notice {\n  padding: 6px 10px;\n  border-left: 3px solid var(--bwx-accent);\n  background: var(--bwx-raised);\n  margin-bottom: 8px;\n  display: flex;\n  gap: 8px;\n  align-items: center;\n}\n.bwx-ask {\n  display: flex;\n  flex-wrap: wrap;\n  gap: 6px;\n  flex: 1 1 220px;\n}\n.bwx-refused {\n  flex-basis: 100%;\n}\n.bwx-ask input,\n.bwx-number {\n  background: var(--fo-palette-background-level2);\n  color: inherit;\n  font: inherit;\n  border: 1px solid var(--bwx-line);\n  border-radius: 4px;\n  padding: 3px 8px;\n  min-width: 0;\n}\n.bwx-ask input {\n  flex: 1;\n}\n.bwx-select {\n  background: var(--fo-palette-background-level2);\n  color: inherit;\n  font: inherit;\n  border: 1px solid var(--bwx-line);\n  border-radius: 4px;\n  padding: 3px 6px;\n  max-width: 160px;\n}\n.bwx-body {\n  display: grid;\n  grid-template-columns: minmax(0, 1fr);\n  gap: 12px;\n}\n.bwx-canvas {\n  position: relative;\n  touch-action: none;\n  user-select: none;\n}\n.bwx-canvas canvas {\n  display: block;\n}\n.bwx-tip {\n  position: absolute;\n  pointer-events: none;\n  background: var(--fo-palette-background-level3);\n  border: 1px solid var(--bwx-line);\n  border-radius: 4px;\n  padding: 4px 8px;\n  font-size: 12px;\n  max-width: 240px;\n  z-index: 2;\n}\n.bwx-legend {\n  display: flex;\n  flex-wrap: wrap;\n  gap: 2px 12px;\n  font-size: 12px;\n  color: var(--bwx-dim);\n}\n.bwx-legend span {\n  display: inline-flex;\n  gap: 4px;\n  align-items: center;\n}\n.bwx-mark {\n  flex: none;\n  vertical-align: -1px;\n}\n.bwx-ranges {\n  display: grid;\n  grid-template-columns: repeat(auto-fill, minmax(200px, 1fr));\n  gap: 10px 18px;\n}\n.bwx-range-head {\n  display: flex;\n  justify-content: space-between;\n  gap: 6px;\n}\n.bwx-bars {\n  display: flex;\n  align-items: flex-end;\n  height: 22px;\n  gap: 1px;\n  margin: 2px 8px -2px;\n}\n.bwx-bars i {\n  flex: 1;\n  background: var(--bwx-dim);\n  opacity: 0.45;\n  min-height: 0;\n}\n.bwx-bars i.bwx-in {\n  background: var(--bwx-accent);\n  opacity: 0.9;\n}\n.bwx-track {\n  position: relative;\n  height: 20px;\n  margin: 0 8px;\n}\n.bwx-track:before {\n  content: "";\n  position: absolute;\n  left: 0;\n  right: 0;\n  top: 9px;\n  height: 2px;\n  background: var(--bwx-line);\n}\n.bwx-fill {\n  position: absolute;\n  top: 9px;\n  height: 2px;\n  background: var(--bwx-accent);\n}\n.bwx-thumb {\n  position: absolute;\n  top: 3px;\n  width: 14px;\n  height: 14px;\n  margin-left: -7px;\n  border-radius: 7px;\n  background: var(--bwx-accent);\n  border: 2px solid var(--fo-palette-background-level1);\n  cursor: ew-resize;\n  touch-action: none;\n}\n.bwx-words {\n  display: flex;\n  flex-wrap: wrap;\n  gap: 4px;\n  align-items: center;\n  margin: 2px 0 8px;\n}\n.bwx-word {\n  background: none;\n  border: 1px solid var(--bwx-line);\n  border-radius: 11px;\n  padding: 0 8px;\n  display: inline-flex;\n  gap: 5px;\n  align-items: center;\n}\n.bwx-word:hover {\n  border-color: var(--bwx-accent);\n}\n.bwx-word.bwx-on {\n  border-color: var(--bwx-accent);\n  background: var(--fo-palette-background-level2);\n  box-shadow: inset 0 0 0 1px var(--bwx-accent);\n}\n.bwx-title {\n  font-weight: 600;\n  margin: 4px 0 2px;\n}\n.bwx-table {\n  width: 100%;\n  border-collapse: collapse;\n  font-size: 12px;\n}\n.bwx-table th {\n  position: sticky;\n  top: 0;\n  z-index: 1;\n  background: var(--bwx-back, var(--fo-palette-background-level2));\n  box-shadow: inset 0 -1px var(--bwx-line);\n  text-align: left;\n  font-weight: 600;\n  border-bottom: 1px solid var(--bwx-line);\n  padding: 3px 5px;\n  white-space: nowrap;\n}\n.bwx-table th button {\n  background: none;\n  border: 0;\n  padding: 0;\n  font-weight: 600;\n}\n.bwx-table th button:hover {\n  color: var(--bwx-accent);\n}\n.bwx-table td {\n  padding: 3px 5px;\n  border-bottom: 1px solid var(--bwx-line);\n  vertical-align: middle;\n}\n.bwx-table tbody tr {\n  cursor: pointer;\n}\n.bwx-table tbody tr:hover {\n  background: var(--fo-palette-background-level2);\n}\n.bwx-table th button {\n  text-align: inherit;\n}\n.bwx-label {\n  display: flex;\n  gap: 4px;\n  align-items: baseline;\n}\n.bwx-unit {\n  font-weight: 400;\n  font-size: 11px;\n}\n.bwx-num {\n  text-align: right !important;\n  font-variant-numeric: tabular-nums;\n  white-space: nowrap;\n}\n.bwx-picture {\n  width: 54px;\n  height: 54px;\n  background: var(--fo-palette-background-level2);\n  border-radius: 3px;\n  display: block;\n  object-fit: cover;\n}\n.bwx-table {\n  table-layout: fixed;\n}\n.bwx-name {\n  word-break: break-all;\n  line-height: 1.25;\n  max-height: 3.75em;\n  overflow: hidden;\n}\n.bwx-empty {\n  max-width: 460px;\n  margin: 12vh auto 0;\n  text-align: center;\n  padding: 0 16px;\n}\n.bwx-empty h3 {\n  margin: 0 0 8px;\n  font-size: 17px;\n}\n.bwx-busy {\n  opacity: 0.75;\n}\n.bwx-body.bwx-side {\n  grid-template-columns: 300px minmax(0, 1fr);\n  grid-template-rows: auto 1fr;\n  align-items: start;\n}\n.bwx-side > .bwx-controls {\n  grid-column: 1;\n  grid-row: 1 / span 2;\n}\n.bwx-side > :not(.bwx-controls) {\n  grid-column: 2;\n}\n.bwx-side .bwx-ranges {\n  grid-template-columns: minmax(0, 1fr);\n}\n';

  // assets/panels/src/explorer/pictures.js
  var pictures = /* @__PURE__ */ new Map();
  var turn = Promise.resolve();
  function grab(url, seconds) {
    return new Promise((resolve, reject) => {
      const video = document.createElement("video");
      const late = setTimeout(() => done(reject, new Error("too slow")), 8e3);
      const done = (settle, value) => {
        clearTimeout(late);
        video.removeAttribute("src");
        video.load();
        settle(value);
      };
      video.muted = true;
      video.preload = "auto";
      video.onerror = () => done(reject, new Error("cannot be played"));
      video.onloadedmetadata = () => {
        video.currentTime = Math.min(seconds, Math.max(0, video.duration - 0.05));
      };
      video.onseeked = () => {
        const size = 108;
        const scale = Math.max(size / video.videoWidth, size / video.videoHeight);
        const canvas = document.createElement("canvas");
        canvas.width = canvas.height = size;
        const [w, t] = [video.videoWidth * scale, video.videoHeight * scale];
        try {
          const context = (
            /** @type {any} */
            canvas.getContext("2d")
          );
          context.drawImage(video, (size - w) / 2, (size - t) / 2, w, t);
          done(resolve, canvas.toDataURL("image/jpeg", 0.8));
        } catch (error) {
          done(reject, error);
        }
      };
      video.src = url;
    });
  }
  function picture(row) {
    const key = (row.media || row.filepath) + "#" + row.bottom;
    if (!pictures.has(key)) {
      if (pictures.size > 400) pictures.delete(pictures.keys().next().value);
      const work = turn.then(
        () => grab(
          fos.getSampleSrc(row.media || row.filepath),
          row.bottom_shown_s ?? (row.bottom - 0.5) / row.fps
        )
      );
      pictures.set(key, work);
      turn = work.catch(() => pictures.set(key, Promise.resolve(null)));
    }
    return pictures.get(key);
  }

  // assets/panels/src/explorer/table.js
  function Picture({ row }) {
    const holder = useRef(null);
    const [source, setSource] = useState(null);
    useEffect(() => {
      if (!row.bottom || !row.fps || !row.filepath) return void 0;
      let gone = false;
      const observer = new IntersectionObserver((entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        picture(row).then(
          (url) => !gone && setSource(url),
          () => {
          }
        );
      });
      observer.observe(holder.current);
      return () => {
        gone = true;
        observer.disconnect();
      };
    }, [row.filepath, row.bottom, row.fps]);
    const about = row.bottom ? "deepest frame, " + row.bottom : "no deepest frame is known";
    return source ? h("img", { ref: holder, className: "bwx-picture", src: source, alt: about, title: about }) : h("span", { ref: holder, className: "bwx-picture", title: about });
  }
  var interval2 = (low, high, digits) => low == null || high == null ? "" : " (" + low.toFixed(digits) + " to " + high.toFixed(digits) + ")";
  var FIRST = [
    { name: "video", title: "Repetition", unit: "number, frames", about: "repetition" },
    {
      name: "label",
      title: "Label",
      unit: "effective",
      width: 92,
      about: "label: the reviewer's where there is one"
    }
  ];
  var LAST = { name: "review_state", title: "Review", unit: "state", width: 80, about: "review" };
  function Head({ column, numeric, table, about, onSort }) {
    const active = table.sort === column.name;
    return h(
      "th",
      {
        className: numeric ? "bwx-num" : "",
        style: { width: column.width },
        "aria-sort": active ? table.descending ? "descending" : "ascending" : "none"
      },
      h(
        "button",
        {
          type: "button",
          title: "Sort by " + column.about + (about ? ". " + about + "." : ""),
          "data-cy": "bwx-sort-" + column.name,
          onClick: () => onSort(column.name, active ? !table.descending : !!numeric)
        },
        column.title,
        active && (table.descending ? " ▾" : " ▴"),
        h("div", { className: "bwx-dim bwx-unit" }, column.unit)
      )
    );
  }
  function made(row) {
    if (row.pelvic_reversal_deg === null || row.lumbar_rise_deg === null) return "";
    return ": the smaller of pelvic reversal, " + number(row.pelvic_reversal_deg, 1) + ", and lumbar rise, " + number(row.lumbar_rise_deg, 1, "deg");
  }
  function Cell({ row, column }) {
    const { name, digits, hover } = column;
    const title = hover === null ? void 0 : number(row[name], digits, hover) + interval2(row[name + "_low"], row[name + "_high"], digits) + (name === "wink_deg" ? made(row) : "");
    return h("td", { className: "bwx-num", title }, number(row[name], digits));
  }
  function Row({ row, palette, narrow, columns, onOpen }) {
    const state = STATES[row.review_state] || STATES.unreviewed;
    const review = row.review_state !== "unreviewed" && [
      h(Mark, { key: 1, kind: state.marker }),
      " " + state.text,
      row.review_outdated && h("div", { key: 2, className: "bwx-dim" }, "label changed since")
    ];
    return h(
      "tr",
      {
        tabIndex: 0,
        title: row.reason || void 0,
        "data-cy": "bwx-row",
        "data-id": row.id,
        onClick: onOpen,
        onKeyDown: (event) => event.key === "Enter" && onOpen()
      },
      !narrow && h("td", null, h(Picture, { row })),
      h(
        "td",
        null,
        h(Name, { text: row.video, title: row.filepath }),
        h(
          "div",
          { className: "bwx-dim", title: "repetition of its video; first and last frame" },
          "rep " + (row.rep ?? "?") + ", " + (row.first ?? "?") + "–" + (row.last ?? "?")
        )
      ),
      h(
        "td",
        null,
        h(
          "div",
          { className: "bwx-label" },
          h(Mark, { kind: "circle", color: palette[row.label] || palette.other }),
          h("span", null, words(row.label))
        ),
        row.flagged && h("div", { className: "bwx-dim" }, "flagged"),
        narrow && review && h("div", null, review)
      ),
      columns.map((column) => h(Cell, { key: column.name, row, column })),
      !narrow && h(
        "td",
        { title: row.reviewer ? "by " + row.reviewer : void 0 },
        review || h("span", { className: "bwx-dim" }, "–")
      )
    );
  }
  function Table({ answer, rows, narrow, wide, wider, onSort, onOpen, onMore }) {
    const total = answer.counts.reps.shown;
    const room = { always: true, wide, wider };
    const columns = answer.table.columns.filter((column) => room[column.room]);
    const head2 = (column, numeric) => h(Head, {
      key: column.name,
      column,
      numeric,
      table: answer.table,
      about: answer.texts.heads[column.name],
      onSort
    });
    return h(
      "div",
      { "data-cy": "bwx-table" },
      h(
        "table",
        { className: "bwx-table" },
        h(
          "thead",
          null,
          h(
            "tr",
            null,
            !narrow && h("th", { "aria-label": "Deepest frame", style: { width: 64 } }),
            FIRST.map((column) => head2(column)),
            columns.map((column) => head2(column, true)),
            !narrow && head2(LAST)
          )
        ),
        h(
          "tbody",
          null,
          rows.map(
            (row) => h(Row, {
              key: row.id,
              row,
              narrow,
              columns,
              palette: answer.palette,
              onOpen: () => onOpen(row)
            })
          )
        )
      ),
      total === 0 && h(
        "p",
        { className: "bwx-dim", "data-cy": "bwx-nothing" },
        "No repetition meets all conditions. Remove one of the chips above."
      ),
      rows.length < total && h(
        "p",
        null,
        h(Button, { cy: "bwx-more", onClick: onMore }, "More rows"),
        h("span", { className: "bwx-dim" }, " " + rows.length + " of " + many(total, "repetition"))
      )
    );
  }

  // assets/panels/src/explorer/main.js
  function save({ name, type, text: text2 }) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text2], { type }));
    link.download = name;
    document.body.appendChild(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 1e4);
  }
  function useShown(dataset) {
    const view = recoil.useRecoilValue(fos.view);
    const filters = recoil.useRecoilValue(fos.filters);
    const extended = recoil.useRecoilValue(fos.extendedStages);
    const refresher = recoil.useRecoilValue(fos.refresher);
    return JSON.stringify([dataset, view, filters, extended, refresher]);
  }
  function SquatExplorer(props) {
    addStyle("bwx-style", style_default);
    const [answer, setAnswer] = useState(null);
    const [rows, setRows] = useState([]);
    const [notice, setNotice] = useState(null);
    const [asking, setAsking] = useState(null);
    const [refused, setRefused] = useState(null);
    const [part2, setPart] = useState("controls");
    const frame = useRef(null);
    const width = useWidth(frame);
    const wanted = useRef({});
    const looked = useRef("");
    const [opened, setOpened] = useState(null);
    const openInGroup = useOpenInGroup();
    const [ask, waiting] = useQuestions(props.schema.view, (question, reply, superseded) => {
      if (reply.notice) setNotice(reply.notice);
      if (reply.group && openInGroup) openInGroup(reply.opened, reply.group);
      const typed = question.params.name || question.params.tag;
      if (reply.refused && typed)
        setRefused({ text: typed, why: reply.refused, exists: reply.exists });
      else if (reply.refused) setNotice(reply.refused);
      else if (question.event === "save_view" || question.event === "tag") setAsking(null);
      if (question.event === "rows" && reply.rows) return setRows((old) => [...old, ...reply.rows]);
      if (reply.download) save(reply.download);
      if (reply.wish) wishFor(reply.wish.sample, reply.wish.rep);
      if (!reply.obstacle && !reply.plot) return void 0;
      if (superseded && !reply.obstacle) return void 0;
      if (reply.plot) {
        wanted.current = reply.filter;
        setRows(reply.table.rows);
      }
      return setAnswer(reply);
    });
    const dataset = recoil.useRecoilValue(fos.datasetName);
    const shownNow = useShown(dataset);
    useEffect(() => {
      if (shownNow === looked.current) return void 0;
      const timer = setTimeout(
        () => {
          looked.current = shownNow;
          ask("refresh");
        },
        looked.current ? 400 : 0
      );
      return () => clearTimeout(timer);
    }, [shownNow]);
    useReturns((modalId) => ask(modalId ? "adopt" : "refresh", modalId ? { modal_id: modalId } : {}));
    useSeek(opened, () => setOpened(null));
    const change2 = (params) => {
      setNotice(null);
      ask("change", params);
    };
    const narrow = (filter) => {
      if (same(filter, wanted.current)) return;
      wanted.current = filter;
      change2({ filter });
    };
    const root = (...children) => h(
      "div",
      {
        className: "bwx",
        ref: frame,
        "data-cy": "squat-explorer",
        "data-waiting": waiting ? "yes" : "no"
      },
      ...children
    );
    const older = () => h(OlderRun, { notice: answer.older, dataset, onDone: () => ask("refresh") });
    if (!answer)
      return root(h("div", { className: "bwx-empty bwx-dim" }, "Reading the repetitions …"));
    if (answer.obstacle) {
      const { title, text: text2, step: step2 } = answer.obstacle;
      return root(
        older(),
        h(Runs, { answer, onChange: (key) => change2({ key }) }),
        h(Unplayable, { answer }),
        h(Unmeasured, { answer, onShow: (status) => ask("show_status", { status }) }),
        h(
          "div",
          { className: "bwx-empty", "data-cy": "bwx-obstacle", role: "status" },
          h("h3", null, title),
          h("p", { className: "bwx-dim" }, text2),
          step2 && h(
            Button,
            {
              primary: true,
              cy: "bwx-step",
              disabled: waiting,
              onClick: () => ask(step2.event, { operator: step2.operator })
            },
            step2.label
          )
        )
      );
    }
    const graded = answer.ranges.filter((range) => range.graded).map((range) => range.name);
    const open = (row) => {
      setOpened(row);
      wishFor(row.sample_id, row.id);
      ask("open_rep", { id: row.id });
    };
    const side = width >= 900;
    return root(
      older(),
      h(Counts, {
        answer,
        onToggle: (name) => narrow(withSwitch(wanted.current, name)),
        onReason: (word) => narrow(withReason(wanted.current, word, graded)),
        wanted: wanted.current
      }),
      notice && h(
        "div",
        { className: "bwx-notice", role: "status", "data-cy": "bwx-notice" },
        h("span", null, notice),
        h("span", { className: "bwx-space" }),
        h(Button, { onClick: () => setNotice(null) }, "OK")
      ),
      h(
        "div",
        { className: "bwx-row", "data-cy": "bwx-chips" },
        answer.chips.map(
          (chip) => h(
            "span",
            { key: chip.id, className: "bwx-chip", "data-cy": "bwx-chip" },
            chip.text,
            h(
              "button",
              {
                type: "button",
                "aria-label": "Remove: " + chip.text,
                onClick: () => change2({ drop: chip.id })
              },
              "×"
            )
          )
        ),
        answer.chips.length > 0 && h(
          Button,
          {
            cy: "bwx-reset",
            title: "Remove all conditions; the grid shows what it showed before",
            onClick: () => narrow({})
          },
          "Reset"
        ),
        !answer.chips.length && h(
          "span",
          { className: "bwx-dim" },
          "No conditions. Drag in the plot, move a range or choose a word to narrow."
        )
      ),
      !answer.in_grid && h(
        "div",
        { className: "bwx-notice", "data-cy": "bwx-elsewhere" },
        h(
          "span",
          null,
          answer.status ? "The grid shows videos that were not measured." : "The grid shows something else."
        ),
        h("span", { className: "bwx-space" }),
        h(
          Button,
          { cy: "bwx-apply", primary: true, onClick: () => change2({}) },
          "Show these repetitions in the grid"
        )
      ),
      h(Unplayable, { answer }),
      h(Unmeasured, { answer, onShow: (status) => ask("show_status", { status }) }),
      h(Toolbar, { answer, asking, refused, setAsking, change: change2, ask }),
      h(
        "div",
        { className: classes("bwx-body", side && "bwx-side") },
        h(Plot, {
          plot: answer.plot,
          wanted: wanted.current,
          palette: answer.palette,
          grades: answer.grades,
          cutoffs: answer.cutoffs,
          texts: answer.texts,
          onBox: (onset, wink) => narrow(withBox(wanted.current, onset, wink)),
          onLasso: (corners) => narrow({ ...wanted.current, lasso: corners }),
          onPick: (id, more) => narrow(withPicked(wanted.current, id, more))
        }),
        !side && h(
          "div",
          { className: "bwx-group", role: "tablist" },
          h(
            Button,
            {
              on: part2 === "controls",
              cy: "bwx-part-controls",
              onClick: () => setPart("controls")
            },
            "Conditions"
          ),
          h(
            Button,
            { on: part2 === "table", cy: "bwx-part-table", onClick: () => setPart("table") },
            "Repetitions (" + count(answer.counts.reps.shown) + ")"
          )
        ),
        (side || part2 === "controls") && h(Controls, {
          answer,
          onRange: (name, ends) => narrow(withRange(wanted.current, name, ends)),
          onChoice: (name, chosen) => narrow(withChoice(wanted.current, name, chosen))
        }),
        (side || part2 === "table") && h(Table, {
          answer,
          rows,
          narrow: width < 440,
          wide: width >= 640 + (side ? 300 : 0),
          wider: width >= 760 + (side ? 300 : 0),
          onOpen: open,
          onSort: (sort, descending) => change2({ sort, descending, apply: false }),
          onMore: () => ask("rows", { offset: rows.length })
        })
      )
    );
  }

  // assets/panels/src/keeper.js
  var REPS = /(^|,)\w+_reps:/;
  var REPS_PATH = /_reps$/;
  function SquatKeeper() {
    const fields = recoil.useRecoilValue(fos.sampleFields);
    const name = recoil.useRecoilValue(fos.datasetName);
    const kinds = fields.map((field) => field.name + ":" + field.embeddedDocType).join();
    const before2 = useRef(null);
    const showReps = recoil.useRecoilCallback(
      (tools) => async (reps) => {
        const shown = fos.activeFields({ modal: true });
        const now = await tools.snapshot.getPromise(shown);
        const more = reps.filter((path) => !now.includes(path));
        if (more.length) tools.set(shown, now.concat(more));
      },
      []
    );
    useEffect(() => {
      const keys = fields.map((field) => field.name);
      showReps(
        keys.filter(
          (path) => REPS_PATH.test(path) && keys.includes(path.replace(REPS_PATH, "_reviews"))
        )
      );
    }, [name, kinds]);
    useEffect(() => {
      const known2 = before2.current;
      before2.current = { name, kinds };
      const first = !known2 || known2.name !== name;
      const changed = first ? fields.some((field) => field.name === "support") : known2.kinds !== kinds;
      if (!changed) return void 0;
      if (!REPS.test((known2 ? known2.kinds + "," : "") + kinds)) return void 0;
      let tries = 0;
      let timer;
      const show = () => {
        tries += 1;
        run(PLUGIN + "/show_squat_groups", {}).catch(() => {
          if (first && tries < 60) timer = window.setTimeout(show, 500);
        });
      };
      if (first) timer = window.setTimeout(show, 500);
      else show();
      return () => window.clearTimeout(timer);
    }, [name, kinds]);
    return null;
  }

  // assets/panels/src/arrangement.js
  var VIEWER = "squat_rep_viewer";
  var KEPT = "fo_buttwink.layouts";
  function leaf(name) {
    return { id: name, type: name, pinned: name === VIDEO, children: [] };
  }
  function tabs(id, children) {
    return { id, type: "panel-container", activeChild: children[0].id, children };
  }
  function without2(node, name) {
    if (node.type === name) return null;
    if (!node.children || !node.children.length) return node;
    const rest = node.children.map((child) => without2(child, name)).filter(Boolean);
    if (!rest.length) return null;
    if (rest.length === 1 && node.layout) return rest[0];
    const open = rest.some((child) => child.id === node.activeChild);
    return { ...node, children: rest, activeChild: open ? node.activeChild : rest[0].id };
  }
  function isBeside(node) {
    if (!node || !node.children) return false;
    const names = node.children.map((child) => child.type);
    if (!node.layout && names.includes(VIEWER)) return !names.includes(VIDEO);
    return node.children.some(isBeside);
  }
  function beside(layout2, others) {
    const rest = layout2 && without2(layout2, VIEWER);
    let left = rest || tabs("left", [VIDEO, ...others].map(leaf));
    if (left.id === "root") left = { ...left, id: "left" };
    const right = tabs("fo_buttwink_right", [leaf(VIEWER)]);
    return {
      id: "root",
      type: "panel-container",
      layout: "horizontal",
      sizes: [0.5, 0.5],
      activeChild: left.id,
      children: [left, right]
    };
  }
  function place(squats, others, force) {
    const kept = readKept(KEPT) || {};
    const kind = squats ? "squats" : "others";
    if (kept.kind !== kind) {
      kept[kept.kind || "others"] = readLayout();
      kept.kind = kind;
      writeLayout(kept[kind] || (squats ? beside(kept.others, others) : null));
      writeKept(KEPT, kept);
    }
    if (force && !isBeside(readLayout())) writeLayout(beside(readLayout(), others));
  }
  function named(fields, name) {
    if (Array.isArray(fields)) return fields.find((field) => field.name === name);
    return (fields || {})[name];
  }
  function hasSquats(fields) {
    return Object.keys(fields || {}).some((at) => {
      const stem = /^(.+)_reps$/.exec(fields[at].name);
      const summary = stem && named(fields, stem[1]);
      return Boolean(summary && named(summary.fields, "worst_wink_deg"));
    });
  }

  // assets/panels/src/operators.js
  function register(options, hooks, execute, placement) {
    class Registered extends foo.Operator {
      async resolvePlacement() {
        return placement;
      }
      get config() {
        return new foo.OperatorConfig({ unlisted: true, ...options });
      }
      useHooks() {
        return hooks();
      }
      /** @param {any} ctx */
      async execute(ctx) {
        await execute(ctx);
      }
    }
    foo.registerOperator(Registered, PLUGIN);
  }
  function openViewer() {
    let tries = 0;
    const timer = window.setInterval(() => {
      tries += 1;
      if (tries > 60 || hasTab(VIEWER)) window.clearInterval(timer);
      else if (isPlayerThere() && tries > 4) {
        window.clearInterval(timer);
        const how = { name: VIEWER, isActive: true, layout: "horizontal" };
        run("@voxel51/operators/open_panel", how);
      }
    }, 250);
  }
  function renewGrid() {
    if (!isGridBroken()) return;
    let shown = 0;
    const timer = window.setInterval(() => {
      if (isPromptOpen()) {
        shown = Date.now();
        return;
      }
      if (!shown || Date.now() - shown < 500) return;
      window.clearInterval(timer);
      if (isGridBroken()) window.location.reload();
    }, 250);
  }
  var useAsk = () => recoil.useRecoilCallback(
    (tools) => (name) => tools.snapshot.getPromise(fos[name]),
    []
  );
  function otherPanels(panels) {
    const inModal = panels.filter((panel) => {
      const surfaces = panel.panelOptions && panel.panelOptions.surfaces || "";
      return surfaces.includes("modal") && ![VIEWER, VIDEO].includes(panel.name);
    });
    return inModal.map((panel) => panel.name);
  }
  function registerOperators() {
    let placed = false;
    register(
      { name: "place_squat_viewer", label: "Place the squat viewer", onDatasetOpen: true },
      () => ({
        panels: fop.usePlugin ? fop.usePlugin(fop.PluginComponentType.Panel) : [],
        ask: useAsk()
      }),
      async ({ hooks, params }) => {
        if (!await hooks.ask("datasetName")) return;
        placed = true;
        const squats = params.force || hasSquats(await hooks.ask("sampleFields"));
        place(squats, otherPanels(hooks.panels), params.force);
        if (params.open) openViewer();
        if (params.renew) renewGrid();
      }
    );
    register(
      { name: "show_squat_arrangement", label: "Show the arrangement of squats" },
      () => ({
        show: recoil.useRecoilCallback(
          (tools) => (params) => {
            if (params.groups) tools.set(fos.sidebarGroupsDefinition(false), params.groups);
            if (params.active) tools.set(fos.activeFields({ modal: false }), params.active);
            if (params.colors) {
              const colors = { colorBy: "value", fields: params.colors };
              tools.set(fos.colorScheme, (now) => ({ ...now, ...colors }));
            }
          },
          []
        )
      }),
      async ({ hooks, params }) => hooks.show(params),
      // Draws nothing: it is how a component of ours is there as long as the App is.
      {
        place: "header-actions",
        view: { name: "ComponentView", options: { component: "SquatKeeper" } }
      }
    );
    let tries = 0;
    const timer = window.setInterval(() => {
      tries += 1;
      if (placed || tries > 60) window.clearInterval(timer);
      else run(PLUGIN + "/place_squat_viewer", {}).catch(() => {
      });
    }, 500);
  }

  // assets/panels/src/stop.js
  var ROW = {
    display: "flex",
    flexWrap: "wrap",
    gap: 12,
    alignItems: "center",
    fontSize: 13,
    paddingTop: 8
  };
  var BUTTON = {
    font: "inherit",
    fontWeight: 600,
    cursor: "pointer",
    padding: "5px 12px",
    borderRadius: 4,
    color: "#111",
    background: "#f5a300",
    border: "1px solid #f5a300"
  };
  var ABOUT = "What is done is kept. Closing this page stops it too; Done only hides this until the next video.";
  function SquatStop({ schema }) {
    const { operator, stopped } = schema && schema.view || {};
    const [done, setDone] = useState(false);
    const stop = () => {
      setDone(true);
      foo.abortOperationsByURI(operator);
      run("@voxel51/operators/show_output", stopped);
      run("@voxel51/operators/reload_dataset");
    };
    return h(
      "div",
      { style: ROW },
      h(
        "button",
        { type: "button", onClick: stop, disabled: done, "data-cy": "fbo-stop", style: BUTTON },
        "Stop the analysis"
      ),
      h("span", { style: { color: "var(--fo-palette-text-secondary, #b3b3b3)" } }, ABOUT)
    );
  }

  // assets/panels/src/shared/storage.js
  var PREFIX = "fo-buttwink-";
  function remembered(name, fallback) {
    try {
      const text2 = window.localStorage.getItem(PREFIX + name);
      return text2 === null ? fallback : JSON.parse(text2);
    } catch (error) {
      return fallback;
    }
  }
  function remember(name, value) {
    try {
      window.localStorage.setItem(PREFIX + name, JSON.stringify(value));
    } catch (error) {
    }
  }
  function useKept(name, fallback) {
    const [value, setValue] = useState(() => remembered(name, fallback));
    const keep = (next) => {
      setValue(next);
      remember(name, next);
    };
    return [value, keep];
  }

  // assets/panels/src/viewer/lanes.js
  var LEFT = 40;
  var RIGHT = 10;
  var TOP = 20;
  var FOOT = 20;
  var GAP = 10;
  function colorOf(video, name) {
    const row = video.chart.find((curve) => curve.name === name);
    return row ? row.color : "currentColor";
  }
  function makeLanes(video, hidden, height) {
    const free = height - TOP - FOOT - GAP;
    return [0, 1].map((number2) => {
      const curves = video.chart.filter((c) => c.lane === number2 && !hidden.includes(c.name));
      const values = curves.flatMap((c) => video.curves[c.name] || []).filter((v) => v !== null);
      let low = values.reduce((a, b) => Math.min(a, b), 0);
      let high = values.reduce((a, b) => Math.max(a, b), number2 ? 60 : 15);
      const pad = 0.06 * (high - low);
      [low, high] = [low - pad, high + (number2 ? 1 : 2.2) * pad];
      const top = number2 ? TOP + 0.62 * free + GAP : TOP;
      const size = number2 ? 0.38 * free : 0.62 * free;
      const step2 = niceStep((high - low) / Math.max(2, size / 32));
      const ticks2 = multiples(low, high, step2);
      return { top, ticks: ticks2, y: (deg) => top + size * (high - deg) / Math.max(1e-6, high - low) };
    });
  }
  function line(values, x, y, from, to) {
    let d = "", pen = false;
    if (!values) return d;
    const last = Math.min(values.length, Math.ceil(to) + 1);
    for (let frame = Math.max(1, Math.floor(from) - 1); frame <= last; frame += 1) {
      const value = values[frame - 1];
      if (value === null || value === void 0) {
        pen = false;
        continue;
      }
      d += (pen ? "L" : "M") + x(frame).toFixed(1) + "," + y(value).toFixed(1);
      pen = true;
    }
    return d;
  }

  // assets/panels/src/viewer/marks.js
  var SIGNS = {
    confirmed: " ✓",
    corrected: " ✎",
    rejected: " ✗",
    not_a_squat: " ✗",
    not_measurable: " ?"
  };
  function Band({ r, x, chosen, height, onRep, lanes }) {
    const left = x(r.first), right = x(r.last);
    const wide = right - left > 46;
    return h(
      "g",
      {
        className: "fbw-band" + (chosen ? " fbw-chosen" : ""),
        "data-testid": "fbw-band-" + r.number
      },
      h("rect", {
        x: left,
        width: Math.max(2, right - left),
        y: TOP,
        height: height - TOP - FOOT,
        fill: r.color,
        opacity: chosen ? 0.2 : 0.09
      }),
      h(
        "g",
        {
          className: "fbw-tab",
          onPointerDown: (event) => {
            event.stopPropagation();
            onRep(r.id);
          }
        },
        h(
          "title",
          null,
          "Rep " + r.number + ": " + words(r.label) + ", " + words(r.review.state) + ". Click to choose it."
        ),
        h("rect", {
          x: left,
          width: Math.max(2, right - left),
          y: 1,
          height: TOP - 5,
          rx: 2,
          fill: r.color,
          opacity: chosen ? 1 : 0.55
        }),
        h(
          "text",
          { x: left + 5, y: 12.5, className: "fbw-band-text" },
          r.number + (SIGNS[r.review.state] || "") + (wide ? " " + fit(words(r.label), right - left - 34) : "")
        )
      )
    );
  }
  function Marks({ rep, x, height }) {
    const { frame, low, high } = rep.onset;
    const bottom = height - FOOT;
    const parts = [];
    if (low !== null && high !== null) {
      parts.push(
        h(
          "rect",
          {
            key: "interval",
            x: x(low),
            width: Math.max(1, x(high) - x(low)),
            y: TOP,
            height: bottom - TOP,
            className: "fbw-interval"
          },
          h("title", null, "Onset interval: " + interval(rep.onset_measured, " % of the descent"))
        )
      );
    }
    if (rep.bottom) {
      parts.push(
        h(
          "line",
          {
            key: "bottom",
            x1: x(rep.bottom),
            x2: x(rep.bottom),
            y1: TOP,
            y2: bottom,
            className: "fbw-bottom"
          },
          h("title", null, "Deepest frame: " + rep.bottom)
        )
      );
    }
    if (frame !== null) {
      parts.push(
        h(
          "line",
          {
            key: "onset",
            x1: x(frame),
            x2: x(frame),
            y1: TOP,
            y2: bottom,
            className: "fbw-onset",
            "data-testid": "fbw-onset"
          },
          h("title", null, "Onset: " + withUnit(rep.onset_pct, " % of the descent"))
        )
      );
      if (x(rep.last) - x(rep.first) > ROOMY) {
        parts.push(
          h(
            "text",
            { key: "said", x: x(frame) + 5, y: bottom - 5, className: "fbw-said" },
            "onset " + withUnit(rep.onset_pct, " %")
          )
        );
      }
    }
    return h("g", null, parts);
  }
  var NEXT = 5;
  var ROOMY = 150;
  var SHORT = 15;
  function Reversal({ rep, x, lanes, video, hidden }) {
    const found = rep.reversal;
    if (!found) return null;
    const y = lanes[0].y;
    const roomy = x(rep.last) - x(rep.first) > ROOMY;
    const shown = [
      ["pelvic_tilt_deg", found.tilt, "W"],
      ["lumbar_flexion_deg", found.flexion, "rise"]
    ].filter(([name]) => !hidden.includes(name));
    const texts = apart(
      shown.map(([name, amount]) => textAt(y(amount.from), y(amount.to), name === "pelvic_tilt_deg"))
    );
    const right = x(found.bottom) + 2 * NEXT + 3;
    return h(
      "g",
      { className: "fbw-reversal", "data-testid": "fbw-reversal" },
      shown.map(([name, amount, word], i) => {
        const at = x(found.bottom) + (name === "pelvic_tilt_deg" ? NEXT : -NEXT);
        const [start2, end] = [y(amount.from), y(amount.to)];
        const color = colorOf(video, name);
        const about = video.texts[name] + ": " + withUnit(amount.deg, "°", 1) + (amount.deg <= 0 ? ". Nothing is added, so there is no wink." : amount.counts ? ". It is the smaller of the two and therefore the wink." : ". The other one is smaller, and is the wink.");
        return h(
          "g",
          {
            key: name,
            style: { stroke: color },
            className: amount.counts ? "fbw-counts" : "",
            "data-testid": "fbw-" + word
          },
          h("title", null, about),
          h("line", { x1: x(found.turning), x2: at, y1: start2, y2: start2, className: "fbw-guide" }),
          h("circle", { cx: x(found.turning), cy: start2, r: i ? 3 : 4.5, className: "fbw-turning" }),
          h("line", { x1: at, x2: at, y1: start2, y2: end }),
          Math.abs(end - start2) > 7 && h("path", { d: head(at, end, Math.sign(end - start2)), style: { fill: color } }),
          amount.counts && video.cutoffs.grades.filter((g) => g.deg <= amount.deg).map((g) => {
            const notch = y(amount.from + Math.sign(amount.to - amount.from) * g.deg);
            return h("line", { key: g.label, x1: at - 4, x2: at + 4, y1: notch, y2: notch });
          }),
          h(
            "text",
            { x: right, y: texts[i] + 4, style: { fill: color } },
            word + " " + withUnit(amount.deg, "°")
          )
        );
      }),
      roomy && shown.some(([name]) => name === "pelvic_tilt_deg") && h(
        "text",
        { x: x(found.turning) + 7, y: y(found.tilt.from) - 5, className: "fbw-said" },
        "turning point"
      )
    );
  }
  function head(x, y, way) {
    return "M" + x + "," + y + "l-4," + -7 * way + "h8z";
  }
  function textAt(start2, end, below) {
    if (Math.abs(end - start2) >= SHORT) return (start2 + end) / 2;
    return below ? Math.max(start2, end) + 11 : Math.min(start2, end) - 12;
  }
  function apart(heights) {
    if (heights.length < 2 || Math.abs(heights[0] - heights[1]) >= 13) return heights;
    const middle2 = (heights[0] + heights[1]) / 2;
    const way = heights[0] <= heights[1] ? 1 : -1;
    return [middle2 - 6.5 * way, middle2 + 6.5 * way];
  }

  // assets/panels/src/viewer/time.js
  var UNEVEN = 0.25;
  var APP_IN_FRAME = 0.01;
  var drawnFrame = (seconds, fps) => Math.floor(seconds * fps + 0.01) + 1;
  var middleOf = (frame, fps) => (frame - 0.5) / fps;
  function makeClock(video) {
    const fps = video && video.fps || 0;
    const start2 = video && video.start_s || 0;
    const given = video && video.curves && video.curves.time_s || [];
    const even = (frame) => (frame - 1) / fps;
    const times = given.map((t, i) => t == null ? even(i + 1) : t);
    const appFps = video && video.app_fps || fps;
    const isEven = !fps || Math.abs(start2 * fps) < UNEVEN && times.every((t, i) => Math.abs(t - even(i + 1)) * fps < UNEVEN) && times.length * Math.abs(fps / appFps - 1) < UNEVEN;
    const timeOf = (frame) => start2 + (times[frame - 1] ?? even(frame));
    const frameAt = (seconds) => {
      if (isEven) return drawnFrame(seconds, fps);
      const wanted = seconds - start2 + 0.01 / fps;
      if (!times.length) return Math.max(1, Math.floor(wanted * fps) + 1);
      let [low, high] = [0, times.length - 1];
      while (low < high) {
        const mid = Math.ceil((low + high) / 2);
        if (times[mid] <= wanted) low = mid;
        else high = mid - 1;
      }
      return low + 1;
    };
    const inside = (frame) => {
      if (isEven) return middleOf(frame, fps);
      const begins = timeOf(frame);
      const own = frame < times.length ? timeOf(frame + 1) - begins : 1 / fps;
      return begins + 0.25 * Math.min(own, 1 / fps);
    };
    return {
      fps,
      appFps,
      isEven,
      frameAt,
      /** A time at which players show this frame. */
      inside,
      ofApp: (number2) => isEven || number2 === null ? number2 : frameAt((number2 - 1 + APP_IN_FRAME) / appFps),
      /** The first number at which the App shows this frame, or else one next to it. */
      toApp: (frame) => {
        if (isEven) return frame;
        const first = Math.ceil(timeOf(frame) * appFps - APP_IN_FRAME) + 1;
        const shows = frameAt((first - 1 + APP_IN_FRAME) / appFps) === frame;
        const near = Math.round(inside(frame) * appFps - APP_IN_FRAME) + 1;
        return Math.max(1, shows ? first : near);
      }
    };
  }
  function frameOf(readout, clock) {
    const text2 = readout.split("/")[0].trim();
    const time = text2.match(/^(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)$/);
    if (time && clock.fps) {
      const seconds = 3600 * Number(time[1] || 0) + 60 * Number(time[2]) + Number(time[3]);
      return clock.isEven ? Math.round(seconds * clock.fps) + 1 : clock.frameAt(seconds + 5e-3);
    }
    const number2 = text2.match(/^#?(\d+)$/);
    return number2 ? clock.ofApp(Number(number2[1])) : null;
  }

  // assets/panels/src/viewer/looker.js
  function pictureOf(looker, clock) {
    const fps = clock.appFps;
    const { state, sample } = looker;
    if (state.error) return { known: false };
    const ids = [
      sample && sample._id,
      sample && sample.id,
      state.config && state.config.sampleId
    ].filter(Boolean);
    let video = null;
    try {
      video = looker.getVideo();
    } catch (error) {
    }
    const there = state.loaded && state.duration !== null && !state.seeking && !looker.waiting;
    if (!there || video && (video.seeking || video.readyState < 2))
      return { known: true, frame: null, ids };
    const frame = looker.frameNumber || null;
    const drawn = video && fps ? drawnFrame(video.currentTime, fps) : frame;
    const off = frame === null || Math.abs(drawn - frame) > (state.playing ? 3 : 1);
    const time = video && fps ? paintedTime(video) : null;
    if (off || time === null)
      return { known: true, frame: off ? null : shownFrame(looker, clock), ids };
    const painted = drawnFrame(time, fps);
    const late = !Number.isFinite(painted) || !state.playing && Math.abs(painted - frame) > 1;
    return { known: true, frame: late ? null : clock.frameAt(time), ids };
  }
  function shownFrame(looker, clock) {
    const number2 = looker.frameNumber || null;
    if (clock.isEven || number2 === null) return number2;
    try {
      const video = looker.getVideo();
      const near = Math.abs(drawnFrame(video.currentTime, clock.appFps) - number2) <= 1;
      if (near && !video.seeking) return clock.frameAt(video.currentTime);
    } catch (error) {
    }
    return clock.ofApp(number2);
  }
  var paints = /* @__PURE__ */ new WeakMap();
  function paintedTime(video) {
    const canvas = videoCanvas();
    if (!canvas) return null;
    if (!paints.has(canvas)) {
      const note = { video: null, time: null };
      paints.set(canvas, note);
      try {
        const context = canvas.getContext("2d");
        const draw2 = context.drawImage;
        context.drawImage = function(image) {
          if (image instanceof HTMLVideoElement) {
            note.video = image;
            note.time = image.seeking || image.readyState < 2 ? NaN : image.currentTime;
          }
          return draw2.apply(this, arguments);
        };
      } catch (error) {
      }
    }
    const { video: drawn, time } = paints.get(canvas);
    return drawn === video ? time : null;
  }
  function seek(looker, frame, clock) {
    if (looker && typeof looker.seekToFrame === "function") {
      if (looker.state && (!looker.state.loaded || looker.state.duration === null)) return false;
      looker.seekToFrame(clock.toApp(frame));
      return true;
    }
    const video = videoElement();
    if (!video || !clock.fps) return false;
    video.currentTime = clock.inside(frame);
    return true;
  }

  // assets/panels/src/viewer/playhead.js
  var atom2 = fos.modalLooker;
  var readAtom = recoil.useRecoilValue;
  var useLooker = atom2 && readAtom ? () => readAtom(atom2) : () => null;
  var publishes = typeof fopb.useCurrentPublishedFrame === "function";
  var usePublishedFrame = publishes ? () => fopb.useCurrentPublishedFrame() : () => void 0;
  function makeFrame() {
    const watchers = /* @__PURE__ */ new Set();
    let value = null;
    return {
      get: () => value,
      set(next) {
        if (next === value) return;
        value = next;
        watchers.forEach((watch) => watch(next));
      },
      watch(watch) {
        watchers.add(watch);
        return () => watchers.delete(watch);
      }
    };
  }
  function useFrame(source) {
    const [frame, setFrame] = useState(source.get());
    useEffect(() => {
      setFrame(source.get());
      return source.watch(setFrame);
    }, [source]);
    return frame;
  }
  function usePlayhead(video, annotating) {
    const { fps, app_fps: appFps, curves } = video || {};
    const clock = useMemo(() => makeClock(video), [fps, appFps, curves]);
    const looker = useLooker();
    const published = usePublishedFrame();
    const frame = useMemo(makeFrame, []);
    const isPublished = typeof published === "number";
    const follows = !annotating && Boolean(looker && typeof looker.subscribeToState === "function");
    useEffect(() => {
      if (!follows) return void 0;
      const update = () => {
        try {
          frame.set(shownFrame(looker, clock));
        } catch (error) {
          frame.set(null);
        }
      };
      const stop = looker.subscribeToState("frameNumber", update);
      update();
      return () => {
        if (typeof stop === "function") stop();
        frame.set(null);
      };
    }, [looker, follows, frame, clock]);
    useEffect(() => {
      if (isPublished) frame.set(clock.ofApp(published));
    }, [published, isPublished, frame, clock]);
    useEffect(() => {
      if (!annotating || isPublished) return void 0;
      const timer = window.setInterval(() => frame.set(frameOf(playerTime(), clock)), 100);
      return () => window.clearInterval(timer);
    }, [annotating, isPublished, clock, frame]);
    return useMemo(() => {
      const possible2 = Boolean(atom2 && readAtom) || publishes;
      const live = follows || isPublished;
      return {
        frame,
        mode: live ? "live" : annotating ? "following" : possible2 ? "waiting" : "static",
        seek: (n) => !annotating && seek(looker, n, clock),
        picture: () => {
          if (!possible2 || !isVideoShown()) return { known: false };
          if (isPublished) return { known: true, frame: clock.ofApp(published) };
          if (annotating) return { known: true, frame: frameOf(playerTime(), clock) };
          return follows ? pictureOf(looker, clock) : { known: true, frame: null };
        }
      };
    }, [looker, follows, isPublished, annotating, frame, clock]);
  }

  // assets/panels/src/viewer/chart.js
  function Chart({ video, rep, onRep, playhead, hover, zoom, onZoom, hidden, clip }) {
    const box = useRef(null);
    const width = useWidth(box);
    const height = width < 560 ? 215 : 250;
    const drag = useRef(false);
    const total = video.total_frames || 1;
    const [from, to] = zoom;
    const inner = Math.max(1, width - LEFT - RIGHT);
    const x = useCallback(
      (frame) => LEFT + inner * (frame - from) / Math.max(1, to - from),
      [inner, from, to]
    );
    const frameAt = useCallback(
      (event) => {
        const left = box.current.getBoundingClientRect().left;
        const frame = from + (event.clientX - left - LEFT) / inner * (to - from);
        const [low, high] = clip || [1, total];
        return Math.min(high, Math.max(low, Math.round(frame)));
      },
      [inner, from, to, total, clip, box]
    );
    useEffect(() => {
      const element = box.current;
      if (!element) return void 0;
      const wheel = (event) => {
        event.preventDefault();
        const span = Math.min(total - 1, Math.max(8, (to - from) * (event.deltaY > 0 ? 1.25 : 0.8)));
        const middle2 = frameAt(event);
        const share = (middle2 - from) / Math.max(1, to - from);
        const first = Math.min(total - span, Math.max(1, middle2 - share * span));
        onZoom([first, first + span]);
      };
      element.addEventListener("wheel", wheel, { passive: false });
      return () => element.removeEventListener("wheel", wheel);
    }, [box, frameAt, from, to, total, onZoom]);
    const lanes = useMemo(() => makeLanes(video, hidden, height), [video, hidden, height]);
    const drawn = useMemo(
      () => width > 0 && [
        h(Grid, { key: "grid", lanes, x, zoom, video, width, height }),
        ...video.reps.map(
          (r) => h(Band, { key: r.id, r, x, chosen: rep && r.id === rep.id, height, onRep, lanes })
        ),
        rep && h(Marks, { key: "marks", rep, x, height }),
        ...video.chart.filter((c) => !hidden.includes(c.name)).map(
          (c) => h("path", {
            key: c.name,
            d: line(video.curves[c.name], x, lanes[c.lane].y, from, to),
            fill: "none",
            style: { stroke: c.color },
            strokeWidth: c.width,
            strokeDasharray: c.dash || void 0,
            strokeLinejoin: "round"
          })
        ),
        rep && h(Reversal, { key: "reversal", rep, x, lanes, video, hidden })
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
        onDoubleClick: () => onZoom([1, total])
      },
      width > 0 && h(
        "svg",
        { width, height, role: "img", "aria-label": "Angles over time, with the repetitions" },
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
    return h(
      "g",
      { className: "fbw-playhead", "data-testid": "fbw-playhead", "data-frame": frame },
      h("line", { x1: at, x2: at, y1: TOP - 6, y2: height - FOOT }),
      h("path", { d: `M${at - 5},${TOP - 12}h10l-5,8z` })
    );
  }
  function Pointer({ hover, video, x, width, height }) {
    const frame = useFrame(hover);
    if (frame === null) return null;
    const time = video.curves.time_s[frame - 1];
    const depth = video.curves.depth[frame - 1];
    const rep = video.reps.find((r) => r.first <= frame && frame <= r.last);
    const text2 = "frame " + frame + (time == null ? "" : " · " + withUnit(time, " s", 2)) + (rep && depth != null ? " · " + withUnit(100 * depth, " % deep") : "");
    const at = x(frame);
    const right = at > width / 2;
    return h(
      "g",
      { className: "fbw-pointer" },
      h("line", { x1: at, x2: at, y1: TOP, y2: height - FOOT }),
      h(
        "text",
        { x: right ? at - 5 : at + 5, y: height - FOOT - 5, textAnchor: right ? "end" : "start" },
        text2
      )
    );
  }
  function Grid({ lanes, x, zoom, video, width, height }) {
    const parts = [];
    lanes.forEach((lane, i) => {
      lane.ticks.forEach((deg) => {
        const at2 = lane.y(deg);
        parts.push(
          h("line", {
            key: i + "l" + deg,
            x1: LEFT,
            x2: width - RIGHT,
            y1: at2,
            y2: at2,
            className: deg ? "fbw-grid" : "fbw-zero"
          })
        );
        parts.push(
          h(
            "text",
            {
              key: i + "t" + deg,
              x: LEFT - 5,
              y: at2 + 3.5,
              textAnchor: "end",
              className: "fbw-tick"
            },
            withUnit(deg, "°")
          )
        );
      });
    });
    const times = video.curves.time_s;
    const at = (frame) => times[frame - 1] == null ? (frame - 1) / (video.fps || 30) : times[frame - 1];
    const [first, last] = [
      Math.max(1, Math.ceil(zoom[0])),
      Math.min(video.total_frames || 1, Math.floor(zoom[1]))
    ];
    const step2 = niceStep((at(last) - at(first)) / Math.max(2, width / 90));
    let wanted = Math.ceil(at(first) / step2) * step2;
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
            className: "fbw-tick"
          },
          withUnit(wanted, " s", step2 < 1 ? 1 : 0)
        )
      );
      wanted += step2;
    }
    return h("g", null, parts);
  }

  // assets/panels/src/viewer/context.js
  function Context({ context }) {
    if (!context) return null;
    return h(
      "details",
      { className: "fbw-context", "data-testid": "fbw-context" },
      h("summary", { onKeyDown: toggled2 }, "What this set may mean: " + context.title),
      context.parts.map(
        (part2) => h(
          "section",
          { key: part2.kind, "data-kind": part2.kind },
          h("h4", null, part2.title),
          h(
            part2.kind === "try" ? "ol" : "ul",
            null,
            part2.sentences.map(
              (said2) => h(
                "li",
                { key: said2.text },
                said2.text,
                said2.sources.length > 0 && h("sup", null, " " + said2.sources.join(", "))
              )
            )
          )
        )
      ),
      context.sources.length > 0 && h("h4", null, "Sources"),
      context.sources.length > 0 && h(
        "ol",
        { className: "fbw-quiet" },
        context.sources.map((text2) => h("li", { key: text2 }, text2))
      )
    );
  }
  function toggled2(event) {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    const fold = event.currentTarget.parentElement;
    fold.open = !fold.open;
  }

  // assets/panels/src/viewer/values.js
  function changes(values, rep, graded) {
    const out = {};
    if (values.label && values.label !== rep.machine.label) out.label = values.label;
    const { machine } = rep;
    ["onset_pct", "first", "bottom", "last"].forEach((name) => {
      if (name === "onset_pct" && !graded) return;
      const given = String(values[name]).trim();
      const number2 = Number(given);
      if (given !== "" && text(machine[name]) !== given)
        out[name] = Number.isFinite(number2) ? number2 : given;
    });
    return out;
  }
  function stated(rep) {
    if (rep.review.state !== "corrected") return {};
    const out = {};
    ["label", "onset_pct", "first", "bottom", "last"].forEach((name) => {
      if (rep[name] !== null && rep[name] !== rep.machine[name]) out[name] = rep[name];
    });
    return out;
  }
  function text(value) {
    return value === null || value === void 0 ? "" : String(value);
  }
  function withAnswer(data, answer) {
    if (!data || !data.video || data.video.sample !== answer.sample) return data;
    const same2 = JSON.stringify(data.video.reps) === JSON.stringify(answer.reps);
    const video = same2 ? data.video : { ...data.video, reps: answer.reps };
    const context = answer.context === void 0 ? data.context : answer.context;
    return { ...data, video, context, queue: answer.queue };
  }

  // assets/panels/src/viewer/correction.js
  var TAKE_DEPTH = "Take the depth at the video's present frame: go to where the pelvis begins to turn back for good";
  var FRAMES = [
    ["first", "First frame"],
    ["bottom", "Deepest frame"],
    ["last", "Last frame"]
  ];
  function Correction({ rep, video, labels, playhead, onSave, onCancel, problem }) {
    const [values, setValues] = useState(() => ({
      label: rep.label || rep.machine.label || "",
      onset_pct: text(rep.onset_pct),
      first: text(rep.first),
      bottom: text(rep.bottom),
      last: text(rep.last),
      note: rep.review.note || ""
    }));
    const first = useRef(null);
    useEffect(() => {
      if (first.current) first.current.focus();
    }, []);
    const frame = useFrame(playhead.frame);
    const set = (name) => (event) => setValues({ ...values, [name]: event.target.value });
    const graded = video.cutoffs.grades.some((g) => g.label === values.label);
    const depth = frame === null ? null : video.curves.depth[frame - 1];
    const inDescent = depth != null && rep.bottom && frame >= rep.first && frame <= rep.bottom;
    const save2 = (event) => {
      event.preventDefault();
      onSave(changes(values, rep, graded), values.note.trim());
    };
    return h(
      "form",
      {
        className: "fbw-form",
        onSubmit: save2,
        "data-testid": "fbw-form",
        noValidate: true,
        onKeyDown: (event) => {
          event.stopPropagation();
          if (event.key === "Escape") onCancel();
        }
      },
      h(
        "label",
        null,
        "Label",
        h(
          "select",
          {
            ref: first,
            value: values.label,
            onChange: set("label"),
            "data-testid": "fbw-form-label"
          },
          labels.map(
            (label) => h("option", { key: label, value: label, title: video.texts.labels[label] }, words(label))
          )
        )
      ),
      h(
        "label",
        null,
        "Onset [% of descent]",
        h(
          "span",
          null,
          h("input", {
            type: "number",
            min: 0,
            max: 100,
            step: "any",
            value: graded ? values.onset_pct : "",
            disabled: !graded,
            onChange: set("onset_pct"),
            "data-testid": "fbw-form-onset_pct",
            title: graded ? video.texts.onset : "Only subtle, moderate and marked winks have an onset"
          }),
          h(Take, {
            off: !graded || !inDescent,
            take: () => setValues({ ...values, onset_pct: (100 * depth).toFixed(0) }),
            help: TAKE_DEPTH
          })
        )
      ),
      FRAMES.map(
        ([name, title]) => h(
          "label",
          { key: name },
          title,
          h(
            "span",
            null,
            h("input", {
              type: "number",
              min: 1,
              max: video.total_frames,
              step: 1,
              value: values[name],
              onChange: set(name),
              "data-testid": "fbw-form-" + name
            }),
            h(Take, {
              off: frame === null,
              take: () => setValues({ ...values, [name]: String(frame) }),
              help: "Take the video's present frame"
            })
          )
        )
      ),
      h(
        "div",
        { className: "fbw-wide fbw-quiet", "data-testid": "fbw-form-meaning" },
        words(values.label) + ": " + (video.texts.labels[values.label] || "a label of your own") + "." + (graded ? " Onset: " + video.texts.onset[0].toLowerCase() + video.texts.onset.slice(1) + "." : "")
      ),
      h(
        "label",
        { className: "fbw-wide" },
        "Note",
        h("input", {
          type: "text",
          value: values.note,
          onChange: set("note"),
          maxLength: 500,
          "data-testid": "fbw-form-note"
        })
      ),
      problem && h("div", { className: "fbw-warn fbw-wide", role: "alert" }, problem),
      h(
        "div",
        { className: "fbw-wide fbw-form-end" },
        h(
          "button",
          { type: "submit", className: "fbw-button fbw-main", "data-testid": "fbw-save" },
          "Save correction",
          h("kbd", null, "Enter")
        ),
        h(
          "button",
          { type: "button", className: "fbw-button", onClick: onCancel },
          "Cancel",
          h("kbd", null, "Esc")
        )
      )
    );
  }
  function Take({ off, take, help }) {
    return h(
      "button",
      { type: "button", className: "fbw-take", disabled: off, onClick: take, title: help },
      "◂ video"
    );
  }
  function NoteField({ rep, onSave, onCancel }) {
    const [note, setNote] = useState(rep.review.note || "");
    const field = useRef(null);
    useEffect(() => {
      if (field.current) field.current.focus();
    }, []);
    return h(
      "form",
      {
        className: "fbw-form fbw-note-form",
        onSubmit: (event) => {
          event.preventDefault();
          onSave(note.trim());
        },
        onKeyDown: (event) => {
          event.stopPropagation();
          if (event.key === "Escape") onCancel();
        }
      },
      h(
        "label",
        { className: "fbw-wide" },
        "Note (stored with the verdict)",
        h("input", {
          ref: field,
          type: "text",
          value: note,
          maxLength: 500,
          onChange: (e) => setNote(e.target.value),
          "data-testid": "fbw-note-field"
        })
      ),
      h(
        "div",
        { className: "fbw-wide fbw-form-end" },
        h(
          "button",
          { type: "submit", className: "fbw-button fbw-main" },
          "Keep note",
          h("kbd", null, "Enter")
        ),
        h(
          "button",
          { type: "button", className: "fbw-button", onClick: onCancel },
          "Cancel",
          h("kbd", null, "Esc")
        )
      )
    );
  }

  // assets/panels/src/viewer/details.js
  function Summary({ rep, video }) {
    const { review, machine } = rep;
    const reviewed = review.state !== "unreviewed";
    return h(
      "section",
      { className: "fbw-summary", "data-testid": "fbw-summary" },
      h(
        "div",
        { className: "fbw-headline" },
        h(Chip, {
          label: rep.label || "rejected, no better label",
          color: rep.color,
          testid: "fbw-label"
        }),
        machine.flagged && h(
          "span",
          { className: "fbw-flag", title: "Severity 2 or 3, or heavily loaded" },
          "⚑ flagged"
        ),
        rep.severity !== null && h("span", { title: video.texts.severity }, "severity " + rep.severity + " of 3"),
        rep.timing && h("span", { title: video.texts.timing }, rep.timing + " onset"),
        machine.pattern && machine.pattern !== "none" && h("span", { title: machine.pattern_text, "data-testid": "fbw-pattern" }, machine.pattern),
        h(
          "span",
          { title: "View, visibility and the estimator's own error; 0 to 100 %" },
          rep.confidence == null ? "confidence not known" : "confidence " + withUnit(100 * rep.confidence, " %")
        )
      ),
      h(
        "div",
        { className: "fbw-verdict", "data-testid": "fbw-verdict" },
        reviewed ? [
          h("b", { key: "v" }, rep.drawn ? "drawn by hand" : words(review.state)),
          " by " + review.reviewer + ", " + when(review.at),
          machineSays(rep) && h("span", { key: "m" }, " · the machine says ", h("b", null, machineSays(rep))),
          review.outdated && h(
            "div",
            { key: "o", className: "fbw-warn" },
            "When it was reviewed the machine said " + words(review.seen_label) + ": look again."
          ),
          review.note && h("div", { key: "n", className: "fbw-note" }, "“" + review.note + "”")
        ] : [
          h(
            "span",
            { key: "u" },
            rep.drawn ? "Drawn by hand, without a label so far." : "Machine's label, not reviewed yet."
          )
        ]
      ),
      h(
        "div",
        { className: "fbw-factors" },
        rep.factors.map(
          (factor) => h(
            "div",
            {
              key: factor.key,
              className: "fbw-factor",
              title: factor.help,
              "data-testid": "fbw-factor-" + factor.key
            },
            h("span", { className: "fbw-factor-name" }, factor.name),
            h("span", null, factor.text),
            factor.key === "amount" && rep.amount.value !== null && h(AmountScale, { measure: rep.amount, video }),
            factor.key === "onset" && rep.onset_measured.value !== null && h(OnsetScale, { measure: rep.onset_measured, video })
          )
        )
      ),
      rep.amount.value === null && rep.reason && h("div", { className: "fbw-reason" }, "Why: " + rep.reason)
    );
  }
  function machineSays(rep) {
    const { machine } = rep;
    const parts = [];
    if (rep.label !== machine.label) parts.push(words(machine.label));
    if (rep.onset_pct !== machine.onset_pct && machine.onset_pct !== null && rep.label === machine.label) {
      parts.push("onset " + withUnit(machine.onset_pct, " %"));
    }
    [
      ["first", "first frame "],
      ["bottom", "deepest frame "],
      ["last", "last frame "]
    ].forEach(([name, title]) => {
      if (rep[name] !== machine[name] && machine[name] !== null) parts.push(title + machine[name]);
    });
    return parts.join(", ");
  }
  function Chip({ label, color, testid }) {
    return h(
      "span",
      { className: "fbw-chip", style: { background: color }, "data-testid": testid },
      words(label)
    );
  }
  function AmountScale({ measure, video }) {
    const grades = video.cutoffs.grades;
    const top = Math.max(30, 1.1 * (measure.high || measure.value));
    const stops = [{ label: "none", deg: 0 }, ...grades, { deg: top }];
    const parts = stops.slice(0, -1).map((stop, i) => ({
      from: stop.deg / top,
      to: Math.min(1, stops[i + 1].deg / top),
      color: stop.color || BELOW,
      text: stop.label
    }));
    return h(Scale, { parts, measure, top, ticks: grades.map((g) => g.deg), unit: "°" });
  }
  function OnsetScale({ measure, video }) {
    const { early_pct: early, late_pct: late } = video.cutoffs;
    const parts = [
      { from: 0, to: early / 100, color: "#F0603A", text: "early" },
      { from: early / 100, to: late / 100, color: LINES.pelvis, text: "mid" },
      { from: late / 100, to: 1, color: "#56B4E9", text: "late" }
    ];
    return h(Scale, { parts, measure, top: 100, ticks: [early, late], unit: " %" });
  }
  function Scale({ parts, measure, top, ticks: ticks2, unit }) {
    const percent = (value) => 100 * Math.min(1, Math.max(0, value / top)) + "%";
    const span = measure.low !== null && measure.high !== null;
    return h(
      "div",
      { className: "fbw-scale", "aria-hidden": true },
      parts.map(
        (part2) => h("div", {
          key: part2.text,
          className: "fbw-scale-part",
          title: part2.text,
          style: {
            left: 100 * part2.from + "%",
            width: 100 * (part2.to - part2.from) + "%",
            background: part2.color
          }
        })
      ),
      span && h("div", {
        className: "fbw-scale-span",
        title: "interval " + interval(measure, unit),
        style: { left: percent(measure.low), right: 100 - parseFloat(percent(measure.high)) + "%" }
      }),
      h("div", { className: "fbw-scale-value", style: { left: percent(measure.value) } }),
      ticks2.map(
        (tick) => h(
          "span",
          { key: tick, className: "fbw-scale-tick", style: { left: percent(tick) } },
          tick + unit
        )
      )
    );
  }
  function Facts({ rep }) {
    return h(
      "dl",
      { className: "fbw-facts" },
      rep.facts.flatMap((fact) => [
        h("dt", { key: fact.name + "t", title: fact.help }, fact.name),
        h("dd", { key: fact.name + "d" }, fact.text)
      ])
    );
  }
  function Pictures({ rep, load, seek: seek2 }) {
    const [answer, setAnswer] = useState(null);
    useEffect(() => {
      let alive = true;
      setAnswer(null);
      load(rep).then((found2) => alive && setAnswer(found2));
      return () => {
        alive = false;
      };
    }, [rep.id, rep.bottom, rep.onset.frame, load]);
    const found = answer && answer.pictures || {};
    return h(
      "section",
      { className: "fbw-pictures", "data-testid": "fbw-pictures" },
      h(
        "div",
        { className: "fbw-row" },
        roles(rep).map(
          ([role, title]) => h(Picture2, { key: role, title, picture: found[role], answer, rep, role, seek: seek2 })
        )
      ),
      h(
        "div",
        { className: "fbw-legend" },
        h("span", null, h("i", { style: { background: LINES.outline } }), "outline"),
        h(
          "span",
          null,
          h("i", { style: { background: LINES.pelvis } }),
          "pelvis, upright when standing"
        ),
        h("span", null, h("i", { style: { background: LINES.thorax } }), "thorax")
      ),
      answer && (answer.error || answer.note) && h("div", { className: "fbw-quiet" }, answer.error || answer.note)
    );
  }
  function roles(rep) {
    const turning = rep.onset.frame === null && rep.reversal;
    return [
      ["standing", "Standing"],
      turning ? ["turning", "Turning point"] : ["onset", "Onset"],
      ["bottom", "Bottom"]
    ];
  }
  function Picture2({ title, picture: picture2, answer, rep, role, seek: seek2 }) {
    const none = role === "onset" && rep.onset.frame === null;
    const text2 = none ? "No onset" : !answer ? "Loading …" : "No picture";
    return h(
      "figure",
      null,
      picture2 ? h(
        "button",
        {
          className: "fbw-picture",
          onClick: () => seek2(picture2.frame),
          title: "Go to this frame"
        },
        h("img", { src: picture2.url, alt: title + ", frame " + picture2.frame })
      ) : h("div", { className: "fbw-picture fbw-empty" }, text2),
      h(
        "figcaption",
        null,
        title + (picture2 ? " · frame " + picture2.frame + ", " + withUnit(picture2.time_s, " s", 2) : "")
      )
    );
  }
  function when(iso) {
    if (!iso) return "";
    const date = /* @__PURE__ */ new Date(iso + (iso.endsWith("Z") ? "" : "Z"));
    return Number.isNaN(date.getTime()) ? iso : date.toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
  }

  // assets/panels/src/viewer/hand_keys.js
  var ARROWS = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1]
  };
  var FAR = 5;
  var ZOOM_STEP = 0.8;
  function actionOf(event, state, frame) {
    const by = event.shiftKey ? FAR : 1;
    const arrow = ARROWS[event.key];
    if (arrow) return { type: "nudge", dx: by * arrow[0], dy: by * arrow[1] };
    if (event.key === "Tab") return { type: "other_end" };
    if (event.key === "Delete" || event.key === "Backspace") return { type: "clear" };
    if (event.key === "+" || event.key === "=") return { type: "zoom", factor: ZOOM_STEP };
    if (event.key === "-") return { type: "zoom", factor: 1 / ZOOM_STEP };
    if (event.key === "0") return { type: "fit" };
    const quality = state.rules.qualities[Number(event.key) - 1];
    if (quality) return { type: "set", values: { quality } };
    switch (event.key.toLowerCase()) {
      case "p":
        return { type: "choose", kind: "pelvis" };
      case "t":
        return { type: "choose", kind: "trunk" };
      case "n":
        return { type: "step", by: 1 };
      case "b":
        return { type: "step", by: -1 };
      case "x":
        return { type: "swap" };
      case "c":
        return { type: "copy" };
      case "f":
        return frame === null ? { type: "said", text: "The video does not tell its frame." } : { type: "add", frame };
      default:
        return null;
    }
  }
  function useHandKeys(props) {
    const latest = useRef(props);
    latest.current = props;
    useEffect(() => {
      const down = (event) => {
        const { state, dispatch, root, focusOn, frame, save: save2, close } = latest.current;
        if (event.ctrlKey || event.altKey || event.metaKey) return;
        if (!root.current || !root.current.offsetParent || isCovered() || isAnnotating()) return;
        const mine = () => {
          event.preventDefault();
          event.stopImmediatePropagation();
        };
        if (event.key === "Escape") {
          mine();
          if (isTyping(event.target)) event.target.blur();
          else if (state && state.pending) dispatch({ type: "cancel" });
          else close();
          return;
        }
        if (!state || isTyping(event.target)) return;
        if (event.key === "Tab" && (event.shiftKey || document.activeElement !== focusOn.current))
          return;
        const action = event.key.toLowerCase() === "s" ? null : actionOf(event, state, frame());
        if (event.key.toLowerCase() === "s") {
          mine();
          if (!event.repeat) save2(!event.shiftKey);
        } else if (action) {
          mine();
          dispatch(action);
        }
      };
      window.addEventListener("keydown", down, true);
      return () => window.removeEventListener("keydown", down, true);
    }, []);
  }

  // assets/panels/src/viewer/hand_lines.js
  var lengthOf = (line2) => Math.hypot(line2[2] - line2[0], line2[3] - line2[1]);
  function rotation(line2, right) {
    const dx = (line2[2] - line2[0]) * (right ? 1 : -1);
    return Math.atan2(line2[3] - line2[1], dx) * 180 / Math.PI;
  }
  var unwrapped = (deg) => ((deg + 180) % 360 + 360) % 360 - 180;
  function change(line2, reference, right) {
    if (!line2 || !reference) return null;
    return unwrapped(rotation(line2, right) - rotation(reference, right));
  }
  function amounts(pelvis, trunk, least) {
    const none = { reversal: null, rise: null, wink: null };
    if (pelvis.length < least || pelvis.some((p) => p === null)) return none;
    const known2 = (
      /** @type {number[]} */
      pelvis
    );
    const top = known2.indexOf(Math.max(...known2));
    const last = known2.length - 1;
    const reversal = known2[top] - known2[last];
    const [a, b] = [trunk[top], trunk[last]];
    if (a === null || b === null) return { ...none, reversal };
    const rise = b - known2[last] - (a - known2[top]);
    return { reversal, rise, wink: Math.max(0, Math.min(reversal, rise)) };
  }
  var degPerPixel = (line2) => Math.atan2(1, lengthOf(line2)) * 180 / Math.PI;
  function withEnd(line2, end, x, y) {
    return end === 0 ? [x, y, line2[2], line2[3]] : [line2[0], line2[1], x, y];
  }
  var shifted = (line2, dx, dy) => [line2[0] + dx, line2[1] + dy, line2[2] + dx, line2[3] + dy];
  var swapped = (line2) => [line2[2], line2[3], line2[0], line2[1]];
  function endAt(line2, x, y, reach) {
    if (!line2) return null;
    const first = Math.hypot(line2[0] - x, line2[1] - y);
    const second = Math.hypot(line2[2] - x, line2[3] - y);
    if (Math.min(first, second) > reach) return null;
    return first < second ? 0 : 1;
  }

  // assets/panels/src/viewer/hand_state.js
  var KINDS = (
    /** @type {const} */
    ["pelvis", "trunk"]
  );
  var ZOOM = [0.08, 4];
  function begin(stills) {
    const { frames } = stills;
    return {
      rules: stills,
      frames,
      standing: frames[0],
      reference: frames[1],
      deepest: frames[frames.length - 1],
      at: frames[0],
      lines: {},
      kind: "pelvis",
      end: 1,
      pending: null,
      faces: stills.faces,
      quality: null,
      note: "",
      view: null,
      places: {},
      said: ""
    };
  }
  function lineOf(state, frame = state.at, kind = state.kind) {
    return state.lines[frame] && state.lines[frame][kind] || null;
  }
  function withLine(state, line2) {
    const here = { ...state.lines[state.at], [state.kind]: line2 };
    return { ...state, pending: null, said: "", lines: { ...state.lines, [state.at]: here } };
  }
  function missing2(state, frame) {
    return KINDS.find((kind) => !lineOf(state, frame, kind)) || "pelvis";
  }
  function goTo(state, frame) {
    return { ...state, at: frame, kind: missing2(state, frame), end: 1, pending: null, said: "" };
  }
  function before(state, kind = state.kind) {
    const earlier = state.frames.filter((f) => f < state.at && lineOf(state, f, kind));
    return earlier.length ? earlier[earlier.length - 1] : null;
  }
  function ghost(state, kind = state.kind) {
    const frame = before(state, kind);
    if (frame === null) return null;
    const [from, to] = [state.places[frame], state.places[state.at]];
    const line2 = lineOf(state, frame, kind);
    if (!from || !to) return line2;
    return shifted(line2, to.hips[0] - from.hips[0], to.hips[1] - from.hips[1]);
  }
  function level(state) {
    const place2 = state.places[state.at];
    if (!place2 || !state.view) return null;
    const [x, y] = [place2.hips[0] + state.view.dx, place2.hips[1] + state.view.dy];
    const half = Math.max(state.rules.min_line_px, state.view.side / 6);
    return state.faces === "left" ? [x + half, y, x - half, y] : [x - half, y, x + half, y];
  }
  function reduce(state, action) {
    const line2 = lineOf(state);
    switch (action.type) {
      case "places": {
        const places = { ...state.places, ...action.places };
        const here = places[state.at];
        const view = state.view || here && firstView(here);
        return { ...state, places, size: action.size || state.size, view };
      }
      case "start":
        return { ...state, pending: action.point, said: "" };
      case "cancel":
        return { ...state, pending: null, said: "" };
      case "finish": {
        if (!state.pending) return state;
        const drawn = (
          /** @type {any} */
          [...state.pending, ...action.point]
        );
        if (lengthOf(drawn) < state.rules.min_line_px)
          return {
            ...state,
            pending: null,
            said: "That line is too short for a direction: zoom in, or draw a longer one."
          };
        const after = withLine({ ...state, end: 1 }, drawn);
        return lineOf(after, after.at, "trunk") || state.kind === "trunk" ? after : { ...after, kind: "trunk" };
      }
      case "drag": {
        const held = lineOf(state, state.at, action.kind);
        if (!held) return state;
        const chosen = { ...state, kind: action.kind, end: action.end };
        return withLine(chosen, withEnd(held, action.end, action.point[0], action.point[1]));
      }
      case "nudge": {
        if (!line2) return { ...state, said: "Draw the line first, or press C to put one there." };
        const k = 2 * state.end;
        return withLine(
          state,
          withEnd(line2, state.end, line2[k] + action.dx, line2[k + 1] + action.dy)
        );
      }
      case "choose":
        return {
          ...state,
          kind: action.kind,
          end: action.end === void 0 ? state.end : action.end,
          pending: null,
          said: ""
        };
      case "other_end":
        return { ...state, end: 1 - state.end };
      case "swap":
        return line2 ? withLine(state, swapped(line2)) : state;
      case "clear":
        return withLine(state, null);
      case "copy": {
        if (line2) return { ...state, said: "There is a line already: clear it first." };
        const put = ghost(state) || level(state);
        return put ? withLine({ ...state, end: 1 }, put) : state;
      }
      case "step": {
        const at = state.frames.indexOf(state.at) + action.by;
        const frame = state.frames[Math.min(state.frames.length - 1, Math.max(0, at))];
        return frame === state.at ? state : goTo(state, frame);
      }
      case "go":
        return goTo(state, action.frame);
      case "add": {
        if (state.frames.includes(action.frame)) return goTo(state, action.frame);
        const frames = [...state.frames, action.frame].sort((a, b) => a - b);
        return goTo({ ...state, frames }, action.frame);
      }
      case "remove": {
        if ([state.reference, state.deepest].includes(state.at))
          return { ...state, said: "The first frame of the descent and the deepest one stay." };
        const left = state.frames.filter((f) => f !== state.at);
        const next = left.find((f) => f > state.at) || left[left.length - 1];
        const lines = { ...state.lines };
        delete lines[state.at];
        return goTo({ ...state, frames: left, lines }, next);
      }
      case "set": {
        const after = { ...state, ...action.values, said: "" };
        const hidden = after.quality === "hidden" && state.quality !== "hidden";
        return hidden && changesOf(after, "pelvis").some((c) => c !== null) ? { ...after, said: "Hidden means that no pelvis line could be seen: yours do not count." } : after;
      }
      case "said":
        return { ...state, said: action.text };
      case "zoom":
        return state.view ? { ...state, view: zoomed(state, action.factor, action.point) } : state;
      case "pan":
        return state.view ? {
          ...state,
          view: {
            ...state.view,
            dx: state.view.dx - action.dx,
            dy: state.view.dy - action.dy
          }
        } : state;
      case "fit": {
        const here = state.places[state.at];
        return here ? { ...state, view: firstView(here) } : state;
      }
      default:
        return state;
    }
  }
  function firstView(place2) {
    const { left, top, side } = place2.window;
    return {
      dx: left + side / 2 - place2.hips[0],
      dy: top + side / 2 - place2.hips[1],
      side,
      first: side
    };
  }
  function zoomed(state, factor, point) {
    const { view, places, at } = state;
    const side = Math.min(ZOOM[1] * view.first, Math.max(ZOOM[0] * view.first, view.side * factor));
    const hips = places[at] ? places[at].hips : [0, 0];
    if (!point) return { ...view, side };
    const share = side / view.side;
    const [x, y] = [point[0] - hips[0], point[1] - hips[1]];
    return { ...view, side, dx: x + (view.dx - x) * share, dy: y + (view.dy - y) * share };
  }
  function changesOf(state, kind) {
    const reference = lineOf(state, state.reference, kind);
    const right = state.faces === "right";
    return state.frames.map((f) => change(lineOf(state, f, kind), reference, right));
  }
  var measured = (state) => state.frames.filter(
    (f) => state.quality === "hidden" || KINDS.some((kind) => lineOf(state, f, kind))
  );
  function amountsOf(state) {
    const drawn = measured(state);
    if (![state.reference, state.deepest].every((f) => drawn.includes(f)))
      return { reversal: null, rise: null, wink: null };
    const counts = (f) => f >= state.reference && f <= state.deepest && drawn.includes(f);
    const pick = (kind) => changesOf(state, kind).filter((value, i) => counts(state.frames[i]));
    return amounts(pick("pelvis"), pick("trunk"), state.rules.min_descent_frames);
  }
  function upsideDown(state) {
    for (const kind of KINDS) {
      const turns = changesOf(state, kind);
      const at = turns.findIndex((t) => t !== null && Math.abs(t) > state.rules.max_turn_deg);
      if (at >= 0) return { kind, frame: state.frames[at] };
    }
    return null;
  }
  function hindrance(state) {
    if (!state.faces) return "Say to which side of the picture the lifter looks.";
    const both = KINDS.some(
      (kind) => lineOf(state, state.reference, kind) && lineOf(state, state.deepest, kind)
    );
    if (!both && state.quality !== "hidden")
      return "Draw at least one line both in the first frame of the descent and in the deepest one.";
    const wrong = upsideDown(state);
    if (wrong)
      return `The ${wrong.kind} line of frame ${wrong.frame} is upside down: swap its ends there.`;
    if (!state.quality) return "Say how well the lines could be seen.";
    return "";
  }
  function warning(state) {
    if (state.quality === "hidden") return "";
    const drawn = measured(state).filter((f) => f >= state.reference && f <= state.deepest);
    const bare = drawn.find((f) => !lineOf(state, f, "pelvis"));
    if (bare) return `Frame ${bare} has no pelvis line: no reversal follows.`;
    if (drawn.length < state.rules.min_descent_frames)
      return "Too few frames of the descent for a reversal.";
    return "";
  }
  function toSend(state) {
    return {
      frames: measured(state).map((frame) => ({
        frame,
        ...Object.fromEntries(
          KINDS.map((kind) => [kind, lineOf(state, frame, kind)]).filter((each) => each[1])
        )
      })),
      reference: state.reference,
      deepest: state.deepest,
      faces: state.faces,
      quality: state.quality,
      note: state.note,
      size: state.size || null
    };
  }
  function roleOf(state, frame) {
    if (frame === state.reference) return "Start";
    if (frame === state.deepest) return "Deepest";
    if (frame === state.standing) return "Standing";
    return frame > state.deepest ? "Ascent" : frame > state.reference ? "Descent" : "Before";
  }

  // assets/panels/src/viewer/hand_picture.js
  var COLORS = { pelvis: LINES.pelvis, trunk: LINES.thorax };
  var REACH = 11;
  var DRAG = 5;
  var MOST_PX = 640;
  var LEAST_PX = 220;
  var MARGIN_PX = 12;
  var WHEEL = 1.0015;
  function HandPicture({ state, dispatch, focusOn }) {
    const box = useRef(null);
    const svg = useRef(null);
    const width = useWidth(box);
    const held = useRef(null);
    const [pointer, setPointer] = useState(null);
    const place2 = state.places[state.at];
    const view = state.view;
    const room = useRoom(box);
    const size = Math.max(1, Math.min(MOST_PX, room, width));
    const scale = view ? view.side / size : 1;
    const center = place2 && view ? [place2.hips[0] + view.dx, place2.hips[1] + view.dy] : null;
    const corner = center && [center[0] - view.side / 2, center[1] - view.side / 2];
    const toVideo = (event) => {
      const rect = svg.current.getBoundingClientRect();
      const k = view.side / rect.width;
      const round = (v) => Math.round(10 * v) / 10;
      const [left, top] = corner || [0, 0];
      return [
        round(left + (event.clientX - rect.left) * k),
        round(top + (event.clientY - rect.top) * k)
      ];
    };
    const wheel = useRef((event) => {
    });
    wheel.current = (event) => {
      if (!corner) return;
      event.preventDefault();
      dispatch({ type: "zoom", factor: Math.pow(WHEEL, event.deltaY), point: toVideo(event) });
    };
    useEffect(() => {
      const element = svg.current;
      if (!element) return void 0;
      const turn2 = (event) => wheel.current(event);
      element.addEventListener("wheel", turn2, { passive: false });
      return () => element.removeEventListener("wheel", turn2);
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
      const order = [state.kind, ...KINDS.filter((kind) => kind !== state.kind)];
      const hit = lineOf(state) && order.map((kind) => ({ kind, end: endAt(lineOf(state, state.at, kind), x, y, REACH * scale) })).find((each) => each.end !== null);
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
      if (now.moved) dispatch({ type: "finish", point: toVideo(event) });
    };
    const rubber = state.pending && pointer && [...state.pending, ...pointer];
    return h(
      "div",
      {
        className: "fbw-hand-picture",
        ref: box
      },
      h(
        "div",
        {
          className: "fbw-hand-focus",
          ref: focusOn,
          tabIndex: 0,
          role: "application",
          "aria-label": "Still of frame " + state.at + ". Press and drag to draw the " + state.kind + " line; arrows move its chosen end.",
          "data-testid": "fbw-hand-picture",
          style: { width: size, height: size }
        },
        corner ? h(
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
            className: lineOf(state) ? "" : "fbw-hand-draw"
          },
          h("image", {
            href: place2.url,
            x: place2.left,
            y: place2.top,
            width: place2.width,
            height: place2.height,
            preserveAspectRatio: "none"
          }),
          KINDS.map((kind) => h(Ghost, { key: "g" + kind, kind, state, scale })),
          KINDS.map((kind) => h(Drawn, { key: kind, kind, state, scale })),
          rubber && h(Stroke, { line: rubber, kind: state.kind, scale, thin: true }),
          state.pending && h(End, { point: state.pending, kind: state.kind, scale, on: true })
        ) : h(
          "div",
          { className: "fbw-hand-none", role: "status" },
          place2 === void 0 ? "Loading …" : "No picture of this frame"
        ),
        corner && h(Zoom, { dispatch }),
        corner && h(
          "span",
          { className: "fbw-hand-scale", "data-testid": "fbw-hand-scale" },
          "frame " + state.at + " · enlarged " + (1 / scale).toFixed(1) + "×" + worth(state)
        )
      )
    );
  }
  function Zoom({ dispatch }) {
    const button = (text2, name, action) => h(
      "button",
      {
        type: "button",
        className: "fbw-button",
        title: name,
        "aria-label": name,
        onMouseDown: (event) => event.preventDefault(),
        onClick: () => dispatch(action)
      },
      text2
    );
    return h(
      "span",
      { className: "fbw-hand-zoom" },
      button("+", "Zoom in (key +, or the wheel)", { type: "zoom", factor: 0.8 }),
      button("−", "Zoom out (key −)", { type: "zoom", factor: 1.25 }),
      button("fit", "Show as much as at first (key 0)", { type: "fit" })
    );
  }
  function worth(state) {
    const line2 = lineOf(state);
    return line2 ? ` · 1 px is ${degPerPixel(line2).toFixed(1)}°` : "";
  }
  function useRoom(box) {
    const [room, setRoom] = useState(LEAST_PX);
    useEffect(() => {
      const panel = box.current.closest(".fbw-hand");
      const scroller = scrollerOf(panel);
      const footer = panel.lastElementChild;
      const look = () => {
        if (!box.current) return;
        const above = box.current.getBoundingClientRect().top - panel.getBoundingClientRect().top;
        const left = scroller.clientHeight - above - footer.offsetHeight;
        setRoom(Math.max(LEAST_PX, Math.floor(left) - MARGIN_PX));
      };
      const observer = new ResizeObserver(look);
      [scroller, footer, ...box.current.parentElement.children].filter((e) => e !== box.current).forEach((e) => observer.observe(e));
      look();
      return () => observer.disconnect();
    }, []);
    return room;
  }
  function Ghost({ kind, state, scale }) {
    const line2 = ghost(state, kind);
    return line2 && h("line", {
      x1: line2[0],
      y1: line2[1],
      x2: line2[2],
      y2: line2[3],
      stroke: COLORS[kind],
      strokeWidth: 1.5 * scale,
      strokeDasharray: [5 * scale, 4 * scale].join(" "),
      opacity: kind === state.kind ? 0.85 : 0.4,
      "data-testid": "fbw-hand-ghost-" + kind
    });
  }
  function Drawn({ kind, state, scale }) {
    const line2 = lineOf(state, state.at, kind);
    if (!line2) return null;
    const chosen = kind === state.kind;
    return h(
      "g",
      {
        "data-testid": "fbw-hand-line-" + kind,
        "data-line": line2.map((v) => v.toFixed(1)).join(","),
        opacity: chosen ? 1 : 0.75
      },
      h(Stroke, { line: line2, kind, scale, thin: false }),
      [0, 1].map(
        (end) => h(End, {
          key: end,
          point: line2.slice(2 * end, 2 * end + 2),
          kind,
          scale,
          on: chosen && end === state.end,
          rear: end === 0
        })
      )
    );
  }
  function Stroke({ line: line2, kind, scale, thin }) {
    const [x1, y1, x2, y2] = line2;
    return h(
      "g",
      null,
      h("line", { x1, y1, x2, y2, stroke: "#000", strokeWidth: 3.2 * scale, opacity: 0.45 }),
      h("line", { x1, y1, x2, y2, stroke: COLORS[kind], strokeWidth: (thin ? 1.2 : 1.7) * scale })
    );
  }
  function End({ point, kind, scale, on, rear = true }) {
    const [x, y] = point;
    const r = (on ? 7 : 5) * scale;
    const look = {
      fill: on ? "rgba(255,255,255,0.18)" : "none",
      stroke: on ? "#fff" : COLORS[kind],
      strokeWidth: (on ? 2 : 1.6) * scale
    };
    return rear ? h("rect", { x: x - r, y: y - r, width: 2 * r, height: 2 * r, ...look }) : h("circle", { cx: x, cy: y, r, ...look });
  }

  // assets/panels/src/viewer/hand_parts.js
  function Tool({ title, help, hint, on, ...rest }) {
    return h(
      "button",
      {
        type: "button",
        className: "fbw-button" + (on ? " fbw-on" : ""),
        title: help,
        "aria-pressed": on === void 0 ? void 0 : on,
        onMouseDown: (event) => event.preventDefault(),
        ...rest
      },
      title,
      hint && h("kbd", null, hint)
    );
  }
  function nameOf(state, frame) {
    const role = roleOf(state, frame);
    if (!["Descent", "Before", "Ascent"].includes(role)) return role;
    const depth = state.rules.depths && state.rules.depths[frame];
    return role === "Descent" && depth != null ? Math.round(depth) + " %" : "#" + frame;
  }
  function Stills({ state, dispatch }) {
    return h(
      "div",
      { className: "fbw-hand-stills", role: "tablist", "aria-label": "Stills" },
      h(Tool, {
        title: "‹",
        help: "The still before (key B)",
        "aria-label": "Still before",
        onClick: () => dispatch({ type: "step", by: -1 }),
        disabled: state.at === state.frames[0]
      }),
      state.frames.map(
        (frame) => h(
          "button",
          {
            key: frame,
            role: "tab",
            "aria-selected": frame === state.at,
            className: "fbw-hand-still" + (frame === state.at ? " fbw-here" : ""),
            onMouseDown: (event) => event.preventDefault(),
            onClick: () => dispatch({ type: "go", frame }),
            title: roleOf(state, frame) + ", frame " + frame + KINDS.map((k) => lineOf(state, frame, k) ? ", " + k + " drawn" : "").join(""),
            "data-testid": "fbw-hand-still-" + frame
          },
          h("span", null, nameOf(state, frame)),
          h(
            "span",
            { className: "fbw-hand-marks" },
            KINDS.map(
              (kind) => h("i", {
                key: kind,
                style: lineOf(state, frame, kind) ? { background: COLORS[kind], borderColor: COLORS[kind] } : {}
              })
            )
          )
        )
      ),
      h(Tool, {
        title: "›",
        help: "The next still (key N)",
        "aria-label": "Next still",
        onClick: () => dispatch({ type: "step", by: 1 }),
        disabled: state.at === state.frames[state.frames.length - 1],
        "data-testid": "fbw-hand-next"
      })
    );
  }
  function Kinds({ state, dispatch }) {
    const at = state.frames.indexOf(state.at);
    return h(
      "div",
      { className: "fbw-hand-tools" },
      KINDS.map((kind) => {
        const value = changesOf(state, kind)[at];
        return h(Tool, {
          key: kind,
          title: [
            h("i", { key: "i", style: { background: COLORS[kind] } }),
            capital(kind),
            h(
              "b",
              {
                key: "b",
                title: "Change from the start of the descent, forward +",
                "data-testid": "fbw-hand-change-" + kind,
                "data-deg": value === null ? "" : value
              },
              value === null ? "–" : (value > 0 ? "+" : "") + withUnit(value, "°", 1)
            )
          ],
          hint: kind[0].toUpperCase(),
          on: state.kind === kind,
          help: kind === "pelvis" ? "Upper edge of the waistband or belt: its rear end first, then the front one" : "Lower edge of a top, rear end first; else a chord of the back, lower end first",
          onClick: () => dispatch({ type: "choose", kind }),
          "data-testid": "fbw-hand-" + kind
        });
      })
    );
  }
  function soFar(state) {
    const found = amountsOf(state);
    if (found.wink === null) return "";
    return `By hand so far: reversal ${withUnit(found.reversal, "°", 1)}, lumbar rise ${withUnit(found.rise, "°", 1)}, wink ${withUnit(found.wink, "°", 1)}`;
  }
  function Tools({ state, dispatch, playhead }) {
    const line2 = lineOf(state);
    const extra = ![state.reference, state.deepest].includes(state.at);
    return h(
      "div",
      { className: "fbw-hand-tools fbw-hand-small" },
      h(Tool, {
        title: "Copy",
        hint: "C",
        help: "Put the line of the still before here (the dashed one), or a level one",
        disabled: Boolean(line2),
        onClick: () => dispatch({ type: "copy" })
      }),
      h(Tool, {
        title: "Swap",
        hint: "X",
        help: "The line is upside down: let its other end be the rear (or lower) one",
        disabled: !line2,
        onClick: () => dispatch({ type: "swap" })
      }),
      h(Tool, {
        title: "Clear",
        hint: "⌫",
        help: "Take the chosen line away (key Delete)",
        disabled: !line2,
        onClick: () => dispatch({ type: "clear" }),
        "data-testid": "fbw-hand-clear"
      }),
      h(Tool, {
        title: "This frame",
        hint: "F",
        help: "Measure the frame at which the video stands, too",
        disabled: playhead.mode !== "live",
        onClick: () => {
          const frame = playhead.frame.get();
          if (frame !== null) dispatch({ type: "add", frame });
        },
        "data-testid": "fbw-hand-this"
      }),
      extra && h(Tool, {
        title: "Skip",
        help: "Do not measure this still",
        onClick: () => dispatch({ type: "remove" })
      }),
      h(Tool, {
        title: state.faces ? state.faces === "right" ? "Faces →" : "← Faces" : "Faces …",
        help: "To which side of the picture the lifter looks; press to change",
        onClick: () => dispatch({ type: "set", values: { faces: state.faces === "right" ? "left" : "right" } }),
        "data-testid": "fbw-hand-faces"
      })
    );
  }
  var INDEPENDENT = "The App's own sidebar and video still show what the machine measured: look at them afterwards.";
  var MEANING = {
    good: "Both lines were clear in every still",
    fair: "A line was hard to see in some stills",
    poor: "The belt creeps, or there is no edge to follow: is kept and not counted",
    hidden: "There is no pelvis line: the trunk alone is of use, if it has lines"
  };
  function Finish({ state, dispatch, save: save2, saving }) {
    const text2 = state.said || (state.quality ? warning(state) : "");
    return h(
      "footer",
      { className: "fbw-footer fbw-hand-finish" },
      h(
        "div",
        {
          className: text2 ? "fbw-warn" : "fbw-quiet",
          role: "status",
          "aria-live": "polite",
          "data-testid": "fbw-hand-said"
        },
        text2 || soFar(state) || INDEPENDENT
      ),
      h(
        "div",
        { className: "fbw-hand-qualities", role: "radiogroup", "aria-label": "Quality of the lines" },
        h("span", { className: "fbw-quiet" }, "Lines were"),
        state.rules.qualities.map(
          (quality, i) => h(Tool, {
            key: quality,
            title: quality,
            hint: String(i + 1),
            help: MEANING[quality],
            role: "radio",
            "aria-checked": state.quality === quality,
            on: state.quality === quality,
            onClick: () => dispatch({ type: "set", values: { quality } }),
            "data-testid": "fbw-hand-quality-" + quality
          })
        )
      ),
      h(
        "div",
        { className: "fbw-hand-save" },
        h("input", {
          type: "text",
          className: "fbw-hand-note",
          value: state.note,
          maxLength: 500,
          placeholder: "Note: which edges?",
          "aria-label": "Note",
          onChange: (event) => dispatch({ type: "set", values: { note: event.target.value } }),
          "data-testid": "fbw-hand-note"
        }),
        h(
          "button",
          {
            className: "fbw-button fbw-main",
            disabled: saving,
            onMouseDown: (event) => event.preventDefault(),
            onClick: () => save2(true),
            "data-testid": "fbw-hand-save-next",
            title: "Store it, and open the next repetition of this video"
          },
          "Save, next",
          h("kbd", null, "S")
        ),
        h(
          "button",
          {
            className: "fbw-button",
            disabled: saving,
            onMouseDown: (event) => event.preventDefault(),
            onClick: () => save2(false),
            "data-testid": "fbw-hand-save",
            title: "Store it, and see it beside the machine's values"
          },
          "Save",
          h("kbd", null, "⇧S")
        )
      )
    );
  }
  function Help({ state }) {
    const lines = [
      "Press and drag from the rear to the front end, or click both. A chord of the back goes from below to above.",
      "Take the same two points of the cloth or skin in every still: only the change counts. Of a waistband take the rear part, which does not dip into the crease of the thigh.",
      "Enlarge small pictures about six times: the wheel zooms. Drag beside a finished line, or with Alt, to move the picture.",
      "Drag an end to move it. Arrows move the chosen end by one pixel of the video, with Shift by five. Tab chooses the other end, Shift and Tab go to the buttons. N and B go on and back.",
      "The dashed line is that of the still before, moved along with the hips.",
      state.rules.note
    ];
    return h(
      "ul",
      { className: "fbw-hand-help" },
      lines.map((text2) => h("li", { key: text2 }, text2))
    );
  }

  // assets/panels/src/viewer/hand.js
  var drafts = {};
  var newId = () => Array.from({ length: 24 }, () => Math.floor(16 * Math.random()).toString(16)).join("");
  var start = () => null;
  var step = (state, action) => action.type === "begin" ? action.state : state && reduce(state, action);
  function HandMode({ rep, video, session, playhead, root, onClose, onNext }) {
    const [state, dispatch] = React.useReducer(step, null, start);
    const [problem, setProblem] = useState("");
    const [saving, setSaving] = useState(false);
    const [help, setHelp] = useState(false);
    const focusOn = useRef(null);
    const id = useRef(newId());
    const asked = useRef({});
    const about = useMemo(
      () => ({ key: session.data.key, sample: video.sample, rep: rep.id }),
      [session.data.key, video.sample, rep.id]
    );
    useEffect(() => {
      let alive = true;
      const known2 = drafts[rep.id];
      if (known2) {
        id.current = known2.id;
        dispatch({ type: "begin", state: known2.state });
        return void 0;
      }
      session.byHand.ask("hand_open", about).then((answer) => {
        if (!alive) return;
        if (answer.error) setProblem(answer.error);
        else dispatch({ type: "begin", state: begin(answer) });
      });
      return () => {
        alive = false;
      };
    }, [about]);
    useEffect(() => {
      if (state && Object.keys(state.lines).length) drafts[rep.id] = { id: id.current, state };
    }, [state]);
    const wanted = state ? state.frames.filter((f) => !(f in state.places)) : [];
    useEffect(() => {
      if (!state) return;
      const missing3 = wanted.filter((f) => !asked.current[f]);
      const bunch = missing3.includes(state.at) && missing3.length > 1 ? [state.at] : missing3;
      if (!bunch.length) return;
      bunch.forEach((f) => {
        asked.current[f] = true;
      });
      session.byHand.ask("hand_pictures", { ...about, frames: bunch }).then((answer) => {
        if (answer.error) setProblem(answer.error);
        const none = Object.fromEntries(bunch.map((f) => [f, null]));
        dispatch({ type: "places", places: { ...none, ...answer.pictures }, size: answer.size });
      });
    }, [state && state.at, wanted.join()]);
    useEffect(() => {
      if (state && focusOn.current) focusOn.current.focus({ preventScroll: true });
    }, [Boolean(state)]);
    const save2 = useCallback(
      async (next) => {
        if (!state || saving) return;
        const why = hindrance(state);
        if (why) {
          dispatch({ type: "said", text: why });
          return;
        }
        setSaving(true);
        setProblem("");
        const answer = await session.byHand.ask("hand_save", {
          ...about,
          ...toSend(state),
          measure: id.current,
          reviewer: session.reviewer
        });
        setSaving(false);
        if (answer.error) {
          setProblem(answer.error);
          return;
        }
        delete drafts[rep.id];
        session.byHand.take(answer);
        const { who, pass_number: pass2 } = answer.saved;
        session.byHand.say(`Rep ${rep.number} measured by hand: ${who}, pass ${pass2}.`);
        if (!next || !onNext()) onClose();
      },
      [state, saving, about, session, onNext, onClose]
    );
    useHandKeys({
      state,
      dispatch,
      root,
      focusOn,
      frame: () => playhead.frame.get(),
      save: save2,
      close: onClose
    });
    const me = session.reviewer || session.data.reviewer;
    const pass = 1 + Math.max(0, ...rep.hand.filter((r) => r.who === me).map((r) => r.pass));
    return h(
      "section",
      { className: "fbw-hand", "data-testid": "fbw-hand", "aria-label": "Measure by hand" },
      h(
        "header",
        { className: "fbw-header fbw-hand-title" },
        h("b", { title: video.name }, "By hand"),
        h("span", { title: video.name }, "rep " + rep.number + " of " + video.reps.length),
        h(
          "label",
          { title: "Your name is stored with the measure", "data-testid": "fbw-hand-pass" },
          "pass " + pass + " of ",
          h("input", {
            className: "fbw-name",
            value: session.reviewer,
            maxLength: 60,
            placeholder: session.data.reviewer,
            "aria-label": "Your name",
            onChange: (event) => session.setReviewer(event.target.value),
            "data-testid": "fbw-hand-who"
          })
        ),
        h("span", { className: "fbw-space" }),
        h(
          "button",
          {
            className: "fbw-button",
            onClick: () => setHelp(!help),
            title: "How to measure",
            "aria-label": "How to measure",
            "aria-expanded": help,
            "data-testid": "fbw-hand-help"
          },
          "?"
        ),
        h(
          "button",
          { className: "fbw-button", onClick: onClose, "data-testid": "fbw-hand-close" },
          "Close",
          h("kbd", null, "Esc")
        )
      ),
      h(
        "div",
        { className: "fbw-scroll fbw-hand-body" },
        problem && h(
          "div",
          { className: "fbw-warn", role: "alert", "data-testid": "fbw-hand-problem" },
          problem
        ),
        !state && !problem && h("div", { className: "fbw-empty-state" }, "Loading …"),
        state && help && h(Help, { state }),
        state && h(Stills, { state, dispatch }),
        state && h(Kinds, { state, dispatch }),
        state && h(Tools, { state, dispatch, playhead }),
        state && h(HandPicture, { state, dispatch, focusOn })
      ),
      state && h(Finish, { state, dispatch, save: save2, saving })
    );
  }

  // assets/panels/src/viewer/hand.css
  var hand_default = ".fbw-hand-title {\n  display: flex;\n  flex-wrap: wrap;\n  gap: 2px 8px;\n  align-items: center;\n}\n.fbw-hand-title .fbw-name {\n  width: 66px;\n}\n.fbw-hand-title .fbw-button {\n  padding: 2px 7px;\n}\n.fbw-hand-body {\n  display: flex;\n  flex-direction: column;\n  gap: 6px;\n}\n.fbw-hand i,\n.fbw-hand-tools i {\n  display: inline-block;\n  width: 12px;\n  height: 4px;\n  margin-right: 6px;\n  vertical-align: 3px;\n  border-radius: 1px;\n}\n.fbw-hand-stills {\n  display: flex;\n  flex-wrap: wrap;\n  gap: 3px;\n}\n.fbw-hand-stills > .fbw-button {\n  padding: 4px 6px;\n}\n.fbw-hand-still {\n  display: flex;\n  flex-direction: column;\n  gap: 3px;\n  align-items: center;\n  padding: 3px 5px;\n  background: var(--back);\n  border: 1px solid var(--border);\n  border-radius: 4px;\n  font-size: 12px !important;\n  color: var(--soft) !important;\n}\n.fbw-hand-still.fbw-here {\n  border-color: var(--accent);\n  color: var(--text) !important;\n  box-shadow: inset 0 0 0 1px var(--accent);\n}\n.fbw-hand-marks {\n  display: flex;\n  gap: 3px;\n}\n.fbw-hand .fbw-hand-marks i {\n  width: 15px;\n  height: 5px;\n  margin: 0;\n  border: 1px solid var(--border);\n}\n.fbw-hand-focus {\n  position: relative;\n  overflow: hidden;\n  border-radius: 4px;\n  background: #111;\n  touch-action: none;\n}\n.fbw-hand-focus:focus-visible {\n  outline: 2px solid var(--accent);\n  outline-offset: 1px;\n}\n.fbw-hand-focus svg {\n  display: block;\n  cursor: grab;\n  user-select: none;\n}\n.fbw-hand-focus svg.fbw-hand-draw {\n  cursor: crosshair;\n}\n.fbw-hand-none {\n  display: flex;\n  align-items: center;\n  justify-content: center;\n  height: 100%;\n  color: #bbb;\n}\n.fbw-hand-tools,\n.fbw-hand-qualities,\n.fbw-hand-save {\n  display: flex;\n  flex-wrap: wrap;\n  gap: 5px;\n  align-items: center;\n}\n.fbw-hand-tools b {\n  display: inline-block;\n  min-width: 46px;\n  margin-left: 7px;\n  text-align: right;\n  font-variant-numeric: tabular-nums;\n}\n.fbw-hand-small {\n  gap: 4px;\n}\n.fbw-hand-small .fbw-button {\n  padding: 2px 5px;\n  font-size: 12px;\n}\n.fbw-hand-small kbd,\n.fbw-hand-qualities kbd {\n  margin-left: 5px;\n  padding: 0 3px;\n}\n.fbw-hand-picture {\n  width: 100%;\n}\n.fbw-hand-focus {\n  margin: 0 auto;\n}\n.fbw-hand-zoom {\n  position: absolute;\n  top: 6px;\n  right: 6px;\n  display: flex;\n  gap: 3px;\n  opacity: 0.85;\n}\n.fbw-hand-zoom .fbw-button {\n  min-width: 26px;\n  padding: 1px 5px;\n  font-size: 12px;\n}\n.fbw-hand-scale {\n  position: absolute;\n  right: 6px;\n  bottom: 5px;\n  padding: 0 6px;\n  border-radius: 3px;\n  color: #eee;\n  background: rgba(0, 0, 0, 0.55);\n  font-size: 11px;\n  pointer-events: none;\n}\n@container (max-width: 430px) {\n  .fbw-hand-title kbd,\n  .fbw-hand-small kbd {\n    display: none;\n  }\n}\n.fbw-hand-note {\n  flex: 1 1 120px;\n}\n.fbw-hand-finish {\n  display: flex;\n  flex-direction: column;\n  gap: 6px;\n}\n.fbw-hand-help {\n  margin: 0;\n  padding-left: 18px;\n  color: var(--soft);\n  font-size: 12px;\n}\n.fbw-byhand {\n  margin-top: 10px;\n}\n.fbw-byhand-head {\n  display: flex;\n  flex-wrap: wrap;\n  gap: 4px 12px;\n  align-items: center;\n}\n.fbw-hand-table {\n  width: 100%;\n  margin: 6px 0 4px;\n  border-collapse: collapse;\n  font-size: 12px;\n}\n.fbw-hand-table th,\n.fbw-hand-table td {\n  padding: 3px 6px 3px 0;\n  border-bottom: 1px solid var(--border);\n  text-align: left;\n  font-weight: 400;\n  font-variant-numeric: tabular-nums;\n  vertical-align: top;\n}\n.fbw-hand-table thead th {\n  color: var(--soft);\n}\n.fbw-hand-machine {\n  color: var(--soft);\n}\n.fbw-hand-delete {\n  display: block;\n}\n";

  // assets/panels/src/viewer/hand_rows.js
  var COLUMNS = [
    ["pelvic_reversal_deg", "Reversal", "How far the pelvis turns back", "°"],
    ["lumbar_rise_deg", "Lumbar rise", "How far lumbar flexion rises meanwhile", "°"],
    ["wink_deg", "Wink", "The smaller of both", "°"],
    ["onset_pct", "Onset", "Share of the descent from which the pelvis stays turned back", " %"]
  ];
  function said(value, unit, row) {
    if (row && row.onset_pct_low != null && row.onset_pct_high != null)
      return withUnit(row.onset_pct_low, "") + " to " + withUnit(row.onset_pct_high, unit);
    return withUnit(value, unit, unit === "°" ? 1 : 0);
  }
  function ByHand({ rep, me, measure, remove, agreement, busy }) {
    const rows = rep.hand || [];
    const mine = rows.some((row) => row.who === me);
    const [open, setOpen] = useState(mine);
    const [asked, setAsked] = useState("");
    useEffect(() => {
      setOpen(mine);
      setAsked("");
    }, [rep.id, mine]);
    return h(
      "section",
      { className: "fbw-byhand", "data-testid": "fbw-byhand" },
      h(
        "div",
        { className: "fbw-byhand-head" },
        h(
          "button",
          {
            className: "fbw-button",
            disabled: busy,
            onClick: measure,
            title: "Draw lines on the pelvis and the trunk in six stills of this repetition",
            "data-testid": "fbw-measure"
          },
          mine ? "Measure by hand again" : "Measure by hand"
        ),
        rows.length > 0 && h(
          "button",
          {
            className: "fbw-key",
            onClick: () => setOpen(!open),
            "aria-expanded": open,
            "data-testid": "fbw-byhand-fold"
          },
          (open ? "Hide " : "Show ") + (rows.length === 1 ? "1 measure by hand" : rows.length + " measures by hand")
        )
      ),
      rows.length > 0 && !open && !mine && h(
        "div",
        { className: "fbw-quiet" },
        "Measure it yourself before you look, so that you stay independent."
      ),
      open && rows.length > 0 && h(
        "table",
        { className: "fbw-hand-table", "data-testid": "fbw-hand-table" },
        h(
          "thead",
          null,
          h(
            "tr",
            null,
            h("th", { scope: "col" }, "Who"),
            COLUMNS.map(
              ([name, title, help]) => h("th", { key: name, scope: "col", title: help }, title)
            ),
            h("th", { scope: "col" }, "Lines")
          )
        ),
        h(
          "tbody",
          null,
          h(
            "tr",
            { className: "fbw-hand-machine" },
            h("th", { scope: "row" }, "Machine"),
            COLUMNS.map(
              ([name, , , unit]) => h("td", { key: name }, said(rep.amounts && rep.amounts[name], unit))
            ),
            h("td", null, "")
          ),
          rows.map(
            (row) => h(
              "tr",
              { key: row.id, "data-testid": "fbw-hand-row", title: row.note || void 0 },
              h(
                "th",
                { scope: "row" },
                row.who,
                h("span", { className: "fbw-quiet" }, " pass " + row.pass)
              ),
              COLUMNS.map(
                ([name, , , unit]) => h(
                  "td",
                  { key: name, title: row.reasons[name] || void 0 },
                  said(row[name], unit, name === "onset_pct" ? row : null)
                )
              ),
              h(
                "td",
                null,
                row.quality,
                row.who === me && h(
                  "button",
                  {
                    className: "fbw-key fbw-hand-delete",
                    disabled: busy,
                    onClick: () => {
                      if (asked !== row.id) setAsked(row.id);
                      else remove(row.id);
                    },
                    "aria-label": "Delete pass " + row.pass + " of " + row.who
                  },
                  asked === row.id ? "Really delete" : "Delete"
                )
              )
            )
          )
        )
      ),
      open && rows.length > 0 && h(Agreement, { key: rows.length, ask: agreement })
    );
  }
  function Agreement({ ask }) {
    const [found, setFound] = useState(null);
    useEffect(() => {
      let alive = true;
      ask().then((answer) => alive && setFound(answer));
      return () => {
        alive = false;
      };
    }, []);
    if (!found) return null;
    if (found.error) return h("div", { className: "fbw-quiet" }, found.error);
    const say = (kind, who) => {
      const wink = found.wink_deg[kind];
      if (!wink) {
        const n = found.pairs[kind];
        return `${who}: ${n} of at least ${found.least} pairs.`;
      }
      return `${who} (${wink.n} pairs): SEM ${wink.sem_deg.toFixed(1)}°, MDC95 ${wink.mdc95_deg.toFixed(1)}°, bias ${wink.bias_deg.toFixed(1)}°.`;
    };
    return h(
      "div",
      {
        className: "fbw-quiet",
        "data-testid": "fbw-hand-agreement",
        title: "Of wink_deg, over the whole dataset. SEM: standard error of measurement, the standard deviation of the differences over the square root of 2. MDC95: what two measures must differ by to differ truly (Weir 2005)."
      },
      "Repeatability in this dataset. " + say("within", "One person twice") + " " + say("between", "Two people")
    );
  }
  async function removeByHand(session, about, measure) {
    const { reviewer } = session;
    const answer = await session.byHand.ask("hand_delete", { ...about, measure, reviewer });
    session.byHand.take(answer);
    session.byHand.say(answer.error || "The measure by hand is deleted.");
  }

  // assets/panels/src/viewer/keys.js
  var ACTIONS = [
    {
      key: "y",
      name: "confirmed",
      title: "Confirm",
      help: "The machine's label is right",
      main: true
    },
    {
      key: "e",
      name: "edit",
      title: "Correct",
      help: "The label, onset or frames are wrong; say what is right"
    },
    {
      key: "n",
      name: "rejected",
      title: "Reject",
      help: "The label is wrong, and I cannot say what is right"
    },
    { key: "o", name: "not_a_squat", title: "Not a squat", help: "This movement is no squat" },
    {
      key: "i",
      name: "not_measurable",
      title: "Not measurable",
      help: "Nobody could tell from this video"
    },
    { key: "u", name: "undo", title: "Undo", help: "Take back the last verdict on this repetition" },
    { key: "a", name: "note", title: "Note", help: "Write a remark; it is stored with the verdict" }
  ];
  var DOUBLE_MS = 300;
  var VERDICTS = ["confirmed", "rejected", "not_a_squat", "not_measurable"];
  var MOVES = [
    {
      key: "b",
      name: "previous",
      title: "Previous",
      help: "The flagged repetition before this one, or any one where none is flagged"
    },
    {
      key: "g",
      name: "next",
      title: "Next",
      help: "The flagged repetition after this one, or any one where none is flagged"
    }
  ];
  function useKeys(act, root, resting = false) {
    const latest = useRef(act);
    latest.current = resting ? null : act;
    useEffect(() => {
      const down = (event) => {
        if (!latest.current || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || isTyping(event.target))
          return;
        if (!root.current || !root.current.offsetParent || isCovered() || isAnnotating()) return;
        const action = [...ACTIONS, ...MOVES].find((a) => a.key === event.key);
        if (!action) return;
        event.preventDefault();
        event.stopPropagation();
        if (!event.repeat) latest.current(action.name);
      };
      window.addEventListener("keydown", down, true);
      return () => window.removeEventListener("keydown", down, true);
    }, [root]);
  }
  function useAnnotating() {
    const [now, setNow] = useState(isAnnotating());
    useEffect(() => {
      const timer = window.setInterval(() => setNow(isAnnotating()), 700);
      return () => window.clearInterval(timer);
    }, []);
    return now;
  }

  // assets/panels/src/viewer/frames.js
  var AROUND_S = 1.5;
  function framesOf(rep) {
    return [
      Math.min(rep.first, rep.machine.first || rep.first),
      Math.max(rep.last, rep.machine.last || rep.last)
    ];
  }
  function startOf(data) {
    return data.clip ? data.clip[0] : 1;
  }
  function within(frame, rep, around = 0) {
    const [first, last] = framesOf(rep);
    return frame >= first - around && frame <= last + around;
  }
  function belongs(frame, rep, reps, fps) {
    if (within(frame, rep)) return true;
    return within(frame, rep, AROUND_S * (fps || 30)) && !reps.some((other) => other.id !== rep.id && within(frame, other));
  }

  // assets/panels/src/viewer/picture.js
  var LOOK_MS = 40;
  var AGAIN_MS = 500;
  var HOLD_MS = 1e3;
  var PATIENCE_MS3 = 15e3;
  var SEEN_MS = 150;
  function usePicture(session, playhead) {
    const { data, rep, wanted, modalId } = session;
    const [pending, setPending] = useState(false);
    const now = useRef({});
    now.current = { data, rep, wanted, modalId, playhead, clearWanted: session.clearWanted };
    const state = useRef({ wish: null, since: null, sought: 0, there: null, rep: null });
    const look = useRef(() => null);
    look.current = () => {
      const { data: at, rep: named2, playhead: video, modalId: open } = now.current;
      if (!named2 || !at || !at.video) return { text: "there is no repetition" };
      if (open && at.modal_id && at.modal_id !== open) return { text: "the video is being opened" };
      const seen = video.picture();
      if (!seen.known) return { unseen: true };
      if (seen.ids && seen.ids.length && ![open, at.video.sample].some((id) => seen.ids.includes(id)))
        return { text: "the video is being opened" };
      if (seen.frame === null || seen.frame === void 0)
        return { text: "the video is still loading" };
      if (belongs(seen.frame, named2, at.video.reps, at.video.fps))
        return { frame: seen.frame, shown: true, inside: within(seen.frame, named2) };
      const [first, last] = framesOf(named2);
      return {
        frame: seen.frame,
        text: "the video shows frame " + seen.frame + ", rep " + named2.number + " is frames " + first + " to " + last
      };
    };
    useEffect(() => {
      const tick = () => {
        const s = state.current;
        const { wanted: wish2, rep: named2, playhead: video, clearWanted } = now.current;
        const found = look.current();
        const time = Date.now();
        if (s.rep !== (named2 && named2.id)) Object.assign(s, { rep: named2 && named2.id, since: null });
        s.since = found.shown ? s.since || time : null;
        if (s.wish !== wish2) Object.assign(s, { wish: wish2, asked: time, sought: 0, there: null });
        if (wish2) {
          const arrived = found.shown && found.inside && (s.sought || found.frame === wish2.frame);
          if (arrived) s.there = s.there || time;
          const back = s.there && !arrived && found.frame !== void 0 && found.frame <= startOf(now.current.data);
          if (s.there && !arrived && !back && found.frame !== void 0)
            clearWanted(wish2);
          else if (arrived && time - s.there >= HOLD_MS) clearWanted(wish2);
          else if (!arrived && (back || time - s.sought > AGAIN_MS) && found.frame !== void 0 && video.seek(wish2.frame))
            s.sought = time;
          else if (time - s.asked > PATIENCE_MS3 && !["waiting", "following"].includes(video.mode))
            clearWanted(wish2);
        }
        setPending(
          Boolean(now.current.wanted) && !found.unseen && !found.shown && video.mode === "live"
        );
      };
      const timer = window.setInterval(tick, LOOK_MS);
      tick();
      return () => window.clearInterval(timer);
    }, []);
    return useMemo(
      () => ({
        pending,
        refusal: () => {
          const found = look.current();
          if (found.unseen) return "";
          if (found.text) return found.text;
          const { since } = state.current;
          return since && Date.now() - since >= SEEN_MS ? "" : "rep " + now.current.rep.number + " has only just appeared";
        }
      }),
      [pending]
    );
  }

  // assets/panels/src/viewer/walk.js
  function neighbour(queue, repId, name) {
    const walk = queue && queue.walk;
    if (!walk) return { place: null };
    const index = walk.places.findIndex((p) => p.rep === repId);
    const at = index >= 0 ? walk.first + index : walk.at[repId];
    if (at === void 0) return { place: null, beyond: walk.total > 0 };
    const next = name === "next" ? Math.floor(at) + 1 : Math.ceil(at) - 1;
    const place2 = walk.places[next - walk.first];
    if (place2) return { place: place2 };
    if (next >= 0 && next < walk.total) return { place: null, beyond: true };
    const left = name === "next" && (walk.places.find((p) => !p.done && p.rep !== repId) || queue.next);
    return { place: left && left.rep !== repId ? left : null };
  }
  function firstOf(reps, wishes) {
    const wished = wishes.find((id) => reps.some((rep) => rep.id === id));
    const todo = reps.find((rep) => rep.machine.flagged && rep.review.state === "unreviewed");
    return wished || (todo || reps[0] || {}).id || null;
  }
  function isThere(place2, reps, clip, modalId) {
    const there = reps.find((rep) => rep.id === place2.rep);
    if (!there) return false;
    if (place2.sample === modalId || !clip) return true;
    return there.machine.first >= clip[0] && there.machine.last <= clip[1];
  }

  // assets/panels/src/viewer/review.js
  var noFocus = (event) => event.preventDefault();
  function Buttons({ act, rep, busy, canUndo }) {
    return h(
      "div",
      { className: "fbw-buttons", role: "toolbar", "aria-label": "Review" },
      ACTIONS.map(
        (action) => h(
          "button",
          {
            key: action.name,
            onMouseDown: noFocus,
            onClick: () => act(action.name),
            title: action.help + " (key " + action.key.toUpperCase() + ")",
            disabled: !rep || busy || action.name === "undo" && !canUndo,
            className: "fbw-button" + (action.main ? " fbw-main" : "") + (rep && rep.review.state === action.name ? " fbw-on" : ""),
            "data-testid": "fbw-" + action.name
          },
          action.title,
          h("kbd", null, action.key.toUpperCase())
        )
      )
    );
  }
  function Progress({ queue, act, rep }) {
    if (!queue) return null;
    const off = (name) => !neighbour(queue, rep && rep.id, name).place && !neighbour(queue, rep && rep.id, name).beyond;
    const share = queue.total ? 100 * queue.done / queue.total : 0;
    const kind = queue.chosen ? "chosen" : "flagged";
    const text2 = queue.total ? queue.done + " of " + queue.total + " " + kind + " reps reviewed" : "No " + kind + " reps in this view";
    const why = rep && queue.why && queue.why[rep.id];
    const bar = h(
      "div",
      { className: "fbw-progress", "data-testid": "fbw-progress" },
      MOVES.slice(0, 1).map((move) => h(Move, { key: move.name, move, act, off: off(move.name) })),
      h(
        "div",
        {
          className: "fbw-bar",
          title: queue.chosen ? "The clips of this view, in its order" : "Flagged: severity 2 or 3, or heavily loaded; counted in the App's present view"
        },
        h("div", { style: { width: share + "%" } }),
        h("span", null, text2)
      ),
      MOVES.slice(1).map((move) => h(Move, { key: move.name, move, act, off: off(move.name) }))
    );
    if (!why) return bar;
    return h(
      "div",
      null,
      bar,
      h("div", { className: "fbw-quiet", "data-testid": "fbw-why" }, "Why this one: " + why)
    );
  }
  function Move({ move, act, off }) {
    return h(
      "button",
      {
        className: "fbw-button",
        disabled: off,
        onMouseDown: noFocus,
        onClick: () => act(move.name),
        title: move.help,
        "data-testid": "fbw-" + move.name
      },
      move.title,
      h("kbd", null, move.key.toUpperCase())
    );
  }

  // assets/panels/src/viewer/memory.js
  var PATIENCE_MS4 = 15e3;
  var memory = { heading: null, done: [], unseen: false };
  function heading() {
    if (memory.heading && Date.now() - memory.heading.since > PATIENCE_MS4) memory.heading = null;
    return memory.heading;
  }
  function noteAdopted(answer, data, modalId) {
    (answer.adopted || []).forEach((id) => {
      const found = (answer.reps || answer.video && answer.video.reps || []).find(
        (r) => r.id === id
      );
      if (found)
        memory.done.push({
          sample: answer.sample || answer.video && answer.video.sample,
          modal: answer.clip || data && data.clip ? id : modalId,
          rep: id,
          number: found.number,
          revision: found.review.revision,
          flagged: found.machine.flagged,
          key: answer.key || data && data.key
        });
    });
  }

  // assets/panels/src/viewer/messages.js
  var END = {
    next: "This is the last rep of the list, and all are reviewed.",
    previous: "This is the first rep of the list."
  };
  var TWICE = " A second press at once was not counted.";
  var enough = (text2) => text2.endsWith(TWICE) ? text2 : text2 + TWICE;
  function outcome(verdict, about, answer) {
    if (verdict === "undo" && !answer.changed)
      return "Nothing to take back on rep " + about.number + ".";
    if (verdict === "undo") return "Verdict on rep " + about.number + " taken back.";
    const end = answer.queue && answer.queue.total && answer.queue.done === answer.queue.total ? " All " + (answer.queue.chosen ? "chosen" : "flagged") + " reps of this view are reviewed." : "";
    return "Rep " + about.number + ": " + words(verdict) + (answer.changed ? "." : " already.") + " Undo with U." + end;
  }
  function counted(answer) {
    const edits = (number2) => number2 + (number2 === 1 ? " edit" : " edits") + " from the Annotate tab ";
    const said2 = [];
    if (answer.adopted && answer.adopted.length)
      said2.push(edits(answer.adopted.length) + "counted as a correction.");
    if (answer.repeated)
      said2.push(
        edits(answer.repeated) + (answer.repeated === 1 ? "was" : "were") + " counted before and not again. Use Correct to say it anew."
      );
    return said2.join(" ");
  }

  // assets/panels/src/viewer/travel.js
  var REFRESH_MS = 6e4;
  function useFreshGrid() {
    useEffect(
      () => () => {
        window.setTimeout(() => {
          if (!memory.unseen || !foo.executeOperator || isModalShown()) return;
          memory.unseen = false;
          run("@voxel51/operators/reload_dataset", {});
        }, 400);
      },
      []
    );
  }
  function useLooks(look, annotating) {
    const looking = useRef(look);
    looking.current = look;
    useEffect(() => {
      const now = () => looking.current();
      window.addEventListener("focus", now);
      const timer = window.setInterval(now, REFRESH_MS);
      return () => {
        window.removeEventListener("focus", now);
        window.clearInterval(timer);
      };
    }, []);
    const was = useRef(annotating);
    useEffect(() => {
      if (was.current && !annotating) looking.current();
      was.current = annotating;
    }, [annotating]);
  }
  function useTravel({ ask, openInGroup, current, sending, choose, release, setProblem }) {
    const travelling = useRef(false);
    return useCallback(async () => {
      if (travelling.current) return;
      travelling.current = true;
      let sent = null;
      while (heading() && heading() !== sent) {
        sent = heading();
        const answer = await ask("go", { sample: sent.sample });
        if (answer.error && heading() === sent) {
          memory.heading = null;
          setProblem(answer.error);
        } else if (answer.group && openInGroup) await openInGroup(answer.opened, answer.group);
      }
      travelling.current = false;
      const timer = window.setInterval(() => {
        const { modalId: open, data: seen } = current.current;
        const aim = heading();
        if (aim && !(open === aim.sample && seen && seen.modal_id === open)) return;
        window.clearInterval(timer);
        if (aim && aim === sent) {
          memory.heading = null;
          choose(aim.rep, seen.video.reps);
        }
        if (!aim && !sending.current) release();
        else if (aim === sent) release();
      }, 200);
    }, [ask, choose, openInGroup, release]);
  }

  // assets/panels/src/viewer/session.js
  function useSession(calls, annotating, refusal) {
    const ask = useAnswers(calls);
    useFreshGrid();
    const modalId = useOpenId();
    const openInGroup = useOpenInGroup();
    const [key, setKey] = useKept("key", null);
    const [data, setData] = useState(null);
    const [repId, setRepId] = useState(null);
    const [busy, setBusy] = useState(true);
    const [form, setForm] = useState(null);
    const [problem, setProblem] = useState("");
    const [conflict, setConflict] = useState(null);
    const [message, setMessage] = useState("");
    const [wanted, setWanted] = useState(null);
    const [reviewer, setReviewer] = useKept("reviewer", "");
    const [advance, setAdvance] = useKept("advance", true);
    const lock = useRef(false);
    const sending = useRef(false);
    const pressedAt = useRef(0);
    const extra = useRef(false);
    const drafts2 = useRef({});
    const asked = useRef(0);
    const changes2 = useRef(0);
    const [drawn, setDrawn] = useState(0);
    const chosen = useRef(null);
    const renew = useCallback(() => {
      changes2.current += 1;
      setDrawn(changes2.current);
    }, []);
    const rep = useMemo(
      () => data && data.video ? data.video.reps.find((r) => r.id === repId) || null : null,
      [data, repId]
    );
    const current = useRef({});
    current.current = { modalId, data };
    const choose = useCallback(
      (id, reps) => {
        chosen.current = id;
        renew();
        setRepId(id);
        setForm(null);
        setConflict(null);
        const found = reps.find((r) => r.id === id);
        setWanted(found ? { rep: id, frame: found.first } : null);
      },
      [renew]
    );
    const release = useCallback(() => {
      lock.current = false;
      setBusy(false);
    }, []);
    const counting = useCallback(
      async (answer, about) => {
        if (!answer.edits || annotating) return answer;
        const after = await ask("adopt", { ...about, reviewer });
        if (after.error)
          return { ...answer, warning: "Edits of the Annotate tab were not counted: " + after.error };
        const video = answer.video && { ...answer.video, reps: after.reps };
        return { ...answer, ...after, ...video && { video } };
      },
      [ask, annotating, reviewer]
    );
    const told = useCallback(
      (answer) => {
        const text2 = counted(answer);
        if (text2) setMessage(text2);
        noteAdopted(answer, data, modalId);
      },
      [modalId, data]
    );
    const open = useCallback(async () => {
      const number2 = asked.current += 1;
      const aim = heading();
      const focus = aim && aim.rep;
      const loaded = await ask("load", { modal_id: modalId, key, reviewer, rep: focus });
      if (number2 !== asked.current) return;
      const answer = await counting(loaded, {
        key: loaded.key,
        sample: loaded.video && loaded.video.sample,
        rep: focus || loaded.rep
      });
      if (number2 !== asked.current) return;
      const last = heading();
      if (!last || last.sample === modalId || !modalId) {
        memory.heading = null;
        release();
      }
      if (answer.error) {
        setProblem(answer.error);
        return;
      }
      setProblem(answer.warning || "");
      const reps = answer.video && answer.video.reps || [];
      const wished = answer.video && takeWish(answer.video.sample);
      const pick2 = firstOf(reps, [last && last.rep, focus, answer.rep, wished]);
      setData(answer);
      told(answer);
      choose(pick2, reps);
    }, [ask, counting, told, modalId, key, reviewer, choose, release]);
    const opening = useRef(open);
    opening.current = open;
    useEffect(() => {
      lock.current = true;
      setBusy(true);
      setForm(null);
      setConflict(null);
      opening.current();
    }, [modalId, key]);
    const take = useCallback(
      (answer) => {
        if (!answer.reps) return;
        renew();
        setData((old) => withAnswer(old, answer));
      },
      [renew]
    );
    const look = useCallback(async () => {
      if (document.hidden || annotating || lock.current || !data || data.state !== "ready") return;
      const about = { key: data.key, sample: data.video.sample, rep: repId };
      const seen = await ask("refresh", { ...about, reviewer });
      const answer = lock.current ? seen : await counting(seen, about);
      if (answer.error) opening.current();
      else if (!lock.current) {
        take(answer);
        if (answer.warning) setProblem(answer.warning);
        told(answer);
      }
    }, [annotating, data, repId, reviewer, ask, counting, take, told]);
    useLooks(look, annotating);
    const travel = useTravel({ ask, openInGroup, current, sending, choose, release, setProblem });
    const goTo2 = useCallback(
      (place2, reps) => {
        if (isThere(place2, reps, data.clip, modalId) && !heading()) {
          choose(place2.rep, reps);
          return;
        }
        lock.current = true;
        setBusy(true);
        setProblem("");
        memory.heading = { ...place2, since: Date.now() };
        travel();
      },
      [data, modalId, choose, travel]
    );
    const pick = useCallback(
      (id) => {
        if (lock.current || !data || !data.video) return;
        goTo2({ sample: data.clip ? id : modalId || data.video.sample, rep: id }, data.video.reps);
      },
      [data, modalId, goTo2]
    );
    const walk = useCallback(
      async (name) => {
        const aim = heading();
        if (sending.current || lock.current && !aim) return;
        const from = aim ? aim.rep : chosen.current;
        let found = neighbour(data.queue, from, name);
        if (found.beyond) {
          const answer = await ask("refresh", {
            key: data.key,
            sample: data.video.sample,
            rep: from
          });
          take(answer);
          found = neighbour(answer.queue, from, name);
        }
        if (found.place) {
          setMessage("");
          goTo2(found.place, data.video.reps);
        } else setMessage(END[name]);
      },
      [data, ask, take, goTo2]
    );
    const send = useCallback(
      async (verdict, options = {}) => {
        const { values = {}, note, overwrite = false, target = null } = options;
        const about = target || rep && {
          sample: data.video.sample,
          modal: modalId,
          rep: rep.id,
          number: rep.number,
          revision: rep.review.revision,
          flagged: rep.machine.flagged
        };
        if (lock.current || !about) return;
        lock.current = true;
        sending.current = true;
        extra.current = false;
        setBusy(true);
        setProblem("");
        setConflict(null);
        const remark = note === void 0 ? drafts2.current[about.rep] || rep && rep.review.note || "" : note;
        const answer = await ask("review", {
          key: data.key,
          sample: about.sample,
          rep: about.rep,
          verdict,
          values,
          note: remark,
          reviewer,
          overwrite,
          revision: about.revision
        });
        sending.current = false;
        release();
        take(answer);
        if (answer.conflict) {
          setConflict({ text: answer.conflict, again: { verdict, values, note: remark, about } });
          return;
        }
        if (answer.error) {
          setProblem(answer.error);
          if (!answer.reps) opening.current();
          return;
        }
        setForm(null);
        delete drafts2.current[about.rep];
        if (answer.changed) memory.unseen = true;
        const after = (answer.reps || []).find((r) => r.id === about.rep);
        setMessage(
          extra.current ? enough(outcome(verdict, about, answer)) : outcome(verdict, about, answer)
        );
        if (verdict === "undo") {
          memory.done = memory.done.filter((d) => d !== target);
          if (after && answer.changed)
            memory.done.filter((d) => d.rep === about.rep).forEach((d) => {
              d.revision = after.review.revision;
            });
          if (target)
            goTo2(
              { sample: about.modal, rep: about.rep },
              answer.sample === data.video.sample ? answer.reps : []
            );
          return;
        }
        if (answer.changed && after)
          memory.done.push({ ...about, key: data.key, revision: after.review.revision });
        if (advance && answer.queue && answer.queue.next && (about.flagged || answer.queue.chosen))
          goTo2(answer.queue.next, answer.reps || []);
      },
      [rep, data, modalId, reviewer, advance, ask, take, goTo2, release]
    );
    const undo = useCallback(() => {
      const last = memory.done[memory.done.length - 1];
      if (last && data && last.key === data.key) send("undo", { target: last });
      else if (rep && rep.review.undo) send("undo");
    }, [rep, data, send]);
    const hindrance2 = () => {
      if (sending.current) return "the verdict before is being stored";
      if (lock.current) return "a video is being opened";
      if (drawn !== changes2.current) return "the panel is being drawn anew";
      return refusal.current();
    };
    const act = useCallback(
      (name) => {
        if (!data || data.state !== "ready") return;
        if (name === "next" || name === "previous") {
          walk(name);
          return;
        }
        if (!rep) return;
        if (name === "note") {
          if (lock.current) return;
          setProblem("");
          setForm(form === name ? null : name);
          return;
        }
        if (Date.now() - pressedAt.current < DOUBLE_MS) {
          extra.current = true;
          setMessage(enough);
          return;
        }
        if (name === "undo") {
          if (lock.current) return;
          pressedAt.current = Date.now();
          undo();
          return;
        }
        const why = hindrance2();
        if (why) {
          extra.current = true;
          setProblem("");
          setMessage("Not stored: " + why + ". Look, then press again.");
          if (!lock.current && !annotating && drawn === changes2.current)
            setWanted((wish2) => wish2 || { rep: rep.id, frame: rep.first });
          return;
        }
        if (name === "edit") {
          setProblem("");
          setForm(form === name ? null : name);
        } else if (VERDICTS.includes(name)) {
          pressedAt.current = Date.now();
          send(name);
        }
      },
      [data, rep, drawn, form, annotating, refusal, walk, send, undo]
    );
    const saveNote = useCallback(
      (note) => {
        if (rep.review.state === "unreviewed") {
          drafts2.current[rep.id] = note;
          setForm(null);
          setMessage("The note will be stored with your verdict.");
        } else send(rep.review.state, { values: stated(rep), note });
      },
      [rep, send]
    );
    return {
      data,
      rep,
      busy,
      form,
      problem,
      conflict,
      message,
      wanted,
      modalId,
      reviewer,
      advance,
      canUndo: memory.done.length > 0 || Boolean(rep && rep.review.undo),
      reopen: useCallback(() => opening.current(), []),
      pick,
      act,
      send,
      saveNote,
      setReviewer,
      setAdvance,
      setKey,
      /* The wish that has come true, or any. */
      clearWanted: useCallback(
        (wish2) => setWanted((now) => !wish2 || wish2 === now ? null : now),
        []
      ),
      byHand: { ask, take, say: setMessage },
      closeForm: () => {
        setForm(null);
        setProblem("");
      },
      keepTheirs: () => {
        setConflict(null);
        setForm(null);
      },
      overwrite: () => {
        const { verdict, values, note, about } = conflict.again;
        send(verdict, { values, note, overwrite: true, target: verdict === "undo" ? about : null });
      },
      pictures: useCallback(
        (r) => ask("pictures", { key: data.key, sample: data.video.sample, rep: r.id }),
        [ask, data && data.key, data && data.video && data.video.sample]
      )
    };
  }

  // assets/panels/src/viewer/style.css
  var style_default2 = '.fbw {\n  --text: var(--fo-palette-text-primary, #fff);\n  --soft: var(--fo-palette-text-secondary, #b3b3b3);\n  --back: var(--fo-palette-background-level2, #1d1d1f);\n  --raised: var(--fo-palette-background-level1, #2a2a2d);\n  --border: var(--fo-palette-divider, #3c3c40);\n  --accent: var(--fo-palette-primary-main, #ff6d04);\n  --warn: color-mix(in srgb, #f5a300 65%, var(--text));\n  container-type: inline-size;\n  width: 100%;\n  color: var(--text);\n  font-size: 13px;\n  line-height: 1.4;\n  background: var(--back);\n  text-align: left;\n}\n.fbw * {\n  box-sizing: border-box;\n}\n.fbw-header,\n.fbw-footer {\n  position: sticky;\n  z-index: 3;\n  padding: 8px 12px;\n  background: var(--raised);\n}\n.fbw-header {\n  top: 0;\n  border-bottom: 1px solid var(--border);\n}\n.fbw-footer {\n  bottom: 0;\n  border-top: 1px solid var(--border);\n}\n.fbw-scroll {\n  padding: 8px 12px 12px;\n}\n.fbw-title {\n  display: flex;\n  flex-wrap: wrap;\n  gap: 2px 12px;\n  align-items: center;\n}\n.fbw-title b {\n  max-width: 40cqw;\n  overflow: hidden;\n  text-overflow: ellipsis;\n  white-space: nowrap;\n  font-size: 14px;\n}\n.fbw-space {\n  flex: 1;\n}\n.fbw-quiet {\n  color: var(--soft);\n  font-size: 12px;\n}\n.fbw label {\n  color: var(--soft);\n  font-size: 12px;\n  white-space: nowrap;\n}\n.fbw input[type="checkbox"] {\n  vertical-align: -2px;\n  accent-color: var(--accent);\n}\n.fbw input:not([type="checkbox"]),\n.fbw select {\n  color: var(--text);\n  background: var(--back);\n  border: 1px solid var(--border);\n  border-radius: 4px;\n  padding: 3px 6px;\n  font: inherit;\n  min-width: 0;\n}\n.fbw input:focus-visible,\n.fbw select:focus-visible,\n.fbw button:focus-visible {\n  outline: 2px solid var(--accent);\n  outline-offset: 1px;\n}\n.fbw-name {\n  width: 92px;\n}\n.fbw-progress {\n  display: flex;\n  gap: 8px;\n  margin-top: 6px;\n  align-items: stretch;\n}\n.fbw-bar {\n  flex: 1;\n  position: relative;\n  border: 1px solid var(--border);\n  border-radius: 4px;\n  overflow: hidden;\n  min-height: 28px;\n  background: var(--back);\n}\n.fbw-bar div {\n  position: absolute;\n  inset: 0 auto 0 0;\n  background: color-mix(in srgb, var(--accent) 45%, transparent);\n  transition: width 0.2s;\n}\n.fbw-bar span {\n  position: relative;\n  display: block;\n  text-align: center;\n  padding: 4px 6px;\n  font-size: 12px;\n  white-space: nowrap;\n  overflow: hidden;\n  text-overflow: ellipsis;\n}\n.fbw button {\n  font: inherit;\n  color: var(--text);\n  cursor: pointer;\n}\n.fbw button:disabled {\n  opacity: 0.4;\n  cursor: default;\n}\n.fbw-button {\n  background: var(--back);\n  border: 1px solid var(--border);\n  border-radius: 4px;\n  padding: 4px 9px;\n  white-space: nowrap;\n}\n.fbw-button:hover:not(:disabled) {\n  border-color: var(--accent);\n}\n.fbw-button.fbw-main {\n  background: var(--accent);\n  border-color: var(--accent);\n  color: #111;\n  font-weight: 600;\n}\n.fbw-button.fbw-on {\n  box-shadow: inset 0 0 0 2px var(--accent);\n}\n.fbw kbd {\n  margin-left: 7px;\n  padding: 0 5px;\n  border: 1px solid currentColor;\n  border-radius: 3px;\n  font: 11px/1.35 monospace;\n  opacity: 0.8;\n}\n.fbw-buttons {\n  display: flex;\n  flex-wrap: wrap;\n  gap: 6px;\n}\n.fbw-status {\n  display: flex;\n  flex-wrap: wrap;\n  gap: 2px 12px;\n  align-items: center;\n  justify-content: space-between;\n  min-height: 26px;\n  margin-bottom: 5px;\n  font-size: 12px;\n  color: var(--soft);\n}\n.fbw-who {\n  display: flex;\n  gap: 12px;\n  align-items: center;\n  margin-left: auto;\n}\n.fbw-key.fbw-beside {\n  color: var(--accent) !important;\n}\n.fbw-warn {\n  color: var(--warn);\n}\n.fbw-status .fbw-button {\n  margin: 2px 6px 2px 0;\n}\n.fbw-legend {\n  display: flex;\n  flex-wrap: wrap;\n  gap: 2px 10px;\n  align-items: center;\n  font-size: 12px;\n  color: var(--soft);\n}\n.fbw-legend i {\n  display: inline-block;\n  width: 14px;\n  height: 3px;\n  margin-right: 5px;\n  vertical-align: 3px;\n  border-radius: 1px;\n}\n.fbw-key {\n  background: none;\n  border: 0;\n  padding: 2px 0;\n  font-size: 12px !important;\n  color: var(--soft) !important;\n}\n.fbw-key:hover {\n  color: var(--text) !important;\n}\n.fbw-key b {\n  display: inline-block;\n  min-width: 34px;\n  margin-left: 5px;\n  text-align: left;\n  color: var(--text);\n  font-variant-numeric: tabular-nums;\n}\n.fbw-key.fbw-off {\n  text-decoration: line-through;\n  opacity: 0.55;\n}\n.fbw-chart {\n  position: relative;\n  width: 100%;\n  cursor: crosshair;\n  user-select: none;\n  touch-action: none;\n  overflow: hidden;\n}\n.fbw-chart svg {\n  display: block;\n  font-family: inherit;\n}\n.fbw-tick {\n  fill: var(--soft);\n  font-size: 11px;\n}\n.fbw-grid {\n  stroke: var(--border);\n}\n.fbw-zero {\n  stroke: #77777d;\n}\n.fbw-tab {\n  cursor: pointer;\n}\n.fbw-band-text {\n  fill: #111;\n  font-size: 11.5px;\n  font-weight: 600;\n  pointer-events: none;\n}\n.fbw-interval {\n  fill: var(--text);\n  opacity: 0.13;\n}\n.fbw-onset {\n  stroke: var(--text);\n  stroke-width: 1.6;\n  stroke-dasharray: 2 3;\n}\n.fbw-bottom {\n  stroke: var(--text);\n  stroke-width: 1.2;\n  stroke-dasharray: 7 4;\n  opacity: 0.75;\n}\n.fbw-said {\n  fill: var(--soft);\n  font-size: 10.5px;\n  paint-order: stroke;\n  stroke: var(--back);\n  stroke-width: 2.5px;\n}\n.fbw-reversal g {\n  stroke-width: 1.4;\n}\n.fbw-reversal g.fbw-counts {\n  stroke-width: 2.8;\n}\n.fbw-reversal line.fbw-guide {\n  stroke-width: 1;\n  stroke-dasharray: 2 2;\n}\n.fbw-turning {\n  fill: var(--back);\n  stroke-width: 2;\n}\n.fbw-reversal path {\n  stroke: none;\n}\n.fbw-reversal text {\n  font-size: 11px;\n  paint-order: stroke;\n  stroke: var(--back);\n  stroke-width: 3px;\n}\n.fbw-counts text {\n  font-weight: 700;\n}\n.fbw-pointer line {\n  stroke: var(--text);\n  opacity: 0.35;\n}\n.fbw-pointer text {\n  fill: var(--text);\n  font-size: 11px;\n  paint-order: stroke;\n  stroke: var(--back);\n  stroke-width: 3px;\n}\n.fbw-playhead line {\n  stroke: var(--accent);\n  stroke-width: 2;\n}\n.fbw-playhead path {\n  fill: var(--accent);\n}\n.fbw-columns {\n  display: grid;\n  grid-template-columns: minmax(0, 1fr);\n  gap: 12px;\n  margin-top: 10px;\n}\n@container (min-width: 760px) {\n  .fbw-columns {\n    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);\n    gap: 20px;\n  }\n}\n.fbw-headline {\n  display: flex;\n  flex-wrap: wrap;\n  gap: 4px 12px;\n  align-items: center;\n}\n.fbw-chip {\n  padding: 2px 10px;\n  border-radius: 4px;\n  color: #111;\n  font-weight: 700;\n  font-size: 14px;\n}\n.fbw-flag {\n  color: var(--warn);\n}\n.fbw-verdict {\n  margin: 6px 0;\n  color: var(--soft);\n}\n.fbw-verdict b {\n  color: var(--text);\n}\n.fbw-note {\n  color: var(--text);\n  font-style: italic;\n  overflow-wrap: anywhere;\n}\n.fbw-factor {\n  margin: 0 0 7px;\n}\n.fbw-factor-name {\n  display: inline-block;\n  min-width: 74px;\n  margin-right: 8px;\n  color: var(--soft);\n}\n.fbw-scale {\n  position: relative;\n  height: 8px;\n  margin: 4px 0 18px;\n  border-radius: 2px;\n}\n.fbw-scale-part {\n  position: absolute;\n  top: 0;\n  bottom: 0;\n  opacity: 0.5;\n}\n.fbw-scale-span {\n  position: absolute;\n  top: 2.5px;\n  height: 3px;\n  background: var(--text);\n  opacity: 0.9;\n}\n.fbw-scale-value {\n  position: absolute;\n  top: -3px;\n  width: 3px;\n  height: 14px;\n  margin-left: -1.5px;\n  background: var(--text);\n  box-shadow: 0 0 0 1px var(--back);\n}\n.fbw-scale-tick {\n  position: absolute;\n  top: 9px;\n  transform: translateX(-50%);\n  font-size: 10.5px;\n  color: var(--soft);\n  white-space: nowrap;\n}\n.fbw-reason {\n  color: var(--soft);\n}\n.fbw-facts {\n  display: grid;\n  grid-template-columns: auto 1fr auto 1fr;\n  gap: 2px 10px;\n  margin: 8px 0 0;\n  font-size: 12px;\n}\n@container (max-width: 440px) {\n  .fbw-facts {\n    grid-template-columns: auto 1fr;\n  }\n}\n.fbw-facts dt {\n  color: var(--soft);\n}\n.fbw-facts dd {\n  margin: 0;\n  font-variant-numeric: tabular-nums;\n}\n.fbw-row {\n  display: grid;\n  grid-template-columns: repeat(3, minmax(0, 1fr));\n  gap: 8px;\n  margin-bottom: 4px;\n}\n.fbw-row figure {\n  margin: 0;\n}\n.fbw-row figcaption {\n  font-size: 11.5px;\n  color: var(--soft);\n  text-align: center;\n}\n.fbw-picture {\n  display: block;\n  width: 100%;\n  aspect-ratio: 3 / 4;\n  padding: 0;\n  border: 1px solid var(--border);\n  border-radius: 4px;\n  background: #000;\n  overflow: hidden;\n}\n.fbw-picture img {\n  width: 100%;\n  height: 100%;\n  object-fit: contain;\n  display: block;\n}\n.fbw-picture.fbw-empty {\n  display: flex;\n  align-items: center;\n  justify-content: center;\n  color: var(--soft);\n  font-size: 12px;\n}\n.fbw-form {\n  display: grid;\n  grid-template-columns: repeat(auto-fit, minmax(124px, 1fr));\n  gap: 6px 12px;\n  align-items: end;\n}\n.fbw-form label {\n  display: flex;\n  flex-direction: column;\n  gap: 2px;\n}\n.fbw-form label > span {\n  display: flex;\n  gap: 4px;\n}\n.fbw-form label input,\n.fbw-form label select {\n  flex: 1;\n  width: 100%;\n}\n.fbw-wide {\n  grid-column: 1 / -1;\n}\n.fbw-form-end {\n  display: flex;\n  gap: 8px;\n}\n.fbw-take {\n  flex: none;\n  background: none;\n  border: 1px solid var(--border);\n  border-radius: 4px;\n  padding: 0 6px;\n  font-size: 11px !important;\n  color: var(--soft) !important;\n}\n.fbw-empty-state {\n  padding: 40px 16px;\n  text-align: center;\n}\n.fbw-context {\n  border: 1px solid var(--border);\n  border-radius: 4px;\n  padding: 4px 10px;\n  margin-top: 8px;\n}\n.fbw-context summary {\n  cursor: pointer;\n}\n.fbw-context h4 {\n  margin: 10px 0 2px;\n  font-weight: 600;\n}\n.fbw-context ul,\n.fbw-context ol {\n  margin: 0;\n  padding-left: 20px;\n  list-style: disc;\n}\n.fbw-context ol {\n  list-style: decimal;\n}\n.fbw-context sup {\n  color: var(--soft);\n}\n';

  // assets/panels/src/viewer/zoom.js
  function useZoom(video, rep, clip) {
    const [kept, setKept] = useState({ sample: null, range: null });
    const total = video && video.total_frames || 1;
    const around = useCallback(
      (first, last) => {
        const margin = Math.max(6, Math.round(0.35 * (last - first)));
        return [Math.max(1, first - margin), Math.min(total, last + margin)];
      },
      [total]
    );
    const own = video && kept.sample === video.sample ? kept.range : null;
    const range = useMemo(
      () => own || (clip ? around(clip[0], clip[1]) : [1, Math.max(2, total)]),
      [own, clip, total, around]
    );
    const set = useCallback(
      (next) => setKept({ sample: video && video.sample, range: next }),
      [video && video.sample]
    );
    const toRep = () => rep && set(around(rep.first, rep.last));
    return { range, set, toRep };
  }

  // assets/panels/src/viewer/main.js
  var WAITING = "The video is not there yet; the curves will follow it once it is (in the Explore tab).";
  var STATIC = "This version of FiftyOne does not report the position of its videos: the curves stand still.";
  var ANNOTATING = "Annotate tab: keys rest, curves cannot move the video. Edits count as corrections.";
  var EMPTY = {
    no_dataset: ["No dataset is open.", ""],
    no_run: ["This dataset has no squat analysis yet.", "analyze_squats"],
    no_sample: ["This sample is not in the dataset any more. Close it and open another one.", ""],
    not_analysed: ["This video has not been analyzed under this key.", "analyze_squats"],
    no_reps: ["No squat repetition was found in this video.", ""]
  };
  function RepViewer({ calls }) {
    addStyle("fbw-style", style_default2 + hand_default);
    const root = useRef(null);
    const annotating = useAnnotating();
    const refusal = useRef(() => "");
    const session = useSession(calls, annotating, refusal);
    const { data, rep, form, problem, conflict, message, clearWanted } = session;
    const video = data && data.video;
    const player = usePlayhead(video, annotating);
    const playhead = useMemo(
      () => ({
        ...player,
        seek: (n) => {
          clearWanted();
          return player.seek(n);
        }
      }),
      [player, clearWanted]
    );
    const picture2 = usePicture(session, player);
    refusal.current = picture2.refusal;
    const busy = session.busy || picture2.pending;
    const [hidden, setHidden] = useState(() => remembered("hidden", []));
    const hover = useMemo(makeFrame, []);
    const zoom = useZoom(video, rep, data && data.clip);
    const [measuring, setMeasuring] = useState(false);
    const byHand = measuring && rep && data.state === "ready";
    useKeys(session.act, root, byHand);
    const nextRep = () => {
      const next = video.reps.find((r) => r.first > rep.first);
      if (next) session.pick(next.id);
      return Boolean(next);
    };
    const onClose = () => setMeasuring(false);
    const handed = { session, playhead, root, onClose, onNext: nextRep };
    const remove = (id) => removeByHand(session, { key: data.key, sample: video.sample, rep: rep.id }, id);
    const toggle = (name) => {
      const next = hidden.includes(name) ? hidden.filter((n) => n !== name) : [...hidden, name];
      setHidden(next);
      remember("hidden", next);
    };
    let body;
    if (!data) {
      body = h("div", { className: "fbw-empty-state" }, problem ? null : "Loading …");
    } else if (data.state !== "ready") {
      body = h(Empty, { data, calls });
    } else if (!byHand) {
      body = h(
        "div",
        { className: "fbw-body" },
        h(
          "div",
          { className: "fbw-curves" },
          h(Legend, { video, hidden, toggle, zoom, rep, playhead, hover }),
          h(Chart, {
            video,
            rep,
            onRep: session.pick,
            playhead,
            hover,
            zoom: zoom.range,
            onZoom: zoom.set,
            hidden,
            clip: data.clip
          }),
          video.timing && h("div", { className: "fbw-quiet", "data-testid": "fbw-timing" }, video.timing),
          !["live", "following"].includes(playhead.mode) && h(
            "div",
            { className: "fbw-quiet", "data-testid": "fbw-static" },
            playhead.mode === "waiting" ? WAITING : STATIC
          )
        ),
        rep && h(
          "div",
          { className: "fbw-columns" },
          h(
            "div",
            null,
            h(Summary, { rep, video }),
            h(Facts, { rep }),
            h(ByHand, {
              rep,
              me: session.reviewer || data.reviewer,
              measure: () => setMeasuring(true),
              remove,
              agreement: () => session.byHand.ask("hand_agreement", {}),
              busy
            })
          ),
          h(Pictures, { rep, load: session.pictures, seek: playhead.seek })
        ),
        h(Context, { context: data.context })
      );
    }
    return h(
      "div",
      {
        className: "fbw",
        ref: root,
        "data-testid": "fbw-viewer",
        "data-rep": rep ? rep.id : "",
        "data-busy": busy ? "yes" : "no",
        "data-mode": playhead.mode
      },
      // Nothing of what the machine measured while somebody measures by hand.
      byHand && h(HandMode, { key: rep.id, rep, video, ...handed }),
      !byHand && h(Header, { session, video, rep }),
      !byHand && h(OlderRun, { notice: data && data.older, onDone: session.reopen }),
      !byHand && h("div", { className: "fbw-scroll" }, body),
      !byHand && data && data.state === "ready" && h(
        "footer",
        { className: "fbw-footer" },
        h(
          "div",
          {
            className: "fbw-status",
            role: "status",
            "aria-live": "polite",
            "data-testid": "fbw-status"
          },
          problem && !form && h("div", { className: "fbw-warn", "data-testid": "fbw-problem" }, problem),
          conflict && h(Conflict, { conflict, session }),
          !problem && !conflict && h("span", null, message || (annotating ? ANNOTATING : "")),
          !conflict && !form && h(Who, { session })
        ),
        rep && form === "edit" && h(Correction, {
          key: rep.id,
          rep,
          video,
          labels: data.labels,
          playhead,
          problem,
          onSave: (values, note) => session.send("corrected", { values, note }),
          onCancel: session.closeForm
        }),
        rep && form === "note" && h(NoteField, { key: rep.id, rep, onSave: session.saveNote, onCancel: session.closeForm }),
        !form && h(Buttons, { act: session.act, rep, busy, canUndo: session.canUndo })
      ),
      data && data.state !== "ready" && problem && h("div", { className: "fbw-warn" }, problem),
      !data && problem && h("div", { className: "fbw-warn", "data-testid": "fbw-problem" }, problem)
    );
  }
  function Header({ session, video, rep }) {
    const { data } = session;
    return h(
      "header",
      { className: "fbw-header" },
      h(
        "div",
        { className: "fbw-title" },
        h("b", { title: video ? video.name : "" }, video ? middle(video.name, 40) : "Squat reps"),
        video && video.reps.length > 0 && h(
          "span",
          { className: "fbw-quiet" },
          (rep ? "rep " + rep.number + " of " : "") + video.reps.length + (rep ? "" : " reps")
        ),
        video && h("span", { className: "fbw-quiet", title: video.message }, viewText(video)),
        data && data.keys && data.keys.length > 1 && h(
          "select",
          {
            value: data.key,
            title: "Analysis (run key)",
            onChange: (event) => session.setKey(event.target.value),
            "data-testid": "fbw-run"
          },
          data.keys.map((key) => h("option", { key }, key))
        )
      ),
      data && data.state === "ready" && h(Progress, { queue: data.queue, act: session.act, rep })
    );
  }
  function Who({ session }) {
    return h(
      "span",
      { className: "fbw-who" },
      h(
        "label",
        { title: "Your name is stored with your verdicts" },
        "Reviewer ",
        h("input", {
          className: "fbw-name",
          value: session.reviewer,
          maxLength: 60,
          "data-testid": "fbw-reviewer",
          placeholder: session.data.reviewer,
          onChange: (event) => session.setReviewer(event.target.value)
        })
      ),
      h(
        "label",
        {
          title: "After a verdict on a flagged repetition, open the next one that is still to be reviewed"
        },
        h("input", {
          type: "checkbox",
          checked: session.advance,
          onChange: (event) => session.setAdvance(event.target.checked)
        }),
        " go on"
      )
    );
  }
  function Beside({ sample }) {
    const [split, setSplit] = useState(null);
    useEffect(() => {
      const look = () => setSplit(splitButton());
      look();
      const timer = window.setInterval(look, 1500);
      return () => window.clearInterval(timer);
    }, [sample]);
    return split && h(
      "button",
      {
        className: "fbw-key fbw-beside",
        onClick: () => split.click(),
        "data-testid": "fbw-beside"
      },
      "Show the video beside"
    );
  }
  function viewText(video) {
    const { side, yaw_deg: yaw } = video.view;
    const parts = [];
    if (video.status && video.status !== "ok") parts.push(words(video.status));
    if (side)
      parts.push(
        side + " side" + (yaw === null || yaw === void 0 ? "" : ", camera " + yaw.toFixed(0) + "° off")
      );
    if (video.set) parts.push(video.set);
    return parts.join(" · ");
  }
  function Legend({ video, hidden, toggle, zoom, rep, playhead, hover }) {
    const at = useFrame(playhead.frame);
    const pointed = useFrame(hover);
    const frame = pointed === null ? at : pointed;
    const value = (name) => frame === null ? "" : withUnit(video.curves[name][frame - 1], "°");
    return h(
      "div",
      { className: "fbw-legend" },
      video.chart.map(
        (curve) => h(
          "button",
          {
            key: curve.name,
            className: "fbw-key" + (hidden.includes(curve.name) ? " fbw-off" : ""),
            onClick: () => toggle(curve.name),
            title: curve.about + ". Click to show or hide.",
            "aria-pressed": !hidden.includes(curve.name)
          },
          h("i", { style: { background: curve.color } }),
          curve.title,
          h("b", null, hidden.includes(curve.name) ? "" : value(curve.name))
        )
      ),
      h("span", { className: "fbw-space" }),
      h(Beside, { sample: video.sample }),
      h(
        "button",
        {
          className: "fbw-key",
          disabled: !rep,
          onClick: () => zoom.toRep(),
          title: "Zoom to the chosen repetition"
        },
        "This rep"
      ),
      h(
        "button",
        {
          className: "fbw-key",
          onClick: () => zoom.set([1, video.total_frames || 1]),
          title: "Show the whole video (or double click the curves)"
        },
        "Whole video"
      )
    );
  }
  function Conflict({ conflict, session }) {
    return h(
      "div",
      { className: "fbw-warn", role: "alert", "data-testid": "fbw-conflict" },
      conflict.text + ". Your verdict was not stored. ",
      h(
        "button",
        { className: "fbw-button", onClick: session.keepTheirs, "data-testid": "fbw-keep" },
        "Keep theirs"
      ),
      h(
        "button",
        { className: "fbw-button", onClick: session.overwrite, "data-testid": "fbw-overwrite" },
        "Replace with mine"
      )
    );
  }
  function Empty({ data, calls }) {
    const prompt = foo.usePromptOperatorInput ? foo.usePromptOperatorInput() : null;
    const [text2, operator] = EMPTY[data.state] || ["There is nothing to show.", ""];
    const video = data.video || {};
    const reason = video.message || (video.status && video.status !== "ok" ? words(video.status) : "");
    const plugin = String(calls.load || "").split("/").slice(0, -1).join("/");
    return h(
      "div",
      { className: "fbw-empty-state", "data-testid": "fbw-empty" },
      h("p", null, text2),
      reason && h("p", { className: "fbw-quiet" }, reason),
      operator && prompt && h(
        "button",
        { className: "fbw-button fbw-main", onClick: () => prompt(plugin + "/" + operator) },
        "Analyze squats …"
      )
    );
  }
  function SquatRepViewer(props) {
    return h(RepViewer, { calls: props.schema && props.schema.view || {} });
  }

  // assets/panels/src/index.js
  var COMPONENTS = { SquatExplorer, SquatKeeper, SquatRepViewer, SquatStop };
  Object.entries(COMPONENTS).forEach(([name, component]) => {
    fop.registerComponent({
      name,
      label: name,
      component,
      type: fop.PluginComponentType.Component,
      activator: () => true
    });
  });
  if (foo.Operator) registerOperators();
})();
