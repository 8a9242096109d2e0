// @ts-check
/* What stands above the plot: counts, videos without a label, and what to do with what is shown. */

import { Fragment, h, useState } from "../shared/app.js";
import { count, many, words } from "../shared/words.js";
import { Ask, Button } from "./parts.js";

export function Runs({ answer, onChange }) {
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
        onChange: (event) => onChange(event.target.value),
      },
      answer.keys.map((key) => h("option", { key }, key)),
    ),
  );
}

export function Counts({ answer, wanted, onToggle, onReason }) {
  const { reps, videos, reasons } = answer.counts;
  const on = wanted.switches || [];
  const chosen = (wanted.choices || {}).label || [];
  const of = ({ shown, all }) => count(shown) + (shown === all ? "" : " of " + count(all));
  const counted = (name, text, about) =>
    h(
      "button",
      {
        type: "button",
        className: "bwx-link" + (on.includes(name) ? " bwx-on" : ""),
        title: about,
        "aria-pressed": on.includes(name),
        "data-cy": "bwx-count-" + name,
        onClick: () => onToggle(name),
      },
      h("b", null, of(answer.counts[name])),
      " " + text,
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
        " of " + many(reps.all, "repetition") + " in " + many(videos, "video"),
      ),
      counted("flagged", "flagged", "Severity 2 or 3. Click to see only these"),
      counted("reviewed", "reviewed", "Judged by a person. Click to see only these"),
      reasons.length > 0 &&
        h(
          "span",
          null,
          counted(
            "not_measurable",
            "not measurable",
            "The picture does not allow a measurement. Click to see only these",
          ),
          ":",
        ),
      reasons.map((r) =>
        h(
          "button",
          {
            key: r.word,
            type: "button",
            className: "bwx-link bwx-dim" + (chosen.includes(r.word) ? " bwx-on" : ""),
            "aria-pressed": chosen.includes(r.word),
            "data-cy": "bwx-reason-" + r.word,
            title: "Click to see only these",
            onClick: () => onReason(r.word),
          },
          of(r) + " " + words(r.word),
        ),
      ),
    ),
    h("div", { className: "bwx-dim bwx-within", "data-cy": "bwx-within" }, answer.within),
  );
}

/* Videos that the browser cannot show, with what helps. */
export function Unplayable({ answer }) {
  return (
    answer.unplayable &&
    h("div", { className: "bwx-unmeasured", "data-cy": "bwx-unplayable" }, answer.unplayable)
  );
}

/* Videos that gave no label, by reason, with what helps. */
export function Unmeasured({ answer, onShow }) {
  const [open, setOpen] = useState(false);
  const found = answer.unmeasured || [];
  if (!found.length) return null;
  const total = found.reduce((sum, each) => sum + each.videos, 0);
  const said = found
    .map((each) => each.why + (found.length > 1 ? " (" + count(each.videos) + ")" : ""))
    .join(", ");
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
        onClick: () => setOpen(!open),
      },
      h("span", { "aria-hidden": true }, open ? "▾ " : "▸ "),
      h("b", null, count(total) + " of " + many(answer.videos_analyzed, "video") + " not measured"),
      h("span", { className: "bwx-dim" }, ": " + said),
    ),
    open &&
      h(
        "ul",
        null,
        found.map((each) =>
          h(
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
                onClick: () => onShow(each.status),
              },
              "Show me",
            ),
          ),
        ),
      ),
  );
}

export function Toolbar({ answer, asking, refused, setAsking, change, ask }) {
  const mode = (name, text, title) =>
    h(
      Button,
      {
        on: answer.mode === name,
        title,
        cy: "bwx-mode-" + name,
        onClick: () => change({ mode: name }),
      },
      text,
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
      mode("videos", "Videos", "One tile per video with such a repetition"),
    ),
    asking === "view" &&
      h(Ask, {
        key: "view",
        placeholder: "Name of the saved view",
        action: "Save",
        refused,
        onDone: (name, overwrite) => ask("save_view", { name, overwrite }),
        onCancel: () => setAsking(null),
      }),
    asking === "tag" &&
      h(Ask, {
        key: "tag",
        placeholder: "Tag for these " + label,
        action: "Tag",
        refused,
        onDone: (tag) => ask("tag", { tag, what: label }),
        onCancel: () => setAsking(null),
      }),
    !asking &&
      h(
        Button,
        {
          cy: "bwx-review",
          primary: true,
          disabled: !answer.counts.reps.shown,
          title: "Open the first of these repetitions that nobody has reviewed, flagged ones first",
          onClick: () => ask("review"),
        },
        "Review these",
      ),
    !asking &&
      h(
        Button,
        {
          cy: "bwx-save",
          disabled: !answer.counts.reps.shown,
          title: "Keep this as a saved view of the dataset",
          onClick: () => setAsking("view"),
        },
        "Save view",
      ),
    !asking &&
      h(
        Button,
        {
          cy: "bwx-tag",
          disabled: !answer.counts.reps.shown,
          title: "Tag what is shown",
          onClick: () => setAsking("tag"),
        },
        "Tag",
      ),
    !asking &&
      h(
        Button,
        {
          cy: "bwx-export",
          disabled: !answer.counts.reps.shown,
          title: "Export the labels of exactly these repetitions",
          onClick: () => ask("export"),
        },
        "Export",
      ),
    !asking &&
      h(
        Button,
        {
          cy: "bwx-report",
          disabled: !answer.counts.reps.shown,
          title: "Download a page about exactly these repetitions",
          onClick: () => ask("report"),
        },
        "Report",
      ),
    h("span", { className: "bwx-space" }),
    h(Runs, { answer, onChange: (key) => change({ key }) }),
    many_ &&
      h(
        "div",
        { className: "bwx-dim", style: { flexBasis: "100%" } },
        "More than " + count(answer.max_clips) + " repetitions: the grid shows their videos.",
      ),
  );
}
