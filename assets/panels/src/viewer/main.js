// @ts-check
/* The rep viewer: asks the server for one video, shows it, and sends verdicts. */

import { foo, h, useEffect, useMemo, useRef, useState } from "../shared/app.js";
import { addStyle } from "../shared/elements.js";
import { OlderRun } from "../shared/older.js";
import { splitButton } from "../shared/page.js";
import { remember, remembered } from "../shared/storage.js";
import { middle, withUnit, words } from "../shared/words.js";
import { Chart } from "./chart.js";
import { Context } from "./context.js";
import { Correction, NoteField } from "./correction.js";
import { Facts, Pictures, Summary } from "./details.js";
import { HandMode } from "./hand.js";
import HAND_CSS from "./hand.css";
import { ByHand, removeByHand } from "./hand_rows.js";
import { useAnnotating, useKeys } from "./keys.js";
import { usePicture } from "./picture.js";
import { makeFrame, useFrame, usePlayhead } from "./playhead.js";
import { Buttons, Progress } from "./review.js";
import { useSession } from "./session.js";
import CSS from "./style.css";
import { useZoom } from "./zoom.js";

const WAITING =
  "The video is not there yet; the curves will follow it once it is (in the Explore tab).";
const STATIC =
  "This version of FiftyOne does not report the position of its videos: the curves stand still.";
const ANNOTATING =
  "Annotate tab: keys rest, curves cannot move the video. Edits count as corrections.";

const EMPTY = {
  no_dataset: ["No dataset is open.", ""],
  no_run: ["This dataset has no squat analysis yet.", "analyze_squats"],
  no_sample: ["This sample is not in the dataset any more. Close it and open another one.", ""],
  not_analysed: ["This video has not been analyzed under this key.", "analyze_squats"],
  no_reps: ["No squat repetition was found in this video.", ""],
};

function RepViewer({ calls }) {
  addStyle("fbw-style", CSS + HAND_CSS);
  const root = useRef(null);
  const annotating = useAnnotating();
  const refusal = useRef(() => "");
  const session = useSession(calls, annotating, refusal);
  const { data, rep, form, problem, conflict, message, clearWanted } = session;
  const video = data && data.video;
  const player = usePlayhead(video, annotating);
  // Who moves the video by hand wants it there, and nowhere else.
  const playhead = useMemo(
    () => ({
      ...player,
      seek: (n) => {
        clearWanted();
        return player.seek(n);
      },
    }),
    [player, clearWanted],
  );
  const picture = usePicture(session, player);
  refusal.current = picture.refusal;
  const busy = session.busy || picture.pending;
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
  const remove = (id) =>
    removeByHand(session, { key: data.key, sample: video.sample, rep: rep.id }, id);
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
          clip: data.clip,
        }),
        video.timing &&
          h("div", { className: "fbw-quiet", "data-testid": "fbw-timing" }, video.timing),
        !["live", "following"].includes(playhead.mode) &&
          h(
            "div",
            { className: "fbw-quiet", "data-testid": "fbw-static" },
            playhead.mode === "waiting" ? WAITING : STATIC,
          ),
      ),
      rep &&
        h(
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
              busy,
            }),
          ),
          h(Pictures, { rep, load: session.pictures, seek: playhead.seek }),
        ),
      h(Context, { context: data.context }),
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
      "data-mode": playhead.mode,
    },
    // Nothing of what the machine measured while somebody measures by hand.
    byHand && h(HandMode, { key: rep.id, rep, video, ...handed }),
    !byHand && h(Header, { session, video, rep }),
    !byHand && h(OlderRun, { notice: data && data.older, onDone: session.reopen }),
    !byHand && h("div", { className: "fbw-scroll" }, body),
    !byHand &&
      data &&
      data.state === "ready" &&
      h(
        "footer",
        { className: "fbw-footer" },
        h(
          "div",
          {
            className: "fbw-status",
            role: "status",
            "aria-live": "polite",
            "data-testid": "fbw-status",
          },
          problem &&
            !form &&
            h("div", { className: "fbw-warn", "data-testid": "fbw-problem" }, problem),
          conflict && h(Conflict, { conflict, session }),
          !problem && !conflict && h("span", null, message || (annotating ? ANNOTATING : "")),
          !conflict && !form && h(Who, { session }),
        ),
        rep &&
          form === "edit" &&
          h(Correction, {
            key: rep.id,
            rep,
            video,
            labels: data.labels,
            playhead,
            problem,
            onSave: (values, note) => session.send("corrected", { values, note }),
            onCancel: session.closeForm,
          }),
        rep &&
          form === "note" &&
          h(NoteField, { key: rep.id, rep, onSave: session.saveNote, onCancel: session.closeForm }),
        !form && h(Buttons, { act: session.act, rep, busy, canUndo: session.canUndo }),
      ),
    data && data.state !== "ready" && problem && h("div", { className: "fbw-warn" }, problem),
    !data && problem && h("div", { className: "fbw-warn", "data-testid": "fbw-problem" }, problem),
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
      video &&
        video.reps.length > 0 &&
        h(
          "span",
          { className: "fbw-quiet" },
          (rep ? "rep " + rep.number + " of " : "") + video.reps.length + (rep ? "" : " reps"),
        ),
      video && h("span", { className: "fbw-quiet", title: video.message }, viewText(video)),
      data &&
        data.keys &&
        data.keys.length > 1 &&
        h(
          "select",
          {
            value: data.key,
            title: "Analysis (run key)",
            onChange: (event) => session.setKey(event.target.value),
            "data-testid": "fbw-run",
          },
          data.keys.map((key) => h("option", { key }, key)),
        ),
    ),
    data && data.state === "ready" && h(Progress, { queue: data.queue, act: session.act, rep }),
  );
}

/** Whose verdicts these are, and whether to go on after each. */
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
        onChange: (event) => session.setReviewer(event.target.value),
      }),
    ),
    h(
      "label",
      {
        title:
          "After a verdict on a flagged repetition, open the next one that is still to be reviewed",
      },
      h("input", {
        type: "checkbox",
        checked: session.advance,
        onChange: (event) => session.setAdvance(event.target.checked),
      }),
      " go on",
    ),
  );
}

/** Where the App shows one tab at a time, the video is behind this one. */
function Beside({ sample }) {
  const [split, setSplit] = useState(null);
  useEffect(() => {
    const look = () => setSplit(splitButton());
    look();
    const timer = window.setInterval(look, 1500);
    return () => window.clearInterval(timer);
  }, [sample]);
  return (
    split &&
    h(
      "button",
      {
        className: "fbw-key fbw-beside",
        onClick: () => split.click(),
        "data-testid": "fbw-beside",
      },
      "Show the video beside",
    )
  );
}

function viewText(video) {
  const { side, yaw_deg: yaw } = video.view;
  const parts = [];
  if (video.status && video.status !== "ok") parts.push(words(video.status));
  if (side)
    parts.push(
      side +
        " side" +
        (yaw === null || yaw === undefined ? "" : ", camera " + yaw.toFixed(0) + "° off"),
    );
  if (video.set) parts.push(video.set);
  return parts.join(" · ");
}

/** Names and colors of the curves, with their values at the pointer or else the playhead. */
function Legend({ video, hidden, toggle, zoom, rep, playhead, hover }) {
  const at = useFrame(playhead.frame);
  const pointed = useFrame(hover);
  const frame = pointed === null ? at : pointed;
  const value = (name) => (frame === null ? "" : withUnit(video.curves[name][frame - 1], "°"));
  return h(
    "div",
    { className: "fbw-legend" },
    video.chart.map((curve) =>
      h(
        "button",
        {
          key: curve.name,
          className: "fbw-key" + (hidden.includes(curve.name) ? " fbw-off" : ""),
          onClick: () => toggle(curve.name),
          title: curve.about + ". Click to show or hide.",
          "aria-pressed": !hidden.includes(curve.name),
        },
        h("i", { style: { background: curve.color } }),
        curve.title,
        h("b", null, hidden.includes(curve.name) ? "" : value(curve.name)),
      ),
    ),
    h("span", { className: "fbw-space" }),
    h(Beside, { sample: video.sample }),
    h(
      "button",
      {
        className: "fbw-key",
        disabled: !rep,
        onClick: () => zoom.toRep(),
        title: "Zoom to the chosen repetition",
      },
      "This rep",
    ),
    h(
      "button",
      {
        className: "fbw-key",
        onClick: () => zoom.set([1, video.total_frames || 1]),
        title: "Show the whole video (or double click the curves)",
      },
      "Whole video",
    ),
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
      "Keep theirs",
    ),
    h(
      "button",
      { className: "fbw-button", onClick: session.overwrite, "data-testid": "fbw-overwrite" },
      "Replace with mine",
    ),
  );
}

function Empty({ data, calls }) {
  const prompt = foo.usePromptOperatorInput ? foo.usePromptOperatorInput() : null;
  const [text, operator] = EMPTY[data.state] || ["There is nothing to show.", ""];
  const video = data.video || {};
  const reason =
    video.message || (video.status && video.status !== "ok" ? words(video.status) : "");
  const plugin = String(calls.load || "")
    .split("/")
    .slice(0, -1)
    .join("/");
  return h(
    "div",
    { className: "fbw-empty-state", "data-testid": "fbw-empty" },
    h("p", null, text),
    reason && h("p", { className: "fbw-quiet" }, reason),
    operator &&
      prompt &&
      h(
        "button",
        { className: "fbw-button fbw-main", onClick: () => prompt(plugin + "/" + operator) },
        "Analyze squats …",
      ),
  );
}

/** @param {{schema: any}} props */
export function SquatRepViewer(props) {
  return h(RepViewer, { calls: (props.schema && props.schema.view) || {} });
}
