/* The repetition explorer: asks the Python panel, shows its answers. */
(function () {
  "use strict";

  const React = window.React;
  const recoil = window.recoil;
  const fos = window.__fos__;
  const shared = window.__foButtwink__;
  const { h, words, many, Button, Ask, useStyle, useWidth } = shared.explorer;

  const FAILED = { obstacle: { title: "The App's server did not answer", text: "Is it still running?", step: { label: "Look again", event: "refresh" } } };
  const MEASURES = ["onset_pct", "wink_deg", "severity", "pelvic_reversal_deg", "lumbar_flexion_bottom_deg"];

  /* One question at a time, in order; of several filters that wait only the last is asked. */
  function useQuestions(events, onAnswer) {
    const trigger = window.__foo__.useTriggerPanelEvent();
    const now = React.useRef({});
    now.current = { trigger, events, onAnswer };
    const queue = React.useRef([]);
    const busy = React.useRef(false);
    const [waiting, setWaiting] = React.useState(false);

    const next = React.useCallback(() => {
      const question = queue.current[0];
      if (busy.current || !question) {
        if (!question) setWaiting(false);
        return;
      }
      busy.current = true;
      setWaiting(true);
      now.current.trigger(now.current.events[question.event], question.params, undefined, (reply) => {
        busy.current = false;
        queue.current.shift();
        const answer = reply && !reply.error && !reply.errorMessage && reply.result ? reply.result : FAILED;
        now.current.onAnswer(question, answer, queue.current.some((q) => q.event === "change"));
        next();
        return false; // shown here; the App would put a stack trace over the panel
      });
    }, []);

    const ask = React.useCallback((event, params) => {
      const last = queue.current[queue.current.length - 1];
      const waits = queue.current.length > (busy.current ? 1 : 0);
      const whole = waits && last.event === "change" && !("drop" in last.params) && !("drop" in (params || {}));
      if (whole && event === "change") Object.assign(last.params, params);
      else if (!(waits && last.event === event && event === "refresh")) queue.current.push({ event, params: params || {} });
      next();
    }, []);
    return [ask, waiting];
  }

  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

  function without(object, name) {
    const out = { ...(object || {}) };
    delete out[name];
    return out;
  }

  function SquatExplorer(props) {
    useStyle();
    const [answer, setAnswer] = React.useState(null);
    const [rows, setRows] = React.useState([]);
    const [notice, setNotice] = React.useState(null);
    const [asking, setAsking] = React.useState(null); // which text is being typed in
    const [refused, setRefused] = React.useState(null); // of what was typed
    const [part, setPart] = React.useState("controls"); // under the plot, where there is room for one
    const frame = React.useRef(null);
    const width = useWidth(frame);
    const wanted = React.useRef({});
    const looked = React.useRef("");
    const [opened, setOpened] = React.useState(null);
    const openInGroup = shared.opening.useOpenInGroup();

    const [ask, waiting] = useQuestions(props.schema.view, (question, reply, superseded) => {
      if (reply.notice) setNotice(reply.notice);
      if (reply.group && openInGroup) openInGroup(reply.opened, reply.group);
      const typed = question.params.name || question.params.tag;
      if (reply.refused && typed) setRefused({ text: typed, why: reply.refused, exists: reply.exists });
      else if (reply.refused) setNotice(reply.refused);
      else if (question.event === "save_view" || question.event === "tag") setAsking(null);
      if (question.event === "rows" && reply.rows) return setRows((old) => [...old, ...reply.rows]);
      if (reply.download) save(reply.download);
      if (reply.wish) shared.opening.wishFor(reply.wish.sample, reply.wish.rep);
      if (!reply.obstacle && !reply.plot) return undefined;
      if (superseded && !reply.obstacle) return undefined;
      if (reply.plot) {
        wanted.current = reply.filter;
        setRows(reply.table.rows);
      }
      return setAnswer(reply);
    });

    // First look, and again whenever the view, the sidebar's filters or the samples change.
    const view = recoil.useRecoilValue(fos.view);
    const filters = recoil.useRecoilValue(fos.filters);
    const extended = recoil.useRecoilValue(fos.extendedStages);
    const dataset = recoil.useRecoilValue(fos.datasetName);
    const refresher = recoil.useRecoilValue(fos.refresher);
    const shownNow = JSON.stringify([dataset, view, filters, extended, refresher]);
    React.useEffect(() => {
      if (shownNow === looked.current) return undefined;
      // The App takes several steps to a new view: ask once, when it has arrived.
      const timer = setTimeout(() => {
        looked.current = shownNow;
        ask("refresh");
      }, looked.current ? 400 : 0);
      return () => clearTimeout(timer);
    }, [shownNow]);
    useReturns((modalId) => ask(modalId ? "adopt" : "refresh", modalId ? { modal_id: modalId } : {}));
    useSeek(opened, () => setOpened(null));

    const change = (params) => {
      setNotice(null);
      ask("change", params);
    };
    const narrow = (filter) => {
      if (same(filter, wanted.current)) return;
      wanted.current = filter;
      change({ filter });
    };
    const setRange = (filter, name, ends) => ({
      ...filter,
      ranges: ends ? { ...(filter.ranges || {}), [name]: ends.map((v) => Math.round(v * 100) / 100) } : without(filter.ranges, name),
    });

    const root = (...children) =>
      h("div", { className: "bwx", ref: frame, "data-cy": "squat-explorer", "data-waiting": waiting ? "yes" : "no" }, ...children);
    const older = () => h(shared.OlderRun, { notice: answer.older, dataset, onDone: () => ask("refresh") });
    if (!answer) return root(h("div", { className: "bwx-empty bwx-dim" }, "Reading the repetitions …"));
    if (answer.obstacle) {
      const { title, text, step } = answer.obstacle;
      return root(
        older(),
        h(Runs, { answer, onChange: (key) => change({ key }) }),
        h(Unmeasured, { answer, onShow: (status) => ask("show_status", { status }) }),
        h("div", { className: "bwx-empty", "data-cy": "bwx-obstacle", role: "status" }, h("h3", null, title), h("p", { className: "bwx-dim" }, text), step && h(Button, { primary: true, cy: "bwx-step", disabled: waiting, onClick: () => ask(step.event, { operator: step.operator }) }, step.label))
      );
    }

    const toggle = (name) => {
      const switches = wanted.current.switches || [];
      narrow({ ...wanted.current, switches: switches.includes(name) ? switches.filter((s) => s !== name) : [...switches, name] });
    };
    /* A reason has no onset and no amount: ranges of them would leave nothing of it. */
    const reason = (word) => {
      const kept = MEASURES.reduce((ranges, name) => without(ranges, name), wanted.current.ranges);
      const chosen = ((wanted.current.choices || {}).label || []).includes(word);
      const filter = { ...without(without(wanted.current, "lasso"), "picked"), ranges: kept };
      narrow({ ...filter, choices: chosen ? without(filter.choices, "label") : { ...(filter.choices || {}), label: [word] } });
    };
    const pick = (id, more, outside) => {
      if (outside && !more) return narrow({ picked: [id] });
      const picked = wanted.current.picked || [];
      if (!more) return narrow({ ...wanted.current, picked: [id] });
      return narrow({ ...wanted.current, picked: picked.includes(id) ? picked.filter((p) => p !== id) : [...picked, id] });
    };
    // A box ends where its chip says: at the digits that are shown.
    const snapped = (range, scale) => range.map((v) => Math.round(v * scale) / scale);
    const box = (x, y) => {
      const filter = x ? setRange(wanted.current, "onset_pct", snapped(x, 1)) : wanted.current;
      narrow(setRange(filter, "wink_deg", snapped(y, 10)));
    };
    const open = (row) => {
      setOpened(row);
      shared.opening.wishFor(row.sample_id, row.id); // for the viewer beside the video
      ask("open_rep", { id: row.id });
    };

    const side = width >= 900;
    return root(
      older(),
      h(Counts, { answer, onToggle: toggle, onReason: reason, wanted: wanted.current }),
      notice && h("div", { className: "bwx-notice", role: "status", "data-cy": "bwx-notice" }, h("span", null, notice), h("span", { className: "bwx-space" }), h(Button, { onClick: () => setNotice(null) }, "OK")),
      h(
        "div",
        { className: "bwx-row", "data-cy": "bwx-chips" },
        answer.chips.map((chip) =>
          h("span", { key: chip.id, className: "bwx-chip", "data-cy": "bwx-chip" }, chip.text, h("button", { type: "button", "aria-label": "Remove: " + chip.text, onClick: () => change({ drop: chip.id }) }, "×"))
        ),
        answer.chips.length > 0 && h(Button, { cy: "bwx-reset", title: "Remove all conditions; the grid shows what it showed before", onClick: () => narrow({}) }, "Reset"),
        !answer.chips.length && h("span", { className: "bwx-dim" }, "No conditions. Drag in the plot, move a range or choose a word to narrow.")
      ),
      !answer.in_grid && h("div", { className: "bwx-notice", "data-cy": "bwx-elsewhere" }, h("span", null, answer.status ? "The grid shows videos that were not measured." : "The grid shows something else."), h("span", { className: "bwx-space" }), h(Button, { cy: "bwx-apply", primary: true, onClick: () => change({}) }, "Show these repetitions in the grid")),
      h(Unmeasured, { answer, onShow: (status) => ask("show_status", { status }) }),
      h(Toolbar, { answer, asking, refused, setAsking, change, ask }),
      h(
        "div",
        { className: "bwx-body" + (side ? " bwx-side" : "") },
        h(shared.explorer.Plot, { plot: answer.plot, wanted: wanted.current, palette: answer.palette, grades: answer.grades, cutoffs: answer.cutoffs, texts: answer.texts, onBox: box, onLasso: (corners) => narrow({ ...wanted.current, lasso: corners }), onPick: pick }),
        !side &&
          h(
            "div",
            { className: "bwx-group", role: "tablist" },
            h(Button, { on: part === "controls", cy: "bwx-part-controls", onClick: () => setPart("controls") }, "Conditions"),
            h(Button, { on: part === "table", cy: "bwx-part-table", onClick: () => setPart("table") }, "Repetitions (" + answer.counts.reps.shown.toLocaleString("en") + ")")
          ),
        (side || part === "controls") && h(shared.explorer.Controls, { answer, onRange: (name, ends) => narrow(setRange(wanted.current, name, ends)), onChoice: (name, chosen) => narrow({ ...wanted.current, choices: chosen.length ? { ...(wanted.current.choices || {}), [name]: chosen } : without(wanted.current.choices, name) }) }),
        (side || part === "table") && h(shared.explorer.Table, { answer, rows, narrow: width < 440, wide: width >= 640 + (side ? 300 : 0), wider: width >= 760 + (side ? 300 : 0), onOpen: open, onSort: (sort, descending) => change({ sort, descending, apply: false }), onMore: () => ask("rows", { offset: rows.length }) })
      )
    );
  }

  function Runs({ answer, onChange }) {
    if (!answer.keys || answer.keys.length < 2) return null;
    return h(
      "label",
      { className: "bwx-dim" },
      "Analysis ",
      h("select", { className: "bwx-select", value: answer.key, "data-cy": "bwx-run", onChange: (event) => onChange(event.target.value) }, answer.keys.map((key) => h("option", { key }, key)))
    );
  }

  function Counts({ answer, wanted, onToggle, onReason }) {
    const { reps, videos, reasons } = answer.counts;
    const on = wanted.switches || [];
    const chosen = (wanted.choices || {}).label || [];
    const of = ({ shown, all }) => shown.toLocaleString("en") + (shown === all ? "" : " of " + all.toLocaleString("en"));
    const count = (name, text, about) =>
      h("button", { type: "button", className: "bwx-link" + (on.includes(name) ? " bwx-on" : ""), title: about, "aria-pressed": on.includes(name), "data-cy": "bwx-count-" + name, onClick: () => onToggle(name) }, h("b", null, of(answer.counts[name])), " " + text);
    return h(
      React.Fragment,
      null,
      h(
        "div",
        { className: "bwx-counts", "data-cy": "bwx-counts" },
        h("span", { "data-cy": "bwx-shown" }, h("span", { className: "bwx-big" }, reps.shown.toLocaleString("en")), " of " + many(reps.all, "repetition") + " in " + many(videos, "video")),
        count("flagged", "flagged", "Severity 2 or 3. Click to see only these"),
        count("reviewed", "reviewed", "Judged by a person. Click to see only these"),
        reasons.length > 0 && h("span", null, count("not_measurable", "not measurable", "The picture does not allow a measurement. Click to see only these"), ":"),
        reasons.map((r) => h("button", { key: r.word, type: "button", className: "bwx-link bwx-dim" + (chosen.includes(r.word) ? " bwx-on" : ""), "aria-pressed": chosen.includes(r.word), "data-cy": "bwx-reason-" + r.word, title: "Click to see only these", onClick: () => onReason(r.word) }, of(r) + " " + words(r.word)))
      ),
      h("div", { className: "bwx-dim bwx-within", "data-cy": "bwx-within" }, answer.within)
    );
  }

  /* Videos that gave no label, by reason, with what helps. */
  function Unmeasured({ answer, onShow }) {
    const [open, setOpen] = React.useState(false);
    const found = answer.unmeasured || [];
    if (!found.length) return null;
    const total = found.reduce((sum, each) => sum + each.videos, 0);
    const said = found.map((each) => each.why + (found.length > 1 ? " (" + each.videos.toLocaleString("en") + ")" : "")).join(", ");
    return h(
      "div",
      { className: "bwx-unmeasured", "data-cy": "bwx-unmeasured" },
      h("button", { type: "button", className: "bwx-fold", "aria-expanded": open, "data-cy": "bwx-unmeasured-open", onClick: () => setOpen(!open) },
        h("span", { "aria-hidden": true }, open ? "▾ " : "▸ "), h("b", null, total.toLocaleString("en") + " of " + many(answer.videos_analyzed, "video") + " not measured"), h("span", { className: "bwx-dim" }, ": " + said)),
      open && h("ul", null, found.map((each) =>
        h("li", { key: each.status, "data-cy": "bwx-status-" + each.status },
          h("span", null, many(each.videos, "video") + ": " + each.why + ". "), h("span", { className: "bwx-dim" }, each.remedy + " "),
          h(Button, { on: answer.status === each.status, cy: "bwx-show-" + each.status, title: "Show these videos in the grid", onClick: () => onShow(each.status) }, "Show me"))))
    );
  }

  function Toolbar({ answer, asking, refused, setAsking, change, ask }) {
    const mode = (name, text, title) => h(Button, { on: answer.mode === name, title, cy: "bwx-mode-" + name, onClick: () => change({ mode: name }) }, text);
    const many_ = answer.mode === "clips" && answer.counts.reps.shown > answer.max_clips;
    const label = answer.mode === "clips" ? "repetitions" : "videos";
    return h(
      "div",
      { className: "bwx-row" },
      h("span", { className: "bwx-dim" }, "Grid:"),
      h("span", { className: "bwx-group" }, mode("clips", "Clips", "One tile per repetition"), mode("videos", "Videos", "One tile per video with such a repetition")),
      asking === "view" && h(Ask, { key: "view", placeholder: "Name of the saved view", action: "Save", refused, onDone: (name, overwrite) => ask("save_view", { name, overwrite }), onCancel: () => setAsking(null) }),
      asking === "tag" && h(Ask, { key: "tag", placeholder: "Tag for these " + label, action: "Tag", refused, onDone: (tag) => ask("tag", { tag, what: label }), onCancel: () => setAsking(null) }),
      !asking && h(Button, { cy: "bwx-review", primary: true, disabled: !answer.counts.reps.shown, title: "Open the first of these repetitions that nobody has reviewed, flagged ones first", onClick: () => ask("review") }, "Review these"),
      !asking && h(Button, { cy: "bwx-save", disabled: !answer.counts.reps.shown, title: "Keep this as a saved view of the dataset", onClick: () => setAsking("view") }, "Save view"),
      !asking && h(Button, { cy: "bwx-tag", disabled: !answer.counts.reps.shown, title: "Tag what is shown", onClick: () => setAsking("tag") }, "Tag"),
      !asking && h(Button, { cy: "bwx-export", disabled: !answer.counts.reps.shown, title: "Export the labels of exactly these repetitions", onClick: () => ask("export") }, "Export"),
      !asking && h(Button, { cy: "bwx-report", disabled: !answer.counts.reps.shown, title: "Download a page about exactly these repetitions", onClick: () => ask("report") }, "Report"),
      h("span", { className: "bwx-space" }),
      h(Runs, { answer, onChange: (key) => change({ key }) }),
      many_ && h("div", { className: "bwx-dim", style: { flexBasis: "100%" } }, "More than " + answer.max_clips.toLocaleString("en") + " repetitions: the grid shows their videos.")
    );
  }

  /* A text of the server as a file of the browser's. */
  function save({ name, type, text }) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    document.body.appendChild(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  /* Tells when somebody comes back to the grid: from a sample (its id), or from another window. */
  function useReturns(onReturn) {
    const back = React.useRef(onReturn);
    back.current = onReturn;
    const modal = recoil.useRecoilValue(fos.modalSelector);
    const id = modal ? modal.id : null;
    const last = React.useRef(null);
    React.useEffect(() => {
      const closed = last.current;
      last.current = id;
      if (id || !closed) return undefined;
      // The Annotate tab stores its last edit when it goes.
      const timers = [300, 2500].map((ms) => setTimeout(() => back.current(closed), ms));
      return () => timers.forEach(clearTimeout);
    }, [id]);
    React.useEffect(() => {
      const focus = () => document.hidden || back.current(null);
      window.addEventListener("focus", focus);
      return () => window.removeEventListener("focus", focus);
    }, []);
  }

  /* Once the opened repetition's video is there, go to its first frame. */
  function useSeek(row, onDone) {
    const looker = recoil.useRecoilValue(fos.modalLooker);
    React.useEffect(() => {
      if (!looker || !row || !row.first || typeof looker.seekToFrame !== "function") return undefined;
      let tries = 0;
      let nudged = false;
      const timer = setInterval(() => {
        tries += 1;
        try {
          const shown = looker.state.config.sampleId;
          if (shown !== row.id && shown !== row.sample_id) return; // the one that was open before
          // A clip's looker says its first frame before the player has gone there: nudge it once.
          if (!nudged) nudged = looker.seekToFrame(row.first + 1) || true;
          else if (looker.frameNumber === row.first || tries > 240) onDone();
          else looker.seekToFrame(row.first);
        } catch (error) {
          onDone(); // another player: the video starts at its beginning
        }
      }, 250);
      return () => clearInterval(timer);
    }, [looker, row]);
  }

  shared.SquatExplorer = SquatExplorer;
})();
