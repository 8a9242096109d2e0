// @ts-check
/* The button under the progress of an analysis. FiftyOne's own "Done" stops nothing, and hides the
 * progress only until the next video. Ending the request ends the run, as closing the page does. */

import { foo, h, run, useState } from "./shared/app.js";

const ROW = {
  display: "flex",
  flexWrap: "wrap",
  gap: 12,
  alignItems: "center",
  fontSize: 13,
  paddingTop: 8,
};
const BUTTON = {
  font: "inherit",
  fontWeight: 600,
  cursor: "pointer",
  padding: "5px 12px",
  borderRadius: 4,
  color: "#111",
  background: "#f5a300",
  border: "1px solid #f5a300",
};
const ABOUT =
  "What is done is kept. Closing this page stops it too; " +
  "Done only hides this until the next video.";

/** @param {{schema: any}} props */
export function SquatStop({ schema }) {
  const { operator, stopped } = (schema && schema.view) || {};
  const [done, setDone] = useState(false);
  const stop = () => {
    setDone(true);
    foo.abortOperationsByURI(operator);
    // A last message in the place of the progress, and the videos that are done in the grid.
    run("@voxel51/operators/show_output", stopped);
    run("@voxel51/operators/reload_dataset");
  };
  return h(
    "div",
    { style: ROW },
    h(
      "button",
      { type: "button", onClick: stop, disabled: done, "data-cy": "fbo-stop", style: BUTTON },
      "Stop the analysis",
    ),
    h("span", { style: { color: "var(--fo-palette-text-secondary, #b3b3b3)" } }, ABOUT),
  );
}
