// @ts-check
/* The way to the Python panels. */

import { foo, useCallback, useRef } from "./app.js";

/**
 * Ask methods of a Python panel. What comes back is `{ result }`, or `{ failed }` with a text
 * where the server could not answer; it never throws, and never is silent.
 *
 * @param {Record<string, string>} addresses of the methods by their names
 * @returns {(name: string, params: any) => Promise<{result?: any, failed?: string}>}
 */
export function useCalls(addresses) {
  const trigger = foo.useTriggerPanelEvent();
  const latest = useRef({});
  latest.current = { trigger, addresses };
  return useCallback(
    (/** @type {string} */ name, /** @type {any} */ params) =>
      new Promise((resolve) => {
        const { trigger: send, addresses: at } = latest.current;
        send(at[name], params, false, (/** @type {any} */ answer) => {
          resolve(read(answer));
          return false; // or the App would replace the panel by a stack trace
        });
      }),
    [],
  );
}

/**
 * The same for answers that are objects: what the server says, or `{ error }` with a text.
 *
 * @param {Record<string, string>} addresses
 * @returns {(name: string, params: any) => Promise<any>}
 */
export function useAnswers(addresses) {
  const call = useCalls(addresses);
  return useCallback(async (/** @type {string} */ name, /** @type {any} */ params) => {
    const { result, failed } = await call(name, params);
    return failed ? { error: failed } : result;
  }, []);
}

/** @param {any} answer of the App @returns {{result?: any, failed?: string}} */
export function read(answer) {
  if (answer && (answer.error || answer.errorMessage)) return { failed: readable(answer) };
  if (answer && answer.result) return { result: answer.result };
  return { failed: "The server gave no answer." };
}

/** @param {any} answer with an error @returns {string} the last line of what it says */
export function lastLine(answer) {
  const { error, errorMessage } = answer;
  const text = String(errorMessage || (error && error.message) || error);
  return text.split("\n").pop() || "";
}

/** @param {any} answer */
function readable(answer) {
  const why = lastLine(answer).slice(0, 300);
  return `The server could not answer (${why}). Reload the page to try again.`;
}
