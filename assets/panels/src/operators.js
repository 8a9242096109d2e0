// @ts-check
/* Our operators that run in the browser. The server starts them, and the App when a dataset is
 * opened. */

import { hasSquats, place, VIEWER } from "./arrangement.js";
import { foo, fop, fos, PLUGIN, recoil, run } from "./shared/app.js";
import { hasTab, isGridBroken, isPlayerThere, isPromptOpen, VIDEO } from "./shared/page.js";

/**
 * @param {object} options of the operator: its name, its label and when it runs
 * @param {() => any} hooks React hooks; what they give is `ctx.hooks`
 * @param {(ctx: any) => Promise<void>} execute
 * @param {any} [placement] where the App shows it
 */
function register(options, hooks, execute, placement) {
  class Registered extends foo.Operator {
    async resolvePlacement() {
      return placement;
    }
    get config() {
      return new foo.OperatorConfig({ unlisted: true, ...options });
    }
    useHooks() {
      return hooks();
    }
    /** @param {any} ctx */
    async execute(ctx) {
      await execute(ctx);
    }
  }
  foo.registerOperator(Registered, PLUGIN);
}

/**
 * The App keeps the arrangement of the video that it showed last: there the viewer has to be
 * opened.
 */
function openViewer() {
  let tries = 0;
  const timer = window.setInterval(() => {
    tries += 1;
    if (tries > 60 || hasTab(VIEWER)) window.clearInterval(timer);
    else if (isPlayerThere() && tries > 4) {
      window.clearInterval(timer);
      const how = { name: VIEWER, isActive: true, layout: "horizontal" };
      run("@voxel51/operators/open_panel", how);
    }
  }, 250);
}

/**
 * Without metadata of the videos, FiftyOne's grid is an error page until the page is loaded again;
 * an analysis has filled them in. Its result is to be read before.
 */
function renewGrid() {
  if (!isGridBroken()) return;
  let shown = 0;
  const timer = window.setInterval(() => {
    if (isPromptOpen()) {
      shown = Date.now();
      return;
    }
    if (!shown || Date.now() - shown < 500) return; // the result is about to come
    window.clearInterval(timer);
    if (isGridBroken()) window.location.reload();
  }, 250);
}

/** Asks the App's store: what has its atoms as names. */
const useAsk = () =>
  recoil.useRecoilCallback(
    (/** @type {any} */ tools) => (/** @type {string} */ name) =>
      tools.snapshot.getPromise(fos[name]),
    [],
  );

/** The panels that a video may have, but for the video itself and ours. */
function otherPanels(/** @type {any[]} */ panels) {
  const inModal = panels.filter((panel) => {
    const surfaces = (panel.panelOptions && panel.panelOptions.surfaces) || "";
    return surfaces.includes("modal") && ![VIEWER, VIDEO].includes(panel.name);
  });
  return inModal.map((panel) => panel.name);
}

/** Registers them all. */
export function registerOperators() {
  let placed = false;
  register(
    { name: "place_squat_viewer", label: "Place the squat viewer", onDatasetOpen: true },
    () => ({
      panels: fop.usePlugin ? fop.usePlugin(fop.PluginComponentType.Panel) : [],
      ask: useAsk(),
    }),
    async ({ hooks, params }) => {
      if (!(await hooks.ask("datasetName"))) return;
      placed = true;
      const squats = params.force || hasSquats(await hooks.ask("sampleFields"));
      place(squats, otherPanels(hooks.panels), params.force);
      if (params.open) openViewer();
      if (params.renew) renewGrid();
    },
  );

  // The App reads a dataset's arrangement when the dataset is opened: here it learns of a new one.
  register(
    { name: "show_squat_arrangement", label: "Show the arrangement of squats" },
    () => ({
      show: recoil.useRecoilCallback(
        (/** @type {any} */ tools) => (/** @type {any} */ params) => {
          if (params.groups) tools.set(fos.sidebarGroupsDefinition(false), params.groups);
          if (params.active) tools.set(fos.activeFields({ modal: false }), params.active);
          if (params.colors) {
            const colors = { colorBy: "value", fields: params.colors };
            tools.set(fos.colorScheme, (/** @type {any} */ now) => ({ ...now, ...colors }));
          }
        },
        [],
      ),
    }),
    async ({ hooks, params }) => hooks.show(params),
    // Draws nothing: it is how a component of ours is there as long as the App is.
    {
      place: "header-actions",
      view: { name: "ComponentView", options: { component: "SquatKeeper" } },
    },
  );

  // The dataset with which the page was opened may have been there before this file.
  let tries = 0;
  const timer = window.setInterval(() => {
    tries += 1;
    if (placed || tries > 60) window.clearInterval(timer);
    else run(PLUGIN + "/place_squat_viewer", {}).catch(() => {});
  }, 500);
}
