// @ts-check
/* Measuring by hand: the stills of one repetition, two lines on each, no estimate in sight. */

import { h, React, useCallback, useEffect, useMemo, useRef, useState } from "../shared/app.js";
import { useHandKeys } from "./hand_keys.js";
import { Finish, Help, Kinds, Stills, Tools } from "./hand_parts.js";
import { HandPicture } from "./hand_picture.js";
import { begin, hindrance, reduce, toSend } from "./hand_state.js";

/** Lines that were drawn and not stored, by repetition, so that closing loses nothing. */
const drafts = {};

const newId = () =>
  Array.from({ length: 24 }, () => Math.floor(16 * Math.random()).toString(16)).join("");

const start = () => null;
const step = (state, action) =>
  action.type === "begin" ? action.state : state && reduce(state, action);

/**
 * @param {{rep: any, video: any, session: any, playhead: any, root: any, onClose: () => void,
 *   onNext: () => boolean}} props onNext opens the next repetition, and tells if there is one
 */
export function HandMode({ rep, video, session, playhead, root, onClose, onNext }) {
  const [state, dispatch] = React.useReducer(step, null, start);
  const [problem, setProblem] = useState("");
  const [saving, setSaving] = useState(false);
  const [help, setHelp] = useState(false);
  const focusOn = useRef(null);
  const id = useRef(newId());
  const asked = useRef({});
  const about = useMemo(
    () => ({ key: session.data.key, sample: video.sample, rep: rep.id }),
    [session.data.key, video.sample, rep.id],
  );

  useEffect(() => {
    let alive = true;
    const known = drafts[rep.id];
    if (known) {
      id.current = known.id;
      dispatch({ type: "begin", state: known.state });
      return undefined;
    }
    session.byHand.ask("hand_open", about).then((answer) => {
      if (!alive) return;
      if (answer.error) setProblem(answer.error);
      else dispatch({ type: "begin", state: begin(answer) });
    });
    return () => {
      alive = false;
    };
  }, [about]);

  useEffect(() => {
    if (state && Object.keys(state.lines).length) drafts[rep.id] = { id: id.current, state };
  }, [state]);

  /* The first still comes alone, so that one can begin; the others meanwhile. */
  const wanted = state ? state.frames.filter((f) => !(f in state.places)) : [];
  useEffect(() => {
    if (!state) return;
    const missing = wanted.filter((f) => !asked.current[f]);
    const bunch = missing.includes(state.at) && missing.length > 1 ? [state.at] : missing;
    if (!bunch.length) return;
    bunch.forEach((f) => {
      asked.current[f] = true;
    });
    session.byHand.ask("hand_pictures", { ...about, frames: bunch }).then((answer) => {
      if (answer.error) setProblem(answer.error);
      const none = Object.fromEntries(bunch.map((f) => [f, null]));
      dispatch({ type: "places", places: { ...none, ...answer.pictures }, size: answer.size });
    });
  }, [state && state.at, wanted.join()]);

  useEffect(() => {
    if (state && focusOn.current) focusOn.current.focus({ preventScroll: true });
  }, [Boolean(state)]);

  const save = useCallback(
    async (next) => {
      if (!state || saving) return;
      const why = hindrance(state);
      if (why) {
        dispatch({ type: "said", text: why });
        return;
      }
      setSaving(true);
      setProblem("");
      const answer = await session.byHand.ask("hand_save", {
        ...about,
        ...toSend(state),
        measure: id.current,
        reviewer: session.reviewer,
      });
      setSaving(false);
      if (answer.error) {
        setProblem(answer.error);
        return;
      }
      delete drafts[rep.id];
      session.byHand.take(answer);
      const { who, pass_number: pass } = answer.saved;
      session.byHand.say(`Rep ${rep.number} measured by hand: ${who}, pass ${pass}.`);
      if (!next || !onNext()) onClose();
    },
    [state, saving, about, session, onNext, onClose],
  );

  useHandKeys({
    state,
    dispatch,
    root,
    focusOn,
    frame: () => playhead.frame.get(),
    save,
    close: onClose,
  });

  const me = session.reviewer || session.data.reviewer;
  const pass = 1 + Math.max(0, ...rep.hand.filter((r) => r.who === me).map((r) => r.pass));
  return h(
    "section",
    { className: "fbw-hand", "data-testid": "fbw-hand", "aria-label": "Measure by hand" },
    h(
      "header",
      { className: "fbw-header fbw-hand-title" },
      h("b", { title: video.name }, "By hand"),
      h("span", { title: video.name }, "rep " + rep.number + " of " + video.reps.length),
      h(
        "label",
        { title: "Your name is stored with the measure", "data-testid": "fbw-hand-pass" },
        "pass " + pass + " of ",
        h("input", {
          className: "fbw-name",
          value: session.reviewer,
          maxLength: 60,
          placeholder: session.data.reviewer,
          "aria-label": "Your name",
          onChange: (event) => session.setReviewer(event.target.value),
          "data-testid": "fbw-hand-who",
        }),
      ),
      h("span", { className: "fbw-space" }),
      h(
        "button",
        {
          className: "fbw-button",
          onClick: () => setHelp(!help),
          title: "How to measure",
          "aria-label": "How to measure",
          "aria-expanded": help,
          "data-testid": "fbw-hand-help",
        },
        "?",
      ),
      h(
        "button",
        { className: "fbw-button", onClick: onClose, "data-testid": "fbw-hand-close" },
        "Close",
        h("kbd", null, "Esc"),
      ),
    ),
    h(
      "div",
      { className: "fbw-scroll fbw-hand-body" },
      problem &&
        h(
          "div",
          { className: "fbw-warn", role: "alert", "data-testid": "fbw-hand-problem" },
          problem,
        ),
      !state && !problem && h("div", { className: "fbw-empty-state" }, "Loading …"),
      state && help && h(Help, { state }),
      state && h(Stills, { state, dispatch }),
      state && h(Kinds, { state, dispatch }),
      state && h(Tools, { state, dispatch, playhead }),
      state && h(HandPicture, { state, dispatch, focusOn }),
    ),
    state && h(Finish, { state, dispatch, save, saving }),
  );
}
