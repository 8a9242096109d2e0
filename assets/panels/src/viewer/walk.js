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
