// @ts-check
/* The notice above a run that is not as it should be (of an older definition, or stopped before
 * its end), with one button that analyzes again or goes on.
 *
 * Both panels show it. What it says, and what the button starts, comes from the server
 * (fo_buttwink/app/panels/run_notice.py).
 */

import { h, run, useState } from "./app.js";
import { addStyle } from "./elements.js";
import CSS from "./older.css";
import { lastLine } from "./server.js";

/* Survives that the App builds the panel anew while the analysis runs. */
const running = {};

export function OlderRun({ notice, dataset, onDone }) {
  addStyle("fbo-style", CSS);
  const [, draw] = useState(0);
  const [failed, setFailed] = useState("");
  if (!notice) return null;
  const place = (dataset || "") + "/" + ((notice.params || {}).key || "");
  const again = () => {
    if (running[place]) return;
    running[place] = true;
    setFailed("");
    draw((n) => n + 1);
    const callback = (result) => {
      delete running[place];
      if (result && (result.errorMessage || result.error)) setFailed(lastLine(result));
      draw((n) => n + 1);
      if (onDone) onDone();
    };
    run(notice.operator, notice.params, { callback, skipOutput: true }).catch(callback);
  };
  const busy = Boolean(running[place]);
  return h(
    "div",
    { className: "fbo", role: "status", "data-cy": "fbo-notice" },
    h("b", null, notice.title),
    h("span", { className: "fbo-quiet" }, notice.text),
    notice.operator &&
      h(
        "div",
        { className: "fbo-row" },
        h(
          "button",
          {
            type: "button",
            className: "fbo-again",
            disabled: busy,
            onClick: again,
            "data-cy": "fbo-again",
          },
          busy ? "Analyzing …" : notice.button || "Analyze again",
        ),
        notice.notes.length > 0 &&
          h(
            "details",
            null,
            h("summary", { className: "fbo-quiet" }, "What changes"),
            h(
              "ul",
              { className: "fbo-quiet" },
              notice.notes.map((note) => h("li", { key: note }, note)),
            ),
          ),
      ),
    failed &&
      h(
        "div",
        { className: "fbo-failed", role: "alert", "data-cy": "fbo-failed" },
        "The analysis ended with an error (" +
          failed +
          "). The form of Analyze squats says what is wrong.",
      ),
  );
}
