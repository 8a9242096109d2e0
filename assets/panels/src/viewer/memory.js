// @ts-check
/* What outlives the panel, which the App may build anew for another sample. */

/** So long the App may take to open a sample. */
const PATIENCE_MS = 15000;

/**
 * Where the viewer is going, the verdicts that can be taken back, and whether the grid has yet to
 * show some of them.
 *
 * @type {{heading: any, done: any[], unseen: boolean}}
 */
export const memory = { heading: null, done: [], unseen: false };

/** Where the viewer is going: the App opens samples in its own time. */
export function heading() {
  if (memory.heading && Date.now() - memory.heading.since > PATIENCE_MS) memory.heading = null;
  return memory.heading;
}

/**
 * An edit that was just counted is what Undo takes back next.
 *
 * @param {any} answer of the server, with the ids of repetitions whose edits were counted
 * @param {any} data what the viewer shows
 * @param {?string} modalId the open sample
 */
export function noteAdopted(answer, data, modalId) {
  (answer.adopted || []).forEach((id) => {
    const found = (answer.reps || (answer.video && answer.video.reps) || []).find(
      (r) => r.id === id,
    );
    if (found)
      memory.done.push({
        sample: answer.sample || (answer.video && answer.video.sample),
        modal: answer.clip || (data && data.clip) ? id : modalId,
        rep: id,
        number: found.number,
        revision: found.review.revision,
        flagged: found.machine.flagged,
        key: answer.key || (data && data.key),
      });
  });
}
