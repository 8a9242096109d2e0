/* The notice above a run that is not as it should be (of an older definition, or stopped before
 * its end), with one button that analyzes again or goes on.
 *
 * Both panels show it. What it says, and what the button starts, comes from the server
 * (fo_buttwink/app/panels/run_notice.py).
 */
(function () {
  "use strict";
  const React = window.React;
  const h = React.createElement;
  const shared = (window.__foButtwink__ = window.__foButtwink__ || {});

  const CSS = `
.fbo { padding: 8px 12px; text-align: left;
  font-size: 13px; line-height: 1.4; color: var(--fo-palette-text-primary, #fff);
  background: color-mix(in srgb, #f5a300 14%, var(--fo-palette-background-level1, #2a2a2d)); border-left: 4px solid #f5a300; }
.fbo b { display: block; } .fbo-row { display: flex; flex-wrap: wrap; gap: 4px 14px; align-items: flex-start; margin-top: 6px; }
.fbo-quiet { color: var(--fo-palette-text-secondary, #b3b3b3); font-size: 12px; }
.fbo details { flex: 1 1 200px; min-width: 0; padding-top: 4px; } .fbo summary { cursor: pointer; } .fbo ul { margin: 3px 0 0; padding-left: 18px; }
.fbo-again { flex: none; font: inherit; font-weight: 600; cursor: pointer; padding: 5px 12px; border-radius: 4px;
  color: #111; background: #f5a300; border: 1px solid #f5a300; }
.fbo-again:disabled { opacity: .55; cursor: default; }
.fbo-again:focus-visible { outline: 2px solid var(--fo-palette-text-primary, #fff); outline-offset: 1px; }
.fbo-failed { margin-top: 4px; }
`;

  function addStyle() {
    if (document.getElementById("fbo-style")) return;
    const style = document.createElement("style");
    style.id = "fbo-style";
    style.textContent = CSS;
    document.head.appendChild(style);
  }

  /* Survives that the App builds the panel anew while the analysis runs. */
  const running = {};

  function OlderRun({ notice, dataset, onDone }) {
    addStyle();
    const [, draw] = React.useState(0);
    const [failed, setFailed] = React.useState("");
    if (!notice) return null;
    const place = (dataset || "") + "/" + ((notice.params || {}).key || "");
    const again = () => {
      if (running[place]) return;
      running[place] = true;
      setFailed("");
      draw((n) => n + 1);
      const callback = (result) => {
        delete running[place];
        const error = result && (result.errorMessage || result.error);
        if (error) setFailed(String((error && error.message) || error).split("\n").pop());
        draw((n) => n + 1);
        if (onDone) onDone();
      };
      Promise.resolve(window.__foo__.executeOperator(notice.operator, notice.params, { callback, skipOutput: true })).catch(callback);
    };
    const busy = Boolean(running[place]);
    return h("div", { className: "fbo", role: "status", "data-cy": "fbo-notice" },
      h("b", null, notice.title),
      h("span", { className: "fbo-quiet" }, notice.text),
      notice.operator && h("div", { className: "fbo-row" },
        h("button", { type: "button", className: "fbo-again", disabled: busy, onClick: again, "data-cy": "fbo-again" },
          busy ? "Analyzing …" : notice.button || "Analyze again"),
        notice.notes.length > 0 && h("details", null,
          h("summary", { className: "fbo-quiet" }, "What changes"),
          h("ul", { className: "fbo-quiet" }, notice.notes.map((note) => h("li", { key: note }, note))))),
      failed && h("div", { className: "fbo-failed", role: "alert", "data-cy": "fbo-failed" }, "The analysis ended with an error (" + failed + "). The form of Analyze squats says what is wrong."));
  }

  shared.OlderRun = OlderRun;
})();
