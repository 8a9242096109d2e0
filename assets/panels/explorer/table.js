/* The repetitions as rows, with a picture of the deepest frame. */
(function () {
  "use strict";

  const React = window.React;
  const shared = window.__foButtwink__;
  const { h, STATES, words, number, many, Mark, Name, Button } = shared.explorer;

  /* Pictures are cut out of the videos by the browser, one at a time, and kept. */
  const pictures = new Map();
  let turn = Promise.resolve();

  function grab(url, seconds) {
    return new Promise((resolve, reject) => {
      const video = document.createElement("video");
      const late = setTimeout(() => done(reject, new Error("too slow")), 8000);
      const done = (settle, value) => {
        clearTimeout(late);
        video.removeAttribute("src");
        video.load();
        settle(value);
      };
      video.muted = true;
      video.preload = "auto";
      video.onerror = () => done(reject, new Error("cannot be played"));
      video.onloadedmetadata = () => {
        video.currentTime = Math.min(seconds, Math.max(0, video.duration - 0.05));
      };
      video.onseeked = () => {
        const size = 108;
        const scale = Math.max(size / video.videoWidth, size / video.videoHeight);
        const canvas = document.createElement("canvas");
        canvas.width = canvas.height = size;
        const [w, t] = [video.videoWidth * scale, video.videoHeight * scale];
        try {
          canvas.getContext("2d").drawImage(video, (size - w) / 2, (size - t) / 2, w, t);
          done(resolve, canvas.toDataURL("image/jpeg", 0.8));
        } catch (error) {
          done(reject, error); // a video of another origin
        }
      };
      video.src = url;
    });
  }

  function picture(row) {
    const key = row.filepath + "#" + row.bottom;
    if (!pictures.has(key)) {
      if (pictures.size > 400) pictures.delete(pictures.keys().next().value);
      const work = turn.then(() => grab(window.__fos__.getSampleSrc(row.filepath), (row.bottom - 0.5) / row.fps));
      pictures.set(key, work);
      turn = work.catch(() => pictures.set(key, Promise.resolve(null)));
    }
    return pictures.get(key);
  }

  function Picture({ row }) {
    const holder = React.useRef(null);
    const [source, setSource] = React.useState(null);
    React.useEffect(() => {
      if (!row.bottom || !row.fps || !row.filepath) return undefined;
      let gone = false;
      const observer = new IntersectionObserver((entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        picture(row).then((url) => !gone && setSource(url), () => {});
      });
      observer.observe(holder.current);
      return () => {
        gone = true;
        observer.disconnect();
      };
    }, [row.filepath, row.bottom, row.fps]);
    const about = row.bottom ? "deepest frame, " + row.bottom : "no deepest frame is known";
    return source
      ? h("img", { ref: holder, className: "bwx-picture", src: source, alt: about, title: about })
      : h("span", { ref: holder, className: "bwx-picture", title: about });
  }

  const interval = (low, high, digits) =>
    low === null || high === null ? "" : " (" + low.toFixed(digits) + " to " + high.toFixed(digits) + ")";

  const COLUMNS = [
    { sort: "video", title: "Repetition", unit: "number, frames" },
    { sort: "label", title: "Label", unit: "effective", width: 92, about: "label: the reviewer's where there is one" },
    { sort: "wink_deg", title: "Wink", unit: "deg", numeric: true, width: 58 },
    { sort: "pelvic_reversal_deg", title: "W", unit: "deg", numeric: true, wider: true, width: 46, about: "pelvic reversal (W)" },
    { sort: "lumbar_flexion_bottom_deg", title: "F", unit: "deg", numeric: true, wider: true, width: 46, about: "total lumbar flexion (F)" },
    { sort: "onset_pct", title: "Onset", unit: "% desc.", numeric: true, width: 60, about: "onset, % of descent" },
    { sort: "severity", title: "Severity", unit: "0 to 3", numeric: true, wide: true, width: 66 },
    { sort: "confidence", title: "Confidence", unit: "0 to 1", numeric: true, wide: true, width: 84 },
    { sort: "depth_knee_flexion_deg", title: "Depth", unit: "deg knee", numeric: true, wide: true, width: 70, about: "knee flexion at the deepest point" },
    { sort: "review_state", title: "Review", unit: "state", width: 80, roomy: true },
  ];

  function Head({ column, table, about, onSort }) {
    const active = table.sort === column.sort;
    return h(
      "th",
      {
        className: column.numeric ? "bwx-num" : "",
        style: { width: column.width },
        "aria-sort": active ? (table.descending ? "descending" : "ascending") : "none",
      },
      h(
        "button",
        { type: "button", title: "Sort by " + (column.about || column.title.toLowerCase()) + (about ? ". " + about + "." : ""), "data-cy": "bwx-sort-" + column.sort, onClick: () => onSort(column.sort, active ? !table.descending : !!column.numeric) },
        column.title,
        active && (table.descending ? " ▾" : " ▴"),
        h("div", { className: "bwx-dim bwx-unit" }, column.unit)
      )
    );
  }

  /* What a wink is made of, for the pointer that rests on it. */
  function made(row) {
    if (row.pelvic_reversal_deg === null || row.lumbar_rise_deg === null) return "";
    return ": the smaller of pelvic reversal, " + number(row.pelvic_reversal_deg, 1) + ", and lumbar rise, " + number(row.lumbar_rise_deg, 1, "deg");
  }

  function Row({ row, palette, narrow, wide, wider, onOpen }) {
    const state = STATES[row.review_state] || STATES.unreviewed;
    const review = row.review_state !== "unreviewed" && [h(Mark, { key: 1, kind: state.marker }), " " + state.text, row.review_outdated && h("div", { key: 2, className: "bwx-dim" }, "label changed since")];
    return h(
      "tr",
      {
        tabIndex: 0,
        title: row.reason || undefined,
        "data-cy": "bwx-row",
        "data-id": row.id,
        onClick: onOpen,
        onKeyDown: (event) => event.key === "Enter" && onOpen(),
      },
      !narrow && h("td", null, h(Picture, { row })),
      h(
        "td",
        null,
        h(Name, { text: row.video, title: row.filepath }),
        h("div", { className: "bwx-dim", title: "repetition of its video; first and last frame" }, "rep " + (row.rep ?? "?") + ", " + (row.first ?? "?") + "–" + (row.last ?? "?"))
      ),
      h("td", null, h("div", { className: "bwx-label" }, h(Mark, { kind: "circle", color: palette[row.label] || palette.other }), h("span", null, words(row.label))), row.flagged && h("div", { className: "bwx-dim" }, "flagged"), narrow && review && h("div", null, review)),
      h("td", { className: "bwx-num", title: number(row.wink_deg, 1, "deg") + interval(row.wink_deg_low, row.wink_deg_high, 1) + made(row) }, number(row.wink_deg, 1)),
      wider && h("td", { className: "bwx-num" }, number(row.pelvic_reversal_deg, 0)),
      wider && h("td", { className: "bwx-num" }, number(row.lumbar_flexion_bottom_deg, 0)),
      h("td", { className: "bwx-num", title: number(row.onset_pct, 0, "% of descent") + interval(row.onset_pct_low, row.onset_pct_high, 0) }, number(row.onset_pct, 0)),
      wide && h("td", { className: "bwx-num" }, number(row.severity, 0)),
      wide && h("td", { className: "bwx-num" }, number(row.confidence, 2)),
      wide && h("td", { className: "bwx-num" }, number(row.depth_knee_flexion_deg, 0)),
      !narrow && h("td", { title: row.reviewer ? "by " + row.reviewer : undefined }, review || h("span", { className: "bwx-dim" }, "–"))
    );
  }

  function Table({ answer, rows, narrow, wide, wider, onSort, onOpen, onMore }) {
    const total = answer.counts.reps.shown;
    return h(
      "div",
      { "data-cy": "bwx-table" },
      h(
        "table",
        { className: "bwx-table" },
        h("thead", null, h("tr", null, !narrow && h("th", { "aria-label": "Deepest frame", style: { width: 64 } }), COLUMNS.filter((column) => (!narrow || !column.roomy) && (wide || !column.wide) && (wider || !column.wider)).map((column) => h(Head, { key: column.sort, column, table: answer.table, about: answer.texts.heads[column.sort], onSort })))),
        h("tbody", null, rows.map((row) => h(Row, { key: row.id, row, narrow, wide, wider, palette: answer.palette, onOpen: () => onOpen(row) })))
      ),
      total === 0 && h("p", { className: "bwx-dim", "data-cy": "bwx-nothing" }, "No repetition meets all conditions. Remove one of the chips above."),
      rows.length < total &&
        h("p", null, h(Button, { cy: "bwx-more", onClick: onMore }, "More rows"), h("span", { className: "bwx-dim" }, " " + rows.length + " of " + many(total, "repetition")))
    );
  }

  shared.explorer.Table = Table;
})();
