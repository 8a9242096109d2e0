// @ts-check
/* What both panels build their elements with. */

import { useEffect, useState } from "./app.js";

/**
 * Adds a style sheet to the page, once.
 *
 * @param {string} id
 * @param {string} css
 */
export function addStyle(id, css) {
  if (document.getElementById(id)) return;
  const element = document.createElement("style");
  element.id = id;
  element.textContent = css;
  document.head.appendChild(element);
}

/**
 * Width of an element in px; the panel may be a narrow column or the whole window.
 *
 * @param {{current: any}} reference
 */
export function useWidth(reference) {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!reference.current) return undefined;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry.contentRect.width)));
    observer.observe(reference.current);
    return () => observer.disconnect();
  }, []);
  return width;
}

/**
 * Classes of an element: those whose condition holds.
 *
 * @param {...(string | false | null | undefined)} names
 */
export const classes = (...names) => names.filter(Boolean).join(" ");

/**
 * Whether a key press is meant for a text field.
 *
 * @param {any} target
 */
export function isTyping(target) {
  if (!target || !target.closest) return false;
  const fields = "input, textarea, select, [contenteditable=true], [role=textbox]";
  return Boolean(target.closest(fields));
}
