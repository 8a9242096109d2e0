/* What FiftyOne's App loads of this plugin: small stand-ins for the panels' components.
 *
 * A component's own files are fetched when its panel is opened first, so that the App starts as
 * fast as without the plugin, and each panel keeps a file of its own without a build step. Files
 * share the namespace window.__foButtwink__; the last one of a list sets its component there.
 * The App provides React and the rest as globals of the page.
 */
(function () {
  "use strict";

  function inFolder(folder) {
    return function (name) {
      return folder + "/" + name + ".js";
    };
  }

  var FILES = {
    SquatStop: ["stop.js"],
    SquatKeeper: ["keeper.js"],
    SquatExplorer: ["older.js", "opening.js", "names.js"].concat(
      ["parts", "canvas", "plot", "controls", "table", "main"].map(inFolder("explorer"))
    ),
    SquatRepViewer: ["older.js", "opening.js", "names.js"].concat(["base", "playhead", "picture", "chart", "details", "review", "server", "session", "style", "main"].map(
      inFolder("viewer")
    )),
  };

  var React = window.React;
  var script = document.currentScript;
  var base = script.src.replace(/[^/]*$/, "");
  // The App's hash covers this file alone: never use an old copy of the others.
  var fresh = "?t=" + Date.now();
  var shared = (window.__foButtwink__ = window.__foButtwink__ || {});
  var loading = {};

  function load(file) {
    if (!loading[file]) {
      loading[file] = new Promise(function (resolve, reject) {
        var element = document.createElement("script");
        element.src = base + file + fresh;
        element.async = false; // fetched side by side, run in order
        element.onload = resolve;
        element.onerror = function () {
          delete loading[file];
          reject(new Error("could not load " + file));
        };
        document.head.appendChild(element);
      });
    }
    return loading[file];
  }

  function loadAll(files) {
    return Promise.all(files.map(load));
  }

  function standIn(name) {
    return function (props) {
      var state = React.useState({ component: shared[name] || null, error: null });
      var current = state[0];
      var set = state[1];
      React.useEffect(function () {
        if (current.component) return undefined;
        var gone = false;
        loadAll(FILES[name]).then(
          function () {
            if (!gone) set({ component: shared[name], error: null });
          },
          function (error) {
            if (!gone) set({ component: null, error: error });
          }
        );
        return function () {
          gone = true;
        };
      }, []);
      if (current.error) {
        return React.createElement(
          "div",
          { role: "alert", style: { padding: 16 } },
          "This panel could not be loaded (" + current.error.message + "). Reload the page."
        );
      }
      return current.component ? React.createElement(current.component, props) : null;
    };
  }

  Object.keys(FILES).forEach(function (name) {
    window.__fop__.registerComponent({
      name: name,
      label: name,
      component: standIn(name),
      type: window.__fop__.PluginComponentType.Component,
      activator: function () {
        return true;
      },
    });
  });

  /* Where the viewer stands when a video is opened. The App keeps one arrangement of a video's
   * panels for all datasets: here one is kept for those with squats, where the viewer is beside the
   * video until somebody closes it, and one for the others. */
  var LAYOUT = "fo-sample-modal-plugins";
  var KEPT = "fo_buttwink.layouts";
  var VIEWER = "squat_rep_viewer";
  var VIDEO = "fo-sample-modal-plugin";

  function read(key) {
    try {
      return JSON.parse(window.localStorage.getItem(key));
    } catch (error) {
      return null; // not ours to mend
    }
  }

  function write(key, value) {
    if (value) window.localStorage.setItem(key, JSON.stringify(value));
    else window.localStorage.removeItem(key);
  }

  function leaf(name) {
    return { id: name, type: name, pinned: name === VIDEO, children: [] };
  }

  function tabs(id, children) {
    return { id: id, type: "panel-container", activeChild: children[0].id, children: children };
  }

  function without(node, name) {
    if (node.type === name) return null;
    if (!node.children || !node.children.length) return node;
    var rest = node.children.map(function (child) { return without(child, name); }).filter(Boolean);
    if (!rest.length) return null;
    if (rest.length === 1 && node.layout) return rest[0];
    var open = rest.some(function (child) { return child.id === node.activeChild; });
    return Object.assign({}, node, { children: rest, activeChild: open ? node.activeChild : rest[0].id });
  }

  function isBeside(node) {
    if (!node || !node.children) return false;
    var names = node.children.map(function (child) { return child.type; });
    if (!node.layout && names.indexOf(VIEWER) >= 0) return names.indexOf(VIDEO) < 0;
    return node.children.some(isBeside);
  }

  function beside(layout, others) {
    var left = (layout && without(layout, VIEWER)) || tabs("left", [VIDEO].concat(others).map(leaf));
    if (left.id === "root") left = Object.assign({}, left, { id: "left" });
    var right = tabs("fo_buttwink_right", [leaf(VIEWER)]);
    return { id: "root", type: "panel-container", layout: "horizontal", sizes: [0.5, 0.5], activeChild: left.id, children: [left, right] };
  }

  function place(squats, others, force) {
    var kept = read(KEPT) || {};
    var kind = squats ? "squats" : "others";
    if (kept.kind !== kind) {
      kept[kept.kind || "others"] = read(LAYOUT);
      kept.kind = kind;
      write(LAYOUT, kept[kind] || (squats ? beside(kept.others, others) : null));
      write(KEPT, kept);
    }
    if (force && !isBeside(read(LAYOUT))) write(LAYOUT, beside(read(LAYOUT), others));
  }

  /* The App keeps the arrangement of the video that it showed last: there the viewer has to be opened. */
  function openViewer() {
    var tries = 0;
    var timer = window.setInterval(function () {
      tries += 1;
      var video = document.querySelector("[data-cy=modal] [data-cy=modal-looker-container]");
      var there = document.querySelector("[data-cy=modal] [data-cy=panel-tab-" + VIEWER + "]");
      if (tries > 60 || there) window.clearInterval(timer);
      else if (video && tries > 4) {
        window.clearInterval(timer);
        window.__foo__.executeOperator("@voxel51/operators/open_panel", { name: VIEWER, isActive: true, layout: "horizontal" });
      }
    }, 250);
  }

  /* Without metadata of the videos, FiftyOne's grid is an error page until the page is loaded again;
   * an analysis has filled them in. Its result is to be read before. */
  function renewGrid() {
    var failed = function () { return document.querySelector("[data-cy=error-boundary]"); };
    if (!failed()) return;
    var shown = 0;
    var timer = window.setInterval(function () {
      if (document.querySelector("[data-cy=operators-prompt-modal], [data-cy=operators-prompt-view-modal]")) {
        shown = Date.now();
        return;
      }
      if (!shown || Date.now() - shown < 500) return; // the result is about to come
      window.clearInterval(timer);
      if (failed()) window.location.reload();
    }, 250);
  }

  function named(fields, name) {
    return Array.isArray(fields) ? fields.find(function (f) { return f.name === name; }) : (fields || {})[name];
  }

  function hasSquats(fields) {
    return Object.keys(fields || {}).some(function (at) {
      var stem = /^(.+)_reps$/.exec(fields[at].name);
      var summary = stem && named(fields, stem[1]);
      return Boolean(summary && named(summary.fields, "worst_wink_deg"));
    });
  }

  var PLUGIN = "@fo-buttwink/fo_buttwink";
  var Operator = window.__foo__ && window.__foo__.Operator;
  if (!Operator) return; // another App: its panels stay as they are

  function register(options, hooks, execute, placement) {
    class Registered extends Operator {
      async resolvePlacement() { return placement; }
      get config() { return new window.__foo__.OperatorConfig(Object.assign({ unlisted: true }, options)); }
      useHooks() { return hooks(); }
      async execute(ctx) { await execute(ctx); }
    }
    window.__foo__.registerOperator(Registered, PLUGIN);
  }

  var placed = false;
  register(
    { name: "place_squat_viewer", label: "Place the squat viewer", onDatasetOpen: true },
    function () {
      var panels = window.__fop__.usePlugin ? window.__fop__.usePlugin(window.__fop__.PluginComponentType.Panel) : [];
      return {
        panels: panels,
        ask: window.recoil.useRecoilCallback(function (tools) {
          return function (name) { return tools.snapshot.getPromise(window.__fos__[name]); };
        }, []),
      };
    },
    async function (ctx) {
      if (!(await ctx.hooks.ask("datasetName"))) return;
      placed = true;
      var others = ctx.hooks.panels.filter(function (panel) {
        var surfaces = (panel.panelOptions && panel.panelOptions.surfaces) || "";
        return surfaces.indexOf("modal") >= 0 && [VIEWER, VIDEO].indexOf(panel.name) < 0;
      }).map(function (panel) { return panel.name; });
      place(ctx.params.force || hasSquats(await ctx.hooks.ask("sampleFields")), others, ctx.params.force);
      if (ctx.params.open) openViewer();
      if (ctx.params.renew) renewGrid();
    }
  );

  /* The App reads a dataset's arrangement when the dataset is opened: here it learns of a new one. */
  register(
    { name: "show_squat_arrangement", label: "Show the arrangement of squats" },
    function () {
      return {
        show: window.recoil.useRecoilCallback(function (tools) {
          return function (params) {
            var fos = window.__fos__;
            if (params.groups) tools.set(fos.sidebarGroupsDefinition(false), params.groups);
            if (params.active) tools.set(fos.activeFields({ modal: false }), params.active);
            if (params.colors) {
              tools.set(fos.colorScheme, function (now) {
                return Object.assign({}, now, { colorBy: "value", fields: params.colors });
              });
            }
          };
        }, []),
      };
    },
    async function (ctx) { ctx.hooks.show(ctx.params); },
    // Draws nothing: it is how a component of ours is there as long as the App is.
    { place: "header-actions", view: { name: "ComponentView", options: { component: "SquatKeeper" } } }
  );

  // The dataset with which the page was opened may have been there before this file.
  var tries = 0;
  var timer = window.setInterval(function () {
    tries += 1;
    if (placed || tries > 60) window.clearInterval(timer);
    else window.__foo__.executeOperator(PLUGIN + "/place_squat_viewer", {}).catch(function () {});
  }, 500);
})();
