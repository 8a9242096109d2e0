// @ts-check
/* What the viewer says after a verdict. */

import { words } from "../shared/words.js";

/** @type {Record<string, string>} Where the way through the list ends. */
export const END = {
  next: "This is the last rep of the list, and all are reviewed.",
  previous: "This is the first rep of the list.",
};

const TWICE = " A second press at once was not counted.";
/** @param {string} text @returns {string} */
export const enough = (text) => (text.endsWith(TWICE) ? text : text + TWICE);

export function outcome(verdict, about, answer) {
  if (verdict === "undo" && !answer.changed)
    return "Nothing to take back on rep " + about.number + ".";
  if (verdict === "undo") return "Verdict on rep " + about.number + " taken back.";
  const end =
    answer.queue && answer.queue.total && answer.queue.done === answer.queue.total
      ? " All " + (answer.queue.chosen ? "chosen" : "flagged") + " reps of this view are reviewed."
      : "";
  return (
    "Rep " +
    about.number +
    ": " +
    words(verdict) +
    (answer.changed ? "." : " already.") +
    " Undo with U." +
    end
  );
}

export function counted(answer) {
  const edits = (number) =>
    number + (number === 1 ? " edit" : " edits") + " from the Annotate tab ";
  const said = [];
  if (answer.adopted && answer.adopted.length)
    said.push(edits(answer.adopted.length) + "counted as a correction.");
  if (answer.repeated)
    said.push(
      edits(answer.repeated) +
        (answer.repeated === 1 ? "was" : "were") +
        " counted before and not again. Use Correct to say it anew.",
    );
  return said.join(" ");
}
