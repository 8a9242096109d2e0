/* Keeps the sidebar as it is arranged. FiftyOne forgets which groups a path was in as soon as a view
 * does not have it, as those of clips: a view later, groups and tiles would be its own again. */
(function () {
  "use strict";
  const React = window.React;
  const shared = (window.__foButtwink__ = window.__foButtwink__ || {});

  const REPS = /(^|,)\w+_reps:/;
  const REPS_PATH = /_reps$/;

  shared.SquatKeeper = function SquatKeeper() {
    const fields = window.recoil.useRecoilValue(window.__fos__.sampleFields);
    const name = window.recoil.useRecoilValue(window.__fos__.datasetName);
    const kinds = fields.map((field) => field.name + ":" + field.embeddedDocType).join();
    const before = React.useRef(null);
    // Tiles show the labels that hold; an open video shows the repetitions themselves, which the
    // Annotate tab needs to have anything to edit.
    const showReps = window.recoil.useRecoilCallback((tools) => async (reps) => {
      const shown = window.__fos__.activeFields({ modal: true });
      const now = await tools.snapshot.getPromise(shown);
      const more = reps.filter((path) => now.indexOf(path) < 0);
      if (more.length) tools.set(shown, now.concat(more));
    }, []);
    React.useEffect(() => {
      const keys = fields.map((field) => field.name);
      const ours = (path) => REPS_PATH.test(path) && keys.includes(path.replace(REPS_PATH, "_reviews"));
      showReps(keys.filter(ours));
    }, [name, kinds]);
    React.useEffect(() => {
      const known = before.current;
      before.current = { name, kinds };
      // A page that opens with clips: of the other runs there is nothing in the sidebar.
      const first = !known || known.name !== name;
      if (first ? !fields.some((field) => field.name === "support") : known.kinds === kinds) return undefined;
      // Once a run is deleted, its groups have to go, too.
      if (!REPS.test((known ? known.kinds + "," : "") + kinds)) return undefined;
      let tries = 0;
      let timer = null;
      // As long as the page loads, the operator may not be there yet.
      const show = () => {
        tries += 1;
        Promise.resolve()
          .then(() => window.__foo__.executeOperator("@fo-buttwink/fo_buttwink/show_squat_groups", {}))
          .catch(() => { if (first && tries < 60) timer = window.setTimeout(show, 500); });
      };
      if (first) timer = window.setTimeout(show, 500);
      else show();
      return () => window.clearTimeout(timer);
    }, [name, kinds]);
    return null;
  };
})();
