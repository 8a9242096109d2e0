/* Long names of videos, for both panels. */
(function () {
  "use strict";
  const shared = (window.__foButtwink__ = window.__foButtwink__ || {});

  /* At most so many letters, cut in the middle: names of one source begin alike, and often end so. */
  shared.middle = function (text, most) {
    if (text.length <= most) return text;
    const end = Math.ceil((most - 1) * 0.6);
    return text.slice(0, most - 1 - end) + "…" + text.slice(text.length - end);
  };
})();
