// @ts-check
/* Which repetition a frame shows. */

/** So much before and after a repetition still belongs to it, if it is no other one's. */
const AROUND_S = 1.5;

/** The frames of a repetition, as the machine and as people have them. */
export function framesOf(rep) {
  return [
    Math.min(rep.first, rep.machine.first || rep.first),
    Math.max(rep.last, rep.machine.last || rep.last),
  ];
}

/** The frame at which the App opens what is shown. */
export function startOf(data) {
  return data.clip ? data.clip[0] : 1;
}

export function within(frame, rep, around = 0) {
  const [first, last] = framesOf(rep);
  return frame >= first - around && frame <= last + around;
}

/** Whether a frame shows this repetition, and not a moment that somebody takes for another one. */
export function belongs(frame, rep, reps, fps) {
  if (within(frame, rep)) return true;
  return (
    within(frame, rep, AROUND_S * (fps || 30)) &&
    !reps.some((other) => other.id !== rep.id && within(frame, other))
  );
}
