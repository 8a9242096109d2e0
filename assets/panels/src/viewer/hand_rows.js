// @ts-check
/* What people measured by hand, beside the machine's values and never mixed with them. */

import { h, useEffect, useState } from "../shared/app.js";
import { withUnit } from "../shared/words.js";

const COLUMNS = [
  ["pelvic_reversal_deg", "Reversal", "How far the pelvis turns back", "°"],
  ["lumbar_rise_deg", "Lumbar rise", "How far lumbar flexion rises meanwhile", "°"],
  ["wink_deg", "Wink", "The smaller of both", "°"],
  ["onset_pct", "Onset", "Share of the descent from which the pelvis stays turned back", " %"],
];

/** @param {any} value @param {string} unit @param {any} [row] with the interval of an onset */
function said(value, unit, row) {
  if (row && row.onset_pct_low != null && row.onset_pct_high != null)
    return withUnit(row.onset_pct_low, "") + " to " + withUnit(row.onset_pct_high, unit);
  return withUnit(value, unit, unit === "°" ? 1 : 0);
}

/**
 * @param {{rep: any, me: string, measure: () => void, remove: (id: string) => void,
 *   agreement: () => Promise<any>, busy: boolean}} props
 */
export function ByHand({ rep, me, measure, remove, agreement, busy }) {
  const rows = rep.hand || [];
  const mine = rows.some((row) => row.who === me);
  const [open, setOpen] = useState(mine);
  const [asked, setAsked] = useState("");
  useEffect(() => {
    setOpen(mine);
    setAsked("");
  }, [rep.id, mine]);
  return h(
    "section",
    { className: "fbw-byhand", "data-testid": "fbw-byhand" },
    h(
      "div",
      { className: "fbw-byhand-head" },
      h(
        "button",
        {
          className: "fbw-button",
          disabled: busy,
          onClick: measure,
          title: "Draw lines on the pelvis and the trunk in six stills of this repetition",
          "data-testid": "fbw-measure",
        },
        mine ? "Measure by hand again" : "Measure by hand",
      ),
      rows.length > 0 &&
        h(
          "button",
          {
            className: "fbw-key",
            onClick: () => setOpen(!open),
            "aria-expanded": open,
            "data-testid": "fbw-byhand-fold",
          },
          (open ? "Hide " : "Show ") +
            (rows.length === 1 ? "1 measure by hand" : rows.length + " measures by hand"),
        ),
    ),
    rows.length > 0 &&
      !open &&
      !mine &&
      h(
        "div",
        { className: "fbw-quiet" },
        "Measure it yourself before you look, so that you stay independent.",
      ),
    open &&
      rows.length > 0 &&
      h(
        "table",
        { className: "fbw-hand-table", "data-testid": "fbw-hand-table" },
        h(
          "thead",
          null,
          h(
            "tr",
            null,
            h("th", { scope: "col" }, "Who"),
            COLUMNS.map(([name, title, help]) =>
              h("th", { key: name, scope: "col", title: help }, title),
            ),
            h("th", { scope: "col" }, "Lines"),
          ),
        ),
        h(
          "tbody",
          null,
          h(
            "tr",
            { className: "fbw-hand-machine" },
            h("th", { scope: "row" }, "Machine"),
            COLUMNS.map(([name, , , unit]) =>
              h("td", { key: name }, said(rep.amounts && rep.amounts[name], unit)),
            ),
            h("td", null, ""),
          ),
          rows.map((row) =>
            h(
              "tr",
              { key: row.id, "data-testid": "fbw-hand-row", title: row.note || undefined },
              h(
                "th",
                { scope: "row" },
                row.who,
                h("span", { className: "fbw-quiet" }, " pass " + row.pass),
              ),
              COLUMNS.map(([name, , , unit]) =>
                h(
                  "td",
                  { key: name, title: row.reasons[name] || undefined },
                  said(row[name], unit, name === "onset_pct" ? row : null),
                ),
              ),
              h(
                "td",
                null,
                row.quality,
                row.who === me &&
                  h(
                    "button",
                    {
                      className: "fbw-key fbw-hand-delete",
                      disabled: busy,
                      onClick: () => {
                        if (asked !== row.id) setAsked(row.id);
                        else remove(row.id);
                      },
                      "aria-label": "Delete pass " + row.pass + " of " + row.who,
                    },
                    asked === row.id ? "Really delete" : "Delete",
                  ),
              ),
            ),
          ),
        ),
      ),
    open && rows.length > 0 && h(Agreement, { key: rows.length, ask: agreement }),
  );
}

/** How well the people of this dataset agree, once there are enough pairs. */
function Agreement({ ask }) {
  const [found, setFound] = useState(null);
  useEffect(() => {
    let alive = true;
    ask().then((answer) => alive && setFound(answer));
    return () => {
      alive = false;
    };
  }, []);
  if (!found) return null;
  if (found.error) return h("div", { className: "fbw-quiet" }, found.error);
  const say = (kind, who) => {
    const wink = found.wink_deg[kind];
    if (!wink) {
      const n = found.pairs[kind];
      return `${who}: ${n} of at least ${found.least} pairs.`;
    }
    return (
      `${who} (${wink.n} pairs): SEM ${wink.sem_deg.toFixed(1)}°, ` +
      `MDC95 ${wink.mdc95_deg.toFixed(1)}°, bias ${wink.bias_deg.toFixed(1)}°.`
    );
  };
  return h(
    "div",
    {
      className: "fbw-quiet",
      "data-testid": "fbw-hand-agreement",
      title:
        "Of wink_deg, over the whole dataset. SEM: standard error of measurement, the standard " +
        "deviation of the differences over the square root of 2. MDC95: what two measures must " +
        "differ by to differ truly (Weir 2005).",
    },
    "Repeatability in this dataset. " +
      say("within", "One person twice") +
      " " +
      say("between", "Two people"),
  );
}

/**
 * Delete a measure of one's own, and say so.
 * @param {any} session
 * @param {{key: string, sample: string, rep: string}} about
 * @param {string} measure
 */
export async function removeByHand(session, about, measure) {
  const { reviewer } = session;
  const answer = await session.byHand.ask("hand_delete", { ...about, measure, reviewer });
  session.byHand.take(answer);
  session.byHand.say(answer.error || "The measure by hand is deleted.");
}
