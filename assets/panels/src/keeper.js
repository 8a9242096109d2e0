// @ts-check
/* Keeps the sidebar as it is arranged. FiftyOne forgets which groups a path was in as soon as a
 * view does not have it, as those of clips: a view later, groups and tiles would be its own
 * again. */

import { fos, PLUGIN, recoil, run, useEffect, useRef } from "./shared/app.js";

const REPS = /(^|,)\w+_reps:/;
const REPS_PATH = /_reps$/;

/** Draws nothing. */
export function SquatKeeper() {
  /** @type {{name: string, embeddedDocType: string}[]} */
  const fields = recoil.useRecoilValue(fos.sampleFields);
  const name = recoil.useRecoilValue(fos.datasetName);
  const kinds = fields.map((field) => field.name + ":" + field.embeddedDocType).join();
  const before = useRef(null);
  // Tiles show the labels that hold; an open video shows the repetitions themselves, which the
  // Annotate tab needs to have anything to edit.
  const showReps = recoil.useRecoilCallback(
    (/** @type {any} */ tools) => async (/** @type {string[]} */ reps) => {
      const shown = fos.activeFields({ modal: true });
      const now = await tools.snapshot.getPromise(shown);
      const more = reps.filter((path) => !now.includes(path));
      if (more.length) tools.set(shown, now.concat(more));
    },
    [],
  );
  useEffect(() => {
    const keys = fields.map((field) => field.name);
    showReps(
      keys.filter(
        (path) => REPS_PATH.test(path) && keys.includes(path.replace(REPS_PATH, "_reviews")),
      ),
    );
  }, [name, kinds]);
  useEffect(() => {
    const known = before.current;
    before.current = { name, kinds };
    // A page that opens with clips: of the other runs there is nothing in the sidebar.
    const first = !known || known.name !== name;
    const changed = first
      ? fields.some((field) => field.name === "support")
      : known.kinds !== kinds;
    if (!changed) return undefined;
    // Once a run is deleted, its groups have to go, too.
    if (!REPS.test((known ? known.kinds + "," : "") + kinds)) return undefined;
    let tries = 0;
    /** @type {number | undefined} */
    let timer;
    // As long as the page loads, the operator may not be there yet.
    const show = () => {
      tries += 1;
      run(PLUGIN + "/show_squat_groups", {}).catch(() => {
        if (first && tries < 60) timer = window.setTimeout(show, 500);
      });
    };
    if (first) timer = window.setTimeout(show, 500);
    else show();
    return () => window.clearTimeout(timer);
  }, [name, kinds]);
  return null;
}
