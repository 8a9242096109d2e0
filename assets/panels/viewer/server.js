/* The way to the Python panel. */
(function () {
  "use strict";
  const { useCallback, useRef } = window.__foButtwink__.viewer;

  /** Ask a method of the Python panel; always answers, with `error` if it could not. */
  function useServer(calls) {
    const trigger = window.__foo__.useTriggerPanelEvent();
    const latest = useRef({ trigger, calls });
    latest.current = { trigger, calls };
    return useCallback((name, params) =>
      new Promise((resolve) => {
        const { trigger: send, calls: addresses } = latest.current;
        send(addresses[name], params, false, (answer) => {
          const failed = answer && (answer.error || answer.errorMessage);
          resolve(failed ? { error: readable(answer) } : (answer && answer.result) || { error: "The server gave no answer." });
          return false; // or the App would replace the panel by a stack trace
        });
      }), []);
  }

  function readable(answer) {
    const text = String(answer.errorMessage || (answer.error && answer.error.message) || answer.error);
    return "The server could not answer (" + text.split("\n").pop().slice(0, 300) + "). Reload the page to try again.";
  }

  Object.assign(window.__foButtwink__.viewer, { useServer });
})();
