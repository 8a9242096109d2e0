/* What the App does not offer as an operation: to open one slice of a group, and to know which
 * slice is open. */
(function () {
  "use strict";

  const recoil = window.recoil;
  const fos = window.__fos__;
  const shared = window.__foButtwink__;
  const React = window.React;

  const atom = fos && fos.modalSelector;
  const slice = fos && fos.modalGroupSlice;
  const possible = Boolean(recoil && recoil.useSetRecoilState && atom && slice && fos.useSetExpandedSample && fos.useSetModalState);

  /** Opens a sample of a group in its slice, whatever slice the grid shows. */
  function useOpenInGroup() {
    const setSlice = recoil.useSetRecoilState(slice);
    const expand = fos.useSetExpandedSample();
    const prepare = fos.useSetModalState();
    const open = Boolean(recoil.useRecoilValue(atom));
    const latest = React.useRef({});
    latest.current = { setSlice, expand, prepare, open };
    return React.useCallback(async (id, group) => {
      const now = latest.current;
      // As a click on a tile does: the modal begins with the grid's filters, colors and slice.
      if (!now.open) await now.prepare();
      now.setSlice(group.slice);
      await now.expand({ id, groupId: group.id });
    }, []);
  }

  const openId = fos && (fos.nullableModalSampleId || fos.modalSampleId);
  const known = Boolean(recoil && recoil.useRecoilValue && openId);
  const inSlices = known && atom && recoil.useRecoilValueLoadable && fos.hasGroupSlices && fos.modalSample && slice && recoil.constSelector;
  const nothing = recoil && recoil.constSelector ? recoil.constSelector(null) : null;

  /**
   * The id of the sample that is open: of a group, the one in the slice that is shown. The App
   * itself goes on telling the id of the slice with which the group was opened.
   */
  function useOpenId() {
    const opened = recoil.useRecoilValue(openId);
    // After a reload the App knows the open group only by its own id.
    const grouped = Boolean(recoil.useRecoilValue(fos.hasGroupSlices)) && Boolean(recoil.useRecoilValue(atom));
    const loadable = recoil.useRecoilValueLoadable(grouped ? fos.modalSample : nothing);
    const last = React.useRef(null);
    if (!grouped) last.current = null;
    else if (loadable.state === "hasValue" && loadable.contents) {
      const { sample } = loadable.contents; // its own id is one of the App's store
      last.current = (sample && sample._id) || opened;
    }
    return last.current || opened;
  }

  function useOpenIdWithoutSlices() {
    return recoil.useRecoilValue(openId);
  }

  /** So long a video may take to open. */
  const PATIENCE_MS = 60000;
  let wish = null;

  /** Notes which repetition of a video is to be looked at once that video is open. */
  function wishFor(sample, rep) {
    wish = { sample, rep, since: Date.now() };
  }

  /** The repetition that was wished for, if it was one of this video; each wish holds once. */
  function takeWish(sample) {
    if (!wish || wish.sample !== sample) return null;
    const { rep, since } = wish;
    wish = null;
    return Date.now() - since < PATIENCE_MS ? rep : null;
  }

  shared.opening = {
    wishFor,
    takeWish,
    useOpenInGroup: possible ? useOpenInGroup : () => null,
    useOpenId: inSlices ? useOpenId : known ? useOpenIdWithoutSlices : null,
  };
})();
