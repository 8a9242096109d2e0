// @ts-check
/* Something that survives a reload of the page, in this browser only. */

import { useState } from "./app.js";

const PREFIX = "fo-buttwink-";

/** @param {string} name @param {any} fallback */
export function remembered(name, fallback) {
  try {
    const text = window.localStorage.getItem(PREFIX + name);
    return text === null ? fallback : JSON.parse(text);
  } catch (error) {
    return fallback;
  }
}

/** @param {string} name @param {any} value */
export function remember(name, value) {
  try {
    window.localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch (error) {
    /* private windows may refuse; then it lasts as long as the panel */
  }
}

/**
 * A state of a component that is remembered.
 *
 * @param {string} name
 * @param {any} fallback
 * @returns {[any, (value: any) => void]}
 */
export function useKept(name, fallback) {
  const [value, setValue] = useState(() => remembered(name, fallback));
  const keep = (/** @type {any} */ next) => {
    setValue(next);
    remember(name, next);
  };
  return [value, keep];
}
