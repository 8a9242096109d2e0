// @ts-check
/* What the App does not offer as an operation: to open one slice of a group, and to know which
 * slice is open.
 *
 * Which way there is in this version of the App is decided once, because React's hooks must not
 * come and go.
 */

import { fos, recoil, useCallback, useRef } from "./app.js";

const atom = fos.modalSelector;
const slice = fos.modalGroupSlice;
const possible = Boolean(
  recoil.useSetRecoilState && atom && slice && fos.useSetExpandedSample && fos.useSetModalState,
);

/** Opens a sample of a group in its slice, whatever slice the grid shows. */
function useOpener() {
  const setSlice = recoil.useSetRecoilState(slice);
  const expand = fos.useSetExpandedSample();
  const prepare = fos.useSetModalState();
  const open = Boolean(recoil.useRecoilValue(atom));
  const latest = useRef({});
  latest.current = { setSlice, expand, prepare, open };
  return useCallback(
    async (/** @type {string} */ id, /** @type {{id: string, slice: string}} */ group) => {
      const now = latest.current;
      // As a click on a tile does: the modal begins with the grid's filters, colors and slice.
      if (!now.open) await now.prepare();
      now.setSlice(group.slice);
      await now.expand({ id, groupId: group.id });
    },
    [],
  );
}

const openId = fos.nullableModalSampleId || fos.modalSampleId;
const known = Boolean(recoil.useRecoilValue && openId);
const inSlices =
  known &&
  atom &&
  recoil.useRecoilValueLoadable &&
  fos.hasGroupSlices &&
  fos.modalSample &&
  slice &&
  recoil.constSelector;
const nothing = recoil.constSelector ? recoil.constSelector(null) : null;

/**
 * The id of the sample that is open: of a group, the one in the slice that is shown. The App
 * itself goes on telling the id of the slice with which the group was opened.
 */
function useIdInSlices() {
  const opened = recoil.useRecoilValue(openId);
  // After a reload the App knows the open group only by its own id.
  const hasSlices = Boolean(recoil.useRecoilValue(fos.hasGroupSlices));
  const grouped = hasSlices && Boolean(recoil.useRecoilValue(atom));
  const loadable = recoil.useRecoilValueLoadable(grouped ? fos.modalSample : nothing);
  const last = useRef(null);
  if (!grouped) last.current = null;
  else if (loadable.state === "hasValue" && loadable.contents) {
    const { sample } = loadable.contents; // its own id is one of the App's store
    last.current = (sample && sample._id) || opened;
  }
  return last.current || opened;
}

/** @type {() => ?((id: string, group: {id: string, slice: string}) => Promise<void>)} */
export const useOpenInGroup = possible ? useOpener : () => null;

/** @type {() => ?string} The id of the open sample, or null where the App does not tell. */
export const useOpenId = chooseOpenId();

function chooseOpenId() {
  if (inSlices) return useIdInSlices;
  return known ? () => recoil.useRecoilValue(openId) : () => null;
}

/** So long a video may take to open. */
const PATIENCE_MS = 60000;
/** @type {?{sample: string, rep: string, since: number}} */
let wish = null;

/**
 * Notes which repetition of a video is to be looked at once that video is open.
 *
 * @param {string} sample
 * @param {string} rep
 */
export function wishFor(sample, rep) {
  wish = { sample, rep, since: Date.now() };
}

/**
 * The repetition that was wished for, if it was one of this video; each wish holds once.
 *
 * @param {string} sample
 */
export function takeWish(sample) {
  if (!wish || wish.sample !== sample) return null;
  const { rep, since } = wish;
  wish = null;
  return Date.now() - since < PATIENCE_MS ? rep : null;
}
