// @ts-check
/* Opening samples, and looking again at what others have done meanwhile. */

import { foo, run, useCallback, useEffect, useRef } from "../shared/app.js";
import { isModalShown } from "../shared/page.js";
import { heading, memory } from "./memory.js";

const REFRESH_MS = 60000;

/**
 * Let the grid show new verdicts once the modal is closed: the App loads everything anew for
 * that, the open video included. ("reload_samples" of FiftyOne 1.22 shows what it had.)
 */
export function useFreshGrid() {
  useEffect(
    () => () => {
      window.setTimeout(() => {
        if (!memory.unseen || !foo.executeOperator || isModalShown()) return;
        memory.unseen = false;
        run("@voxel51/operators/reload_dataset", {});
      }, 400);
    },
    [],
  );
}

/**
 * Look again now and then, when the window comes back, and when the Annotate tab is left.
 *
 * @param {() => void} look
 * @param {boolean} annotating
 */
export function useLooks(look, annotating) {
  const looking = useRef(look);
  looking.current = look;
  useEffect(() => {
    const now = () => looking.current();
    window.addEventListener("focus", now);
    const timer = window.setInterval(now, REFRESH_MS);
    return () => {
      window.removeEventListener("focus", now);
      window.clearInterval(timer);
    };
  }, []);
  /* What was edited in the Annotate tab is looked for as soon as that is left. */
  const was = useRef(annotating);
  useEffect(() => {
    if (was.current && !annotating) looking.current();
    was.current = annotating;
  }, [annotating]);
}

/**
 * @param {any} session what this part of it needs
 * @returns {() => Promise<void>} goes to the sample that the viewer is heading for
 */
export function useTravel({ ask, openInGroup, current, sending, choose, release, setProblem }) {
  const travelling = useRef(false);
  /* One sample after the other: of several wishes on the way only the last one counts. */
  return useCallback(async () => {
    if (travelling.current) return;
    travelling.current = true;
    /** @type {any} */
    let sent = null;
    while (heading() && heading() !== sent) {
      sent = heading();
      const answer = await ask("go", { sample: sent.sample });
      if (answer.error && heading() === sent) {
        memory.heading = null;
        setProblem(answer.error);
      } else if (answer.group && openInGroup) await openInGroup(answer.opened, answer.group);
    }
    travelling.current = false;
    // A sample that opens loads anew, which releases; but not if the App has it open already.
    const timer = window.setInterval(() => {
      const { modalId: open, data: seen } = current.current;
      const aim = heading();
      if (aim && !(open === aim.sample && seen && seen.modal_id === open)) return;
      window.clearInterval(timer);
      if (aim && aim === sent) {
        memory.heading = null;
        choose(aim.rep, seen.video.reps);
      }
      if (!aim && !sending.current) release();
      else if (aim === sent) release();
    }, 200);
  }, [ask, choose, openInGroup, release]);
}
