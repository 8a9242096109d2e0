// @ts-check
/* The repetitions as rows, with a picture of the deepest frame. */

import { h, useEffect, useRef, useState } from "../shared/app.js";
import { many, number, words } from "../shared/words.js";
import { Button, Mark, Name, STATES } from "./parts.js";
import { picture } from "./pictures.js";

function Picture({ row }) {
  const holder = useRef(null);
  const [source, setSource] = useState(null);
  useEffect(() => {
    if (!row.bottom || !row.fps || !row.filepath) return undefined;
    let gone = false;
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      picture(row).then(
        (url) => !gone && setSource(url),
        () => {},
      );
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
  low == null || high == null
    ? ""
    : " (" + low.toFixed(digits) + " to " + high.toFixed(digits) + ")";

/* The columns between label and review are numbers, and come from the server with the rows. */
const FIRST = [
  { name: "video", title: "Repetition", unit: "number, frames", about: "repetition" },
  {
    name: "label",
    title: "Label",
    unit: "effective",
    width: 92,
    about: "label: the reviewer's where there is one",
  },
];
const LAST = { name: "review_state", title: "Review", unit: "state", width: 80, about: "review" };

function Head({ column, numeric, table, about, onSort }) {
  const active = table.sort === column.name;
  return h(
    "th",
    {
      className: numeric ? "bwx-num" : "",
      style: { width: column.width },
      "aria-sort": active ? (table.descending ? "descending" : "ascending") : "none",
    },
    h(
      "button",
      {
        type: "button",
        title: "Sort by " + column.about + (about ? ". " + about + "." : ""),
        "data-cy": "bwx-sort-" + column.name,
        onClick: () => onSort(column.name, active ? !table.descending : !!numeric),
      },
      column.title,
      active && (table.descending ? " ▾" : " ▴"),
      h("div", { className: "bwx-dim bwx-unit" }, column.unit),
    ),
  );
}

/* What a wink is made of, for the pointer that rests on it. */
function made(row) {
  if (row.pelvic_reversal_deg === null || row.lumbar_rise_deg === null) return "";
  return (
    ": the smaller of pelvic reversal, " +
    number(row.pelvic_reversal_deg, 1) +
    ", and lumbar rise, " +
    number(row.lumbar_rise_deg, 1, "deg")
  );
}

function Cell({ row, column }) {
  const { name, digits, hover } = column;
  const title =
    hover === null
      ? undefined
      : number(row[name], digits, hover) +
        interval(row[name + "_low"], row[name + "_high"], digits) +
        (name === "wink_deg" ? made(row) : "");
  return h("td", { className: "bwx-num", title }, number(row[name], digits));
}

function Row({ row, palette, narrow, columns, onOpen }) {
  const state = STATES[row.review_state] || STATES.unreviewed;
  const review = row.review_state !== "unreviewed" && [
    h(Mark, { key: 1, kind: state.marker }),
    " " + state.text,
    row.review_outdated && h("div", { key: 2, className: "bwx-dim" }, "label changed since"),
  ];
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
      h(
        "div",
        { className: "bwx-dim", title: "repetition of its video; first and last frame" },
        "rep " + (row.rep ?? "?") + ", " + (row.first ?? "?") + "–" + (row.last ?? "?"),
      ),
    ),
    h(
      "td",
      null,
      h(
        "div",
        { className: "bwx-label" },
        h(Mark, { kind: "circle", color: palette[row.label] || palette.other }),
        h("span", null, words(row.label)),
      ),
      row.flagged && h("div", { className: "bwx-dim" }, "flagged"),
      narrow && review && h("div", null, review),
    ),
    columns.map((column) => h(Cell, { key: column.name, row, column })),
    !narrow &&
      h(
        "td",
        { title: row.reviewer ? "by " + row.reviewer : undefined },
        review || h("span", { className: "bwx-dim" }, "–"),
      ),
  );
}

export function Table({ answer, rows, narrow, wide, wider, onSort, onOpen, onMore }) {
  const total = answer.counts.reps.shown;
  const room = { always: true, wide, wider };
  const columns = answer.table.columns.filter((column) => room[column.room]);
  const head = (column, numeric) =>
    h(Head, {
      key: column.name,
      column,
      numeric,
      table: answer.table,
      about: answer.texts.heads[column.name],
      onSort,
    });
  return h(
    "div",
    { "data-cy": "bwx-table" },
    h(
      "table",
      { className: "bwx-table" },
      h(
        "thead",
        null,
        h(
          "tr",
          null,
          !narrow && h("th", { "aria-label": "Deepest frame", style: { width: 64 } }),
          FIRST.map((column) => head(column)),
          columns.map((column) => head(column, true)),
          !narrow && head(LAST),
        ),
      ),
      h(
        "tbody",
        null,
        rows.map((row) =>
          h(Row, {
            key: row.id,
            row,
            narrow,
            columns,
            palette: answer.palette,
            onOpen: () => onOpen(row),
          }),
        ),
      ),
    ),
    total === 0 &&
      h(
        "p",
        { className: "bwx-dim", "data-cy": "bwx-nothing" },
        "No repetition meets all conditions. Remove one of the chips above.",
      ),
    rows.length < total &&
      h(
        "p",
        null,
        h(Button, { cy: "bwx-more", onClick: onMore }, "More rows"),
        h("span", { className: "bwx-dim" }, " " + rows.length + " of " + many(total, "repetition")),
      ),
  );
}
