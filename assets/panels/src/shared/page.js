// @ts-check
/* Every read of the App's page outside of our own panels.
 *
 * FiftyOne has no operation for these, and its page is no promise: each read has an answer for the
 * case that the part is not there, and a part that has to be there and is not is named, with what
 * is lost, once, in the browser's console.
 */

/** The panel of the App with the video in it, and its tab. */
export const VIDEO = "fo-sample-modal-plugin";

const TIME = "[data-cy=modal] [data-testid=timeline-playhead-time]";

/**
 * Parts of the page. `within` is another part: while that is there, this one must be, too;
 * `lost` is what cannot be done without it.
 *
 * @type {Record<string, {selector: string, within?: string, lost?: string}>}
 */
const PARTS = {
  modal: { selector: "[data-cy=modal] [data-cy=modal-content]" },
  annotating: { selector: "[data-cy=modal] [data-cy=annotation-save-state]" },
  time: {
    selector: TIME,
    within: "annotating",
    lost: "the curves cannot follow the video in the Annotate tab",
  },
  videoPanel: {
    selector: `[data-cy=modal] [data-cy=panel-content-${VIDEO}]`,
    within: "modal",
    lost: "a verdict is taken without a look at what the video shows",
  },
  looker: { selector: "[data-cy=modal] [data-cy=modal-looker-container]" },
  canvas: { selector: "[data-cy=modal] [data-cy=modal-looker-container] canvas" },
  video: { selector: "[data-cy=modal] video" },
  split: { selector: '[data-cy=modal] button[title="Split horizontally"]' },
  prompt: { selector: "[data-cy=operators-prompt-modal], [data-cy=operators-prompt-view-modal]" },
  over: { selector: "[data-cy=operators-prompt-modal], [data-cy=operator-browser]" },
  failed: { selector: "[data-cy=error-boundary]" },
};

/** So long a part may take to come after the one that it stands in. */
const PATIENCE_MS = 10000;
/** @type {Record<string, number>} since when a part is missing; Infinity once that was said */
const missing = {};

/**
 * @param {string} name of one of the parts
 * @returns {any} its element, or null
 */
function part(name) {
  const { selector, within, lost } = PARTS[name];
  const found = document.querySelector(selector);
  if (found || !within || !document.querySelector(PARTS[within].selector)) {
    if (missing[name] !== Infinity) delete missing[name];
    return found;
  }
  const now = Date.now();
  missing[name] = missing[name] || now;
  if (now - missing[name] > PATIENCE_MS) {
    missing[name] = Infinity;
    console.warn(
      `fo_buttwink: this version of FiftyOne's App has no ${selector} in its page: ${lost}. ` +
        "Please report it with the version of FiftyOne.",
    );
  }
  return null;
}

/** @param {any} element @returns {boolean} whether it is laid out, not in a hidden tab */
const laidOut = (element) => Boolean(element && element.offsetParent);

/** Whether a sample is open and on screen. */
export const isModalShown = () => laidOut(part("modal"));

/** Whether the Annotate tab is open: it has keys and a player of its own. */
export const isAnnotating = () => Boolean(part("annotating"));

/** Whether a form of the App, such as an operator's, lies over the panel. */
export const isCovered = () => Boolean(part("over"));

/** Whether an operator's form or result is open. */
export const isPromptOpen = () => Boolean(part("prompt"));

/** Whether the grid is an error page. */
export const isGridBroken = () => Boolean(part("failed"));

/** Whether the modal shows the video at all: its tab may lie behind this panel's. */
export const isVideoShown = () => laidOut(part("videoPanel"));

/** Whether the App has made the player of the open video. */
export const isPlayerThere = () => Boolean(part("looker"));

/** The canvas on which the App draws the video, or null. */
export const videoCanvas = () => part("canvas");

/** The open video as the browser knows it, or null. */
export const videoElement = () => part("video");

/** What the player of the Annotate tab writes as its time, such as "0:02.80 / 0:10.16"; or "". */
export function playerTime() {
  const element = part("time");
  return element ? element.textContent : "";
}

/**
 * The App's button that splits the modal in two, where the video is behind another tab; or null.
 *
 * @returns {?{click: () => void}}
 */
export function splitButton() {
  const button = part("split");
  return button && !isVideoShown() ? button : null;
}

/** @param {string} panel @returns {boolean} whether the modal has a tab of this panel */
export const hasTab = (panel) =>
  Boolean(document.querySelector(`[data-cy=modal] [data-cy=panel-tab-${panel}]`));

/** @param {HTMLElement} element @returns {HTMLElement} what scrolls it, or the outermost */
export function scrollerOf(element) {
  const outer = element.parentElement;
  if (!outer) return element;
  return /auto|scroll/.test(getComputedStyle(outer).overflowY) ? outer : scrollerOf(outer);
}

/* The App keeps the arrangement of a sample's panels in the browser. */

const LAYOUT = "fo-sample-modal-plugins";

/** @returns {any} how the App arranges the panels of a sample, or null */
export const readLayout = () => readKept(LAYOUT);
/** @param {any} layout */
export const writeLayout = (layout) => writeKept(LAYOUT, layout);

/** @param {string} key @returns {any} */
export function readKept(key) {
  try {
    return JSON.parse(/** @type {string} */ (window.localStorage.getItem(key)));
  } catch (error) {
    return null; // not ours to mend
  }
}

/** @param {string} key @param {any} value */
export function writeKept(key, value) {
  if (value) window.localStorage.setItem(key, JSON.stringify(value));
  else window.localStorage.removeItem(key);
}

/* The App's theme: colors as CSS variables of the page. */

/**
 * @param {string} name of a CSS variable
 * @param {string} fallback where this App's theme has none of that name
 */
export function themeValue(name, fallback) {
  const value = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  return value || fallback;
}

/**
 * Tells when the App's theme has changed: its colors are then other ones, which a canvas keeps.
 *
 * @param {() => void} onChange
 * @returns {() => void} ends it
 */
export function watchTheme(onChange) {
  const roots = [document.documentElement, document.body];
  const marks = ["data-mui-color-scheme", "data-theme", "style"];
  const look = () =>
    roots.map((e) => e.className + marks.map((mark) => e.getAttribute(mark)).join("")).join() +
    themeValue("--fo-palette-text-primary", "");
  let seen = look();
  const observer = new MutationObserver(() => {
    const now = look();
    if (now === seen) return;
    seen = now;
    onChange();
  });
  roots.forEach((e) => observer.observe(e, { attributes: true }));
  return () => observer.disconnect();
}
