// @ts-check
/* The way through the repetitions of a view. */

/**
 * The place before or after a repetition in the list of the view; `beyond` where the list goes on
 * but this part of it does not. After the last one comes the first that is still to be reviewed.
 */
export function neighbour(queue, repId, name) {
  const walk = queue && queue.walk;
  if (!walk) return { place: null };
  const index = walk.places.findIndex((p) => p.rep === repId);
  const at = index >= 0 ? walk.first + index : walk.at[repId];
  if (at === undefined) return { place: null, beyond: walk.total > 0 };
  const next = name === "next" ? Math.floor(at) + 1 : Math.ceil(at) - 1;
  const place = walk.places[next - walk.first];
  if (place) return { place };
  if (next >= 0 && next < walk.total) return { place: null, beyond: true };
  const left =
    name === "next" && (walk.places.find((p) => !p.done && p.rep !== repId) || queue.next);
  return { place: left && left.rep !== repId ? left : null };
}

/**
 * The repetition with which a video is opened: the first of the wishes that it has, else the first
 * that is flagged and not reviewed, else its first.
 *
 * @param {any[]} reps
 * @param {any[]} wishes ids, or nothing
 * @returns {?string}
 */
export function firstOf(reps, wishes) {
  const wished = wishes.find((id) => reps.some((rep) => rep.id === id));
  const todo = reps.find((rep) => rep.machine.flagged && rep.review.state === "unreviewed");
  return wished || (todo || reps[0] || {}).id || null;
}

/**
 * Whether a place of the list can be shown without opening another sample.
 *
 * @param {{sample: string, rep: string}} place
 * @param {any[]} reps of the open video
 * @param {?number[]} clip first and last frame, where a clip is open
 * @param {?string} modalId the open sample
 * @returns {boolean}
 */
export function isThere(place, reps, clip, modalId) {
  const there = reps.find((rep) => rep.id === place.rep);
  if (!there) return false;
  if (place.sample === modalId || !clip) return true;
  return there.machine.first >= clip[0] && there.machine.last <= clip[1];
}
