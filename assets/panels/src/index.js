// @ts-check
/* What FiftyOne's App loads of this plugin, bundled to ../dist/index.js by `make panels`: the
 * components of its panels, and its operators that run in the browser. */

import { foo, fop } from "./shared/app.js";
import { SquatExplorer } from "./explorer/main.js";
import { SquatKeeper } from "./keeper.js";
import { registerOperators } from "./operators.js";
import { SquatStop } from "./stop.js";
import { SquatRepViewer } from "./viewer/main.js";

/** The names that Python gives to `ComponentView`. */
const COMPONENTS = { SquatExplorer, SquatKeeper, SquatRepViewer, SquatStop };

Object.entries(COMPONENTS).forEach(([name, component]) => {
  fop.registerComponent({
    name,
    label: name,
    component,
    type: fop.PluginComponentType.Component,
    activator: () => true,
  });
});

if (foo.Operator) registerOperators(); // else another App: its panels stay as they are
