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
    SquatExplorer: ["older.js", "names.js"].concat(
      ["parts", "canvas", "plot", "controls", "table", "main"].map(inFolder("explorer"))
    ),
    SquatRepViewer: ["older.js", "names.js"].concat(["base", "playhead", "picture", "chart", "details", "review", "server", "session", "style", "main"].map(
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
})();
