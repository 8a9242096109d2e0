/* Verdicts: buttons, the form for corrections, and one key for each. */
(function () {
  "use strict";
  const { h, isTyping, useEffect, useRef, useState, words } = window.__foButtwink__.viewer;
  const { useFrame } = window.__foButtwink__.viewer;

  /* Letters that FiftyOne's modal leaves free in its Explore mode. */
  const ACTIONS = [
    { key: "y", name: "confirmed", title: "Confirm", help: "The machine's label is right", main: true },
    { key: "e", name: "edit", title: "Correct", help: "The label, onset or frames are wrong; say what is right" },
    { key: "n", name: "rejected", title: "Reject", help: "The label is wrong, and I cannot say what is right" },
    { key: "o", name: "not_a_squat", title: "Not a squat", help: "This movement is no squat" },
    { key: "i", name: "not_measurable", title: "Not measurable", help: "Nobody could tell from this video" },
    { key: "u", name: "undo", title: "Undo", help: "Take back the last verdict on this repetition" },
    { key: "a", name: "note", title: "Note", help: "Write a remark; it is stored with the verdict" },
  ];
  const MOVES = [
    { key: "b", name: "previous", title: "Previous", help: "The flagged repetition before this one, or any one where none is flagged" },
    { key: "g", name: "next", title: "Next", help: "The flagged repetition after this one, or any one where none is flagged" },
  ];

  /** Call `act(name)` for the keys above, unless somebody is typing. */
  function useKeys(act, root) {
    const latest = useRef(act);
    latest.current = act;
    useEffect(() => {
      const down = (event) => {
        if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || isTyping(event.target)) return;
        // A panel in a hidden tab stays mounted: what nobody sees must not be reviewed.
        if (!root.current || !root.current.offsetParent || covered() || annotating()) return;
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

  /** Whether a form of the App, such as an operator's, lies over the panel. */
  function covered() {
    return Boolean(document.querySelector("[data-cy=operators-prompt-modal], [data-cy=operator-browser]"));
  }

  /** The Annotate tab has keys of its own for its tools. */
  function annotating() {
    return Boolean(document.querySelector("[data-cy=modal] [data-cy=annotation-save-state]"));
  }

  function useAnnotating() {
    const [now, setNow] = useState(annotating());
    useEffect(() => {
      const timer = window.setInterval(() => setNow(annotating()), 700);
      return () => window.clearInterval(timer);
    }, []);
    return now;
  }

  /* A button that was clicked must not keep the focus: the App's space bar would press it again. */
  const noFocus = (event) => event.preventDefault();

  function Buttons({ act, rep, busy, canUndo }) {
    return h("div", { className: "fbw-buttons", role: "toolbar", "aria-label": "Review" },
      ACTIONS.map((action) =>
        h("button", {
          key: action.name, onMouseDown: noFocus, onClick: () => act(action.name), title: action.help + " (key " + action.key.toUpperCase() + ")",
          disabled: !rep || busy || (action.name === "undo" && !canUndo),
          className: "fbw-button" + (action.main ? " fbw-main" : "") + (rep && rep.review.state === action.name ? " fbw-on" : ""),
          "data-testid": "fbw-" + action.name,
        }, action.title, h("kbd", null, action.key.toUpperCase()))));
  }

  /**
   * The place before or after a repetition in the list of the view; `beyond` where the list goes on
   * but this part of it does not. After the last one comes the first that is still to be reviewed.
   */
  function neighbour(queue, repId, name) {
    const walk = queue && queue.walk;
    if (!walk) return { place: null };
    const index = walk.places.findIndex((p) => p.rep === repId);
    const at = index >= 0 ? walk.first + index : walk.at[repId];
    if (at === undefined) return { place: null, beyond: walk.total > 0 };
    const next = name === "next" ? Math.floor(at) + 1 : Math.ceil(at) - 1;
    const place = walk.places[next - walk.first];
    if (place) return { place };
    if (next >= 0 && next < walk.total) return { place: null, beyond: true };
    const left = name === "next" && (walk.places.find((p) => !p.done && p.rep !== repId) || queue.next);
    return { place: left && left.rep !== repId ? left : null };
  }

  /** Progress through the flagged repetitions, and the way to the neighbours. */
  function Progress({ queue, act, rep }) {
    if (!queue) return null;
    const off = (name) => !neighbour(queue, rep && rep.id, name).place && !neighbour(queue, rep && rep.id, name).beyond;
    const share = queue.total ? (100 * queue.done) / queue.total : 0;
    const text = queue.total
      ? queue.done + " of " + queue.total + " flagged reps reviewed"
      : "No flagged reps in this view";
    return h("div", { className: "fbw-progress", "data-testid": "fbw-progress" },
      MOVES.slice(0, 1).map((move) => h(Move, { key: move.name, move, act, off: off(move.name) })),
      h("div", { className: "fbw-bar", title: "Flagged: severity 2 or 3, or heavily loaded; counted in the App's present view" },
        h("div", { style: { width: share + "%" } }), h("span", null, text)),
      MOVES.slice(1).map((move) => h(Move, { key: move.name, move, act, off: off(move.name) })));
  }

  function Move({ move, act, off }) {
    return h("button", { className: "fbw-button", disabled: off, onMouseDown: noFocus, onClick: () => act(move.name), title: move.help,
      "data-testid": "fbw-" + move.name }, move.title, h("kbd", null, move.key.toUpperCase()));
  }

  const FRAMES = [["first", "First frame"], ["bottom", "Deepest frame"], ["last", "Last frame"]];

  /** The form for corrections: starts with what holds now; only changes are sent. */
  function Correction({ rep, video, labels, playhead, onSave, onCancel, problem }) {
    const [values, setValues] = useState(() => ({
      label: rep.label || rep.machine.label || "", onset_pct: text(rep.onset_pct), first: text(rep.first),
      bottom: text(rep.bottom), last: text(rep.last), note: rep.review.note || "",
    }));
    const first = useRef(null);
    useEffect(() => { if (first.current) first.current.focus(); }, []);
    const frame = useFrame(playhead.frame);
    const set = (name) => (event) => setValues({ ...values, [name]: event.target.value });
    const graded = video.cutoffs.grades.some((g) => g.label === values.label);
    const depth = frame === null ? null : video.curves.depth[frame - 1];
    const inDescent = depth != null && rep.bottom && frame >= rep.first && frame <= rep.bottom;
    const save = (event) => {
      event.preventDefault();
      onSave(changes(values, rep, graded), values.note.trim());
    };
    return h("form", { className: "fbw-form", onSubmit: save, "data-testid": "fbw-form", noValidate: true,
        onKeyDown: (event) => {
          event.stopPropagation();
          if (event.key === "Escape") onCancel();
        } },
      h("label", null, "Label",
        h("select", { ref: first, value: values.label, onChange: set("label"), "data-testid": "fbw-form-label" },
          labels.map((label) => h("option", { key: label, value: label, title: video.texts.labels[label] }, words(label))))),
      h("label", null, "Onset [% of descent]",
        h("span", null,
          h("input", { type: "number", min: 0, max: 100, step: "any", value: graded ? values.onset_pct : "", disabled: !graded,
            onChange: set("onset_pct"), "data-testid": "fbw-form-onset_pct",
            title: graded ? video.texts.onset : "Only subtle, moderate and marked winks have an onset" }),
          h(Take, { off: !graded || !inDescent, take: () => setValues({ ...values, onset_pct: (100 * depth).toFixed(0) }),
            help: "Take the depth at the video's present frame: go to where the pelvis begins to turn back for good" }))),
      FRAMES.map(([name, title]) =>
        h("label", { key: name }, title,
          h("span", null,
            h("input", { type: "number", min: 1, max: video.total_frames, step: 1, value: values[name], onChange: set(name),
              "data-testid": "fbw-form-" + name }),
            h(Take, { off: frame === null, take: () => setValues({ ...values, [name]: String(frame) }),
              help: "Take the video's present frame" })))),
      h("div", { className: "fbw-wide fbw-quiet", "data-testid": "fbw-form-meaning" },
        words(values.label) + ": " + (video.texts.labels[values.label] || "a label of your own") + "." +
        (graded ? " Onset: " + video.texts.onset[0].toLowerCase() + video.texts.onset.slice(1) + "." : "")),
      h("label", { className: "fbw-wide" }, "Note",
        h("input", { type: "text", value: values.note, onChange: set("note"), maxLength: 500, "data-testid": "fbw-form-note" })),
      problem && h("div", { className: "fbw-warn fbw-wide", role: "alert" }, problem),
      h("div", { className: "fbw-wide fbw-form-end" },
        h("button", { type: "submit", className: "fbw-button fbw-main", "data-testid": "fbw-save" }, "Save correction", h("kbd", null, "Enter")),
        h("button", { type: "button", className: "fbw-button", onClick: onCancel }, "Cancel", h("kbd", null, "Esc"))));
  }

  function Take({ off, take, help }) {
    return h("button", { type: "button", className: "fbw-take", disabled: off, onClick: take, title: help }, "◂ video");
  }

  /** What differs from what holds, as numbers; empty fields are left as they are. */
  function changes(values, rep, graded) {
    const out = {};
    if (values.label && values.label !== rep.machine.label) out.label = values.label;
    const machine = { ...rep.machine };
    if (!graded) machine.onset_pct = null;
    ["onset_pct", "first", "bottom", "last"].forEach((name) => {
      if (name === "onset_pct" && !graded) return;
      const given = String(values[name]).trim();
      const number = Number(given);
      if (given !== "" && text(machine[name]) !== given) out[name] = Number.isFinite(number) ? number : given;
    });
    return out;
  }

  /** One line for a remark. */
  function NoteField({ rep, onSave, onCancel }) {
    const [note, setNote] = useState(rep.review.note || "");
    const field = useRef(null);
    useEffect(() => { if (field.current) field.current.focus(); }, []);
    return h("form", { className: "fbw-form fbw-note-form", onSubmit: (event) => { event.preventDefault(); onSave(note.trim()); },
        onKeyDown: (event) => { event.stopPropagation(); if (event.key === "Escape") onCancel(); } },
      h("label", { className: "fbw-wide" }, "Note (stored with the verdict)",
        h("input", { ref: field, type: "text", value: note, maxLength: 500, onChange: (e) => setNote(e.target.value),
          "data-testid": "fbw-note-field" })),
      h("div", { className: "fbw-wide fbw-form-end" },
        h("button", { type: "submit", className: "fbw-button fbw-main" }, "Keep note", h("kbd", null, "Enter")),
        h("button", { type: "button", className: "fbw-button", onClick: onCancel }, "Cancel", h("kbd", null, "Esc"))));
  }

  function text(value) {
    return value === null || value === undefined ? "" : String(value);
  }

  Object.assign(window.__foButtwink__.viewer, { ACTIONS, MOVES, neighbour, useAnnotating, useKeys, Buttons, Progress, Correction, changes, NoteField });
})();
