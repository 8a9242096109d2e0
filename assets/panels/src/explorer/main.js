// @ts-check
/* The repetition explorer: asks the Python panel, shows its answers. */

import { fos, h, recoil, useEffect, useRef, useState } from "../shared/app.js";
import { addStyle, classes, useWidth } from "../shared/elements.js";
import { OlderRun } from "../shared/older.js";
import { useOpenInGroup, wishFor } from "../shared/opening.js";
import { count } from "../shared/words.js";
import { Controls } from "./controls.js";
import * as to from "./filter.js";
import { useReturns, useSeek } from "./follow.js";
import { Counts, Runs, Toolbar, Unmeasured, Unplayable } from "./heading.js";
import { Button } from "./parts.js";
import { Plot } from "./plot.js";
import { useQuestions } from "./questions.js";
import CSS from "./style.css";
import { Table } from "./table.js";

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

/* The App's view, sidebar and samples, as one text that changes with any of them. */
function useShown(dataset) {
  const view = recoil.useRecoilValue(fos.view);
  const filters = recoil.useRecoilValue(fos.filters);
  const extended = recoil.useRecoilValue(fos.extendedStages);
  const refresher = recoil.useRecoilValue(fos.refresher);
  return JSON.stringify([dataset, view, filters, extended, refresher]);
}

export function SquatExplorer(props) {
  addStyle("bwx-style", CSS);
  const [answer, setAnswer] = useState(null);
  const [rows, setRows] = useState([]);
  const [notice, setNotice] = useState(null);
  const [asking, setAsking] = useState(null); // which text is being typed in
  const [refused, setRefused] = useState(null); // of what was typed
  const [part, setPart] = useState("controls"); // under the plot, where there is room for one
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
    if (!reply.obstacle && !reply.plot) return undefined;
    if (superseded && !reply.obstacle) return undefined;
    if (reply.plot) {
      wanted.current = reply.filter;
      setRows(reply.table.rows);
    }
    return setAnswer(reply);
  });

  // First look, and again whenever the view, the sidebar's filters or the samples change.
  const dataset = recoil.useRecoilValue(fos.datasetName);
  const shownNow = useShown(dataset);
  useEffect(() => {
    if (shownNow === looked.current) return undefined;
    // The App takes several steps to a new view: ask once, when it has arrived.
    const timer = setTimeout(
      () => {
        looked.current = shownNow;
        ask("refresh");
      },
      looked.current ? 400 : 0,
    );
    return () => clearTimeout(timer);
  }, [shownNow]);
  useReturns((modalId) => ask(modalId ? "adopt" : "refresh", modalId ? { modal_id: modalId } : {}));
  useSeek(opened, () => setOpened(null));

  const change = (params) => {
    setNotice(null);
    ask("change", params);
  };
  const narrow = (filter) => {
    if (to.same(filter, wanted.current)) return;
    wanted.current = filter;
    change({ filter });
  };

  const root = (...children) =>
    h(
      "div",
      {
        className: "bwx",
        ref: frame,
        "data-cy": "squat-explorer",
        "data-waiting": waiting ? "yes" : "no",
      },
      ...children,
    );
  const older = () => h(OlderRun, { notice: answer.older, dataset, onDone: () => ask("refresh") });
  if (!answer)
    return root(h("div", { className: "bwx-empty bwx-dim" }, "Reading the repetitions …"));
  if (answer.obstacle) {
    const { title, text, step } = answer.obstacle;
    return root(
      older(),
      h(Runs, { answer, onChange: (key) => change({ key }) }),
      h(Unplayable, { answer }),
      h(Unmeasured, { answer, onShow: (status) => ask("show_status", { status }) }),
      h(
        "div",
        { className: "bwx-empty", "data-cy": "bwx-obstacle", role: "status" },
        h("h3", null, title),
        h("p", { className: "bwx-dim" }, text),
        step &&
          h(
            Button,
            {
              primary: true,
              cy: "bwx-step",
              disabled: waiting,
              onClick: () => ask(step.event, { operator: step.operator }),
            },
            step.label,
          ),
      ),
    );
  }

  const graded = answer.ranges.filter((range) => range.graded).map((range) => range.name);
  const open = (row) => {
    setOpened(row);
    wishFor(row.sample_id, row.id); // for the viewer beside the video
    ask("open_rep", { id: row.id });
  };

  const side = width >= 900;
  return root(
    older(),
    h(Counts, {
      answer,
      onToggle: (name) => narrow(to.withSwitch(wanted.current, name)),
      onReason: (word) => narrow(to.withReason(wanted.current, word, graded)),
      wanted: wanted.current,
    }),
    notice &&
      h(
        "div",
        { className: "bwx-notice", role: "status", "data-cy": "bwx-notice" },
        h("span", null, notice),
        h("span", { className: "bwx-space" }),
        h(Button, { onClick: () => setNotice(null) }, "OK"),
      ),
    h(
      "div",
      { className: "bwx-row", "data-cy": "bwx-chips" },
      answer.chips.map((chip) =>
        h(
          "span",
          { key: chip.id, className: "bwx-chip", "data-cy": "bwx-chip" },
          chip.text,
          h(
            "button",
            {
              type: "button",
              "aria-label": "Remove: " + chip.text,
              onClick: () => change({ drop: chip.id }),
            },
            "×",
          ),
        ),
      ),
      answer.chips.length > 0 &&
        h(
          Button,
          {
            cy: "bwx-reset",
            title: "Remove all conditions; the grid shows what it showed before",
            onClick: () => narrow({}),
          },
          "Reset",
        ),
      !answer.chips.length &&
        h(
          "span",
          { className: "bwx-dim" },
          "No conditions. Drag in the plot, move a range or choose a word to narrow.",
        ),
    ),
    !answer.in_grid &&
      h(
        "div",
        { className: "bwx-notice", "data-cy": "bwx-elsewhere" },
        h(
          "span",
          null,
          answer.status
            ? "The grid shows videos that were not measured."
            : "The grid shows something else.",
        ),
        h("span", { className: "bwx-space" }),
        h(
          Button,
          { cy: "bwx-apply", primary: true, onClick: () => change({}) },
          "Show these repetitions in the grid",
        ),
      ),
    h(Unplayable, { answer }),
    h(Unmeasured, { answer, onShow: (status) => ask("show_status", { status }) }),
    h(Toolbar, { answer, asking, refused, setAsking, change, ask }),
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
        onBox: (onset, wink) => narrow(to.withBox(wanted.current, onset, wink)),
        onLasso: (corners) => narrow({ ...wanted.current, lasso: corners }),
        onPick: (id, more) => narrow(to.withPicked(wanted.current, id, more)),
      }),
      !side &&
        h(
          "div",
          { className: "bwx-group", role: "tablist" },
          h(
            Button,
            {
              on: part === "controls",
              cy: "bwx-part-controls",
              onClick: () => setPart("controls"),
            },
            "Conditions",
          ),
          h(
            Button,
            { on: part === "table", cy: "bwx-part-table", onClick: () => setPart("table") },
            "Repetitions (" + count(answer.counts.reps.shown) + ")",
          ),
        ),
      (side || part === "controls") &&
        h(Controls, {
          answer,
          onRange: (name, ends) => narrow(to.withRange(wanted.current, name, ends)),
          onChoice: (name, chosen) => narrow(to.withChoice(wanted.current, name, chosen)),
        }),
      (side || part === "table") &&
        h(Table, {
          answer,
          rows,
          narrow: width < 440,
          wide: width >= 640 + (side ? 300 : 0),
          wider: width >= 760 + (side ? 300 : 0),
          onOpen: open,
          onSort: (sort, descending) => change({ sort, descending, apply: false }),
          onMore: () => ask("rows", { offset: rows.length }),
        }),
    ),
  );
}
