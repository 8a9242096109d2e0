/* The repetition explorer: what the curator sees. All numbers come from the Python panel. */
(function () {
  "use strict";
  var h = window.React.createElement;
  window.__foButtwink__.SquatExplorer = function SquatExplorer(props) {
    return h("div", { "data-cy": "squat-explorer" }, "Squat repetitions");
  };
})();
