/* Small things that every part of the viewer uses. */
(function () {
  "use strict";
  const viewer = (window.__foButtwink__.viewer = window.__foButtwink__.viewer || {});
  const React = window.React;
  const h = React.createElement;
  const { useCallback, useEffect, useMemo, useRef, useState } = React;

  const MINUS = "\u2212";

  /** A number with its unit, or a dash where nothing was measured. */
  function withUnit(value, unit, digits = 0) {
    if (value === null || value === undefined || !Number.isFinite(value)) return "–";
    // What grades are made of is cut, not rounded, as in the texts: 4.96 is not yet 5.0.
    const step = Math.pow(10, digits);
    const text = (value > 0 ? Math.floor(value * step + 1e-9) / step : value).toFixed(digits);
    return (Number(text) === 0 ? text.replace("-", "") : text.replace("-", MINUS)) + unit;
  }

  /** "8 to 17°", or nothing. */
  function interval(measure, unit, digits = 0) {
    if (!measure || measure.low == null || measure.high == null) return "";
    return withUnit(measure.low, "", digits) + " to " + withUnit(measure.high, unit, digits);
  }

  /** A label or verdict as people write it. */
  function words(text) {
    return text ? String(text).replace(/_/g, " ") : "none given";
  }

  /** Something that survives a reload of the page, in this browser only. */
  function remembered(name, fallback) {
    try {
      const text = window.localStorage.getItem("fo-buttwink-" + name);
      return text === null ? fallback : JSON.parse(text);
    } catch (error) {
      return fallback;
    }
  }

  function remember(name, value) {
    try {
      window.localStorage.setItem("fo-buttwink-" + name, JSON.stringify(value));
    } catch (error) {
      /* private windows may refuse; then it lasts as long as the panel */
    }
  }

  /** Whether a key press is meant for a text field. */
  function isTyping(target) {
    if (!target || !target.closest) return false;
    return Boolean(target.closest("input, textarea, select, [contenteditable=true], [role=textbox]"));
  }

  Object.assign(viewer, { React, h, withUnit, interval, words, remembered, remember, isTyping, useCallback, useEffect, useMemo, useRef, useState });
})();
