/* The button under the progress of an analysis. FiftyOne's own "Done" stops nothing, and hides the
 * progress only until the next video. Ending the request ends the run, as closing the page does. */
(function () {
  "use strict";
  const React = window.React;
  const h = React.createElement;
  const shared = (window.__foButtwink__ = window.__foButtwink__ || {});

  function SquatStop({ schema }) {
    const { operator, stopped } = (schema && schema.view) || {};
    const [done, setDone] = React.useState(false);
    const stop = () => {
      setDone(true);
      window.__foo__.abortOperationsByURI(operator);
      // A last message in the place of the progress, and the videos that are done in the grid.
      window.__foo__.executeOperator("@voxel51/operators/show_output", stopped);
      window.__foo__.executeOperator("@voxel51/operators/reload_dataset");
    };
    return h("div", { style: { display: "flex", flexWrap: "wrap", gap: 12, alignItems: "center", fontSize: 13, paddingTop: 8 } },
      h("button", {
        type: "button", onClick: stop, disabled: done, "data-cy": "fbo-stop",
        style: { font: "inherit", fontWeight: 600, cursor: "pointer", padding: "5px 12px", borderRadius: 4, color: "#111", background: "#f5a300", border: "1px solid #f5a300" },
      }, "Stop the analysis"),
      h("span", { style: { color: "var(--fo-palette-text-secondary, #b3b3b3)" } }, "What is done is kept. Closing this page stops it too; Done only hides this until the next video."));
  }

  shared.SquatStop = SquatStop;
})();
