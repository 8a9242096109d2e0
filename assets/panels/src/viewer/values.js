// @ts-check
/* Corrected values of a repetition, from the form to the server and back. */

/** What differs from what holds, as numbers; empty fields are left as they are. */
export function changes(values, rep, graded) {
  const out = {};
  if (values.label && values.label !== rep.machine.label) out.label = values.label;
  const machine = { ...rep.machine };
  if (!graded) machine.onset_pct = null;
  ["onset_pct", "first", "bottom", "last"].forEach((name) => {
    if (name === "onset_pct" && !graded) return;
    const given = String(values[name]).trim();
    const number = Number(given);
    if (given !== "" && text(machine[name]) !== given)
      out[name] = Number.isFinite(number) ? number : given;
  });
  return out;
}

/** The corrected values of a review, to be sent again with another note. */
export function stated(rep) {
  if (rep.review.state !== "corrected") return {};
  const out = {};
  ["label", "onset_pct", "first", "bottom", "last"].forEach((name) => {
    if (rep[name] !== null && rep[name] !== rep.machine[name]) out[name] = rep[name];
  });
  return out;
}

/** What a field of the form starts with. */
export function text(value) {
  return value === null || value === undefined ? "" : String(value);
}
