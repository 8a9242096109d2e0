// @ts-check
/* What FiftyOne's App gives to plugins, under names: its modules are globals of the page.
 *
 * Nothing else of ours may touch these globals. Where there is no App, as in the unit tests, they
 * are empty: modules with pure functions must not read them while they are loaded.
 */

/** @type {any} */
const page = globalThis;

/** @type {any} React, in the App's own copy. */
export const React = page.React || {};
/** @type {any} The store of the App's state. */
export const recoil = page.recoil || {};
/** @type {any} Atoms of the state, such as the open video. */
export const fos = page.__fos__ || {};
/** @type {any} Operators and panel events. */
export const foo = page.__foo__ || {};
/** @type {any} Plugins' components and panels. */
export const fop = page.__fop__ || {};
/** @type {any} Playback; not in every version. */
export const fopb = page.__fopb__ || {};

export const h = React.createElement;
export const { Fragment, useCallback, useEffect, useMemo, useRef, useState } = React;

/** The name of this plugin, as in fiftyone.yml. */
export const PLUGIN = "@fo-buttwink/fo_buttwink";

/**
 * Run an operator; of FiftyOne's own it is `@voxel51/operators/...`.
 *
 * @param {string} name
 * @param {any} [params]
 * @param {any} [options]
 * @returns {Promise<any>} rejected where there is no such operator, or not yet
 */
export function run(name, params, options) {
  return Promise.resolve().then(() => foo.executeOperator(name, params, options));
}
