// @ts-check
/* Values of repetitions: from the form to the server, and from its answer to what is shown. */

/** What differs from what holds, as numbers; empty fields are left as they are. */
export function changes(values, rep, graded) {
  const out = {};
  if (values.label && values.label !== rep.machine.label) out.label = values.label;
  const { machine } = rep;
  ["onset_pct", "first", "bottom", "last"].forEach((name) => {
    if (name === "onset_pct" && !graded) return;
    const given = String(values[name]).trim();
    const number = Number(given);
    if (given !== "" && text(machine[name]) !== given)
      out[name] = Number.isFinite(number) ? number : given;
  });
  return out;
}

/** The corrected values of a review, to be sent again with another note. */
export function stated(rep) {
  if (rep.review.state !== "corrected") return {};
  const out = {};
  ["label", "onset_pct", "first", "bottom", "last"].forEach((name) => {
    if (rep[name] !== null && rep[name] !== rep.machine[name]) out[name] = rep[name];
  });
  return out;
}

/** What a field of the form starts with. */
export function text(value) {
  return value === null || value === undefined ? "" : String(value);
}

/**
 * What the viewer shows, with the repetitions and the queue of a later answer; the same where that
 * is about another video. A video whose repetitions are the same stays the same object, or all
 * would be drawn anew.
 *
 * @param {any} data
 * @param {any} answer
 */
export function withAnswer(data, answer) {
  if (!data || !data.video || data.video.sample !== answer.sample) return data;
  const same = JSON.stringify(data.video.reps) === JSON.stringify(answer.reps);
  const video = same ? data.video : { ...data.video, reps: answer.reps };
  const context = answer.context === undefined ? data.context : answer.context;
  return { ...data, video, context, queue: answer.queue };
}
