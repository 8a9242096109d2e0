// @ts-check
/* What somebody who measures by hand has done so far: a pure reducer and what follows from it. */

import { amounts, change, lengthOf, shifted, swapped, withEnd } from "./hand_lines.js";

export const KINDS = /** @type {const} */ (["pelvis", "trunk"]);
/** So far one view may zoom in and out, in sides of the first one. */
const ZOOM = [0.08, 4];

/**
 * @param {any} stills the server's answer: `frames`, `faces`, cut-offs
 * @returns {any} nothing drawn yet
 */
export function begin(stills) {
  const { frames } = stills;
  return {
    rules: stills,
    frames,
    standing: frames[0],
    reference: frames[1],
    deepest: frames[frames.length - 1],
    at: frames[0],
    lines: {},
    kind: "pelvis",
    end: 1,
    pending: null,
    faces: stills.faces,
    quality: null,
    note: "",
    view: null,
    places: {},
    said: "",
  };
}

/** @param {any} state @param {number} [frame] @param {string} [kind] @returns {any} or null */
export function lineOf(state, frame = state.at, kind = state.kind) {
  return (state.lines[frame] && state.lines[frame][kind]) || null;
}

/** @param {any} state @param {any} line of the chosen kind in the present frame, or null */
function withLine(state, line) {
  const here = { ...state.lines[state.at], [state.kind]: line };
  return { ...state, pending: null, said: "", lines: { ...state.lines, [state.at]: here } };
}

/** The kind that is to be drawn next in a frame. */
function missing(state, frame) {
  return KINDS.find((kind) => !lineOf(state, frame, kind)) || "pelvis";
}

function goTo(state, frame) {
  return { ...state, at: frame, kind: missing(state, frame), end: 1, pending: null, said: "" };
}

/** The frame before the present one in which the kind is drawn: its line is the ghost. */
export function before(state, kind = state.kind) {
  const earlier = state.frames.filter((f) => f < state.at && lineOf(state, f, kind));
  return earlier.length ? earlier[earlier.length - 1] : null;
}

/** The line of the frame before, where it would lie if only the hips had moved since. */
export function ghost(state, kind = state.kind) {
  const frame = before(state, kind);
  if (frame === null) return null;
  const [from, to] = [state.places[frame], state.places[state.at]];
  const line = lineOf(state, frame, kind);
  if (!from || !to) return line;
  return shifted(line, to.hips[0] - from.hips[0], to.hips[1] - from.hips[1]);
}

/** A level line in the middle of what is shown, for those who draw by keyboard. */
function level(state) {
  const place = state.places[state.at];
  if (!place || !state.view) return null;
  const [x, y] = [place.hips[0] + state.view.dx, place.hips[1] + state.view.dy];
  const half = Math.max(state.rules.min_line_px, state.view.side / 6);
  return state.faces === "left" ? [x + half, y, x - half, y] : [x - half, y, x + half, y];
}

/**
 * @param {any} state
 * @param {any} action
 * @returns {any}
 */
export function reduce(state, action) {
  const line = lineOf(state);
  switch (action.type) {
    case "places": {
      const places = { ...state.places, ...action.places };
      const here = places[state.at];
      const view = state.view || (here && firstView(here));
      return { ...state, places, size: action.size || state.size, view };
    }
    case "start":
      return { ...state, pending: action.point, said: "" };
    case "cancel":
      return { ...state, pending: null, said: "" };
    case "finish": {
      if (!state.pending) return state;
      const drawn = /** @type {any} */ ([...state.pending, ...action.point]);
      if (lengthOf(drawn) < state.rules.min_line_px)
        return {
          ...state,
          pending: null,
          said: "That line is too short for a direction: zoom in, or draw a longer one.",
        };
      const after = withLine({ ...state, end: 1 }, drawn);
      // Both lines of a still belong together: the other one comes next.
      return lineOf(after, after.at, "trunk") || state.kind === "trunk"
        ? after
        : { ...after, kind: "trunk" };
    }
    case "drag": {
      const held = lineOf(state, state.at, action.kind);
      if (!held) return state;
      const chosen = { ...state, kind: action.kind, end: action.end };
      return withLine(chosen, withEnd(held, action.end, action.point[0], action.point[1]));
    }
    case "nudge": {
      if (!line) return { ...state, said: "Draw the line first, or press C to put one there." };
      const k = 2 * state.end;
      return withLine(
        state,
        withEnd(line, state.end, line[k] + action.dx, line[k + 1] + action.dy),
      );
    }
    case "choose":
      return {
        ...state,
        kind: action.kind,
        end: action.end === undefined ? state.end : action.end,
        pending: null,
        said: "",
      };
    case "other_end":
      return { ...state, end: 1 - state.end };
    case "swap":
      return line ? withLine(state, swapped(line)) : state;
    case "clear":
      return withLine(state, null);
    case "copy": {
      if (line) return { ...state, said: "There is a line already: clear it first." };
      const put = ghost(state) || level(state);
      return put ? withLine({ ...state, end: 1 }, put) : state;
    }
    case "step": {
      const at = state.frames.indexOf(state.at) + action.by;
      const frame = state.frames[Math.min(state.frames.length - 1, Math.max(0, at))];
      return frame === state.at ? state : goTo(state, frame);
    }
    case "go":
      return goTo(state, action.frame);
    case "add": {
      if (state.frames.includes(action.frame)) return goTo(state, action.frame);
      const frames = [...state.frames, action.frame].sort((a, b) => a - b);
      return goTo({ ...state, frames }, action.frame);
    }
    case "remove": {
      if ([state.reference, state.deepest].includes(state.at))
        return { ...state, said: "The first frame of the descent and the deepest one stay." };
      const left = state.frames.filter((f) => f !== state.at);
      const next = left.find((f) => f > state.at) || left[left.length - 1];
      const lines = { ...state.lines };
      delete lines[state.at];
      return goTo({ ...state, frames: left, lines }, next);
    }
    case "set": {
      const after = { ...state, ...action.values, said: "" };
      const hidden = after.quality === "hidden" && state.quality !== "hidden";
      return hidden && changesOf(after, "pelvis").some((c) => c !== null)
        ? { ...after, said: "Hidden means that no pelvis line could be seen: yours do not count." }
        : after;
    }
    case "said":
      return { ...state, said: action.text };
    case "zoom":
      return state.view ? { ...state, view: zoomed(state, action.factor, action.point) } : state;
    case "pan":
      return state.view
        ? {
            ...state,
            view: {
              ...state.view,
              dx: state.view.dx - action.dx,
              dy: state.view.dy - action.dy,
            },
          }
        : state;
    case "fit": {
      const here = state.places[state.at];
      return here ? { ...state, view: firstView(here) } : state;
    }
    default:
      return state;
  }
}

/** What is shown at first: kept relative to the hips, so that all stills are seen alike. */
function firstView(place) {
  const { left, top, side } = place.window;
  return {
    dx: left + side / 2 - place.hips[0],
    dy: top + side / 2 - place.hips[1],
    side,
    first: side,
  };
}

/** Zoomed so that a point of the picture stays where it is. */
function zoomed(state, factor, point) {
  const { view, places, at } = state;
  const side = Math.min(ZOOM[1] * view.first, Math.max(ZOOM[0] * view.first, view.side * factor));
  const hips = places[at] ? places[at].hips : [0, 0];
  if (!point) return { ...view, side };
  const share = side / view.side;
  const [x, y] = [point[0] - hips[0], point[1] - hips[1]];
  return { ...view, side, dx: x + (view.dx - x) * share, dy: y + (view.dy - y) * share };
}

/** Changes of one kind from the frame of reference, by frame; null where there are none. */
export function changesOf(state, kind) {
  const reference = lineOf(state, state.reference, kind);
  const right = state.faces === "right";
  return state.frames.map((f) => change(lineOf(state, f, kind), reference, right));
}

/** Frames with a line; the others are not sent, unless they were looked at in vain. */
export const measured = (state) =>
  state.frames.filter(
    (f) => state.quality === "hidden" || KINDS.some((kind) => lineOf(state, f, kind)),
  );

/** Reversal, rise and wink of what has been drawn so far. */
export function amountsOf(state) {
  const drawn = measured(state);
  if (![state.reference, state.deepest].every((f) => drawn.includes(f)))
    return { reversal: null, rise: null, wink: null };
  const counts = (f) => f >= state.reference && f <= state.deepest && drawn.includes(f);
  const pick = (kind) =>
    changesOf(state, kind).filter((value, i) => counts(state.frames[i])); /* in order */
  return amounts(pick("pelvis"), pick("trunk"), state.rules.min_descent_frames);
}

/** A frame whose line points the other way than that of reference, or null. */
export function upsideDown(state) {
  for (const kind of KINDS) {
    const turns = changesOf(state, kind);
    const at = turns.findIndex((t) => t !== null && Math.abs(t) > state.rules.max_turn_deg);
    if (at >= 0) return { kind, frame: state.frames[at] };
  }
  return null;
}

/** Why it cannot be stored yet; "" if it can. */
export function hindrance(state) {
  if (!state.faces) return "Say to which side of the picture the lifter looks.";
  const both = KINDS.some(
    (kind) => lineOf(state, state.reference, kind) && lineOf(state, state.deepest, kind),
  );
  if (!both && state.quality !== "hidden")
    return "Draw at least one line both in the first frame of the descent and in the deepest one.";
  const wrong = upsideDown(state);
  if (wrong)
    return `The ${wrong.kind} line of frame ${wrong.frame} is upside down: swap its ends there.`;
  if (!state.quality) return "Say how well the lines could be seen.";
  return "";
}

/** What is missing for a wink, though it can be stored; "" if nothing is. */
export function warning(state) {
  if (state.quality === "hidden") return "";
  const drawn = measured(state).filter((f) => f >= state.reference && f <= state.deepest);
  const bare = drawn.find((f) => !lineOf(state, f, "pelvis"));
  if (bare) return `Frame ${bare} has no pelvis line: no reversal follows.`;
  if (drawn.length < state.rules.min_descent_frames)
    return "Too few frames of the descent for a reversal.";
  return "";
}

/** What the server is sent. */
export function toSend(state) {
  return {
    frames: measured(state).map((frame) => ({
      frame,
      ...Object.fromEntries(
        KINDS.map((kind) => [kind, lineOf(state, frame, kind)]).filter((each) => each[1]),
      ),
    })),
    reference: state.reference,
    deepest: state.deepest,
    faces: state.faces,
    quality: state.quality,
    note: state.note,
    size: state.size || null,
  };
}

/** What a still is called. */
export function roleOf(state, frame) {
  if (frame === state.reference) return "Start";
  if (frame === state.deepest) return "Deepest";
  if (frame === state.standing) return "Standing";
  return frame > state.deepest ? "Ascent" : frame > state.reference ? "Descent" : "Before";
}
