// @ts-check
/* What the set of the video may mean, in a fold: closed until somebody asks for it. */

import { h } from "../shared/app.js";

/** The reading of the set; nothing where the run's settings forbid it. */
export function Context({ context }) {
  if (!context) return null;
  return h(
    "details",
    { className: "fbw-context", "data-testid": "fbw-context" },
    h("summary", { onKeyDown: toggled }, "What this set may mean: " + context.title),
    context.parts.map((part) =>
      h(
        "section",
        { key: part.kind, "data-kind": part.kind },
        h("h4", null, part.title),
        h(
          part.kind === "try" ? "ol" : "ul",
          null,
          part.sentences.map((said) =>
            h(
              "li",
              { key: said.text },
              said.text,
              said.sources.length > 0 && h("sup", null, " " + said.sources.join(", ")),
            ),
          ),
        ),
      ),
    ),
    context.sources.length > 0 && h("h4", null, "Sources"),
    context.sources.length > 0 &&
      h(
        "ol",
        { className: "fbw-quiet" },
        context.sources.map((text) => h("li", { key: text }, text)),
      ),
  );
}

/** Enter and space open and close the fold; the App takes them from the page otherwise. */
function toggled(event) {
  if (event.key !== "Enter" && event.key !== " ") return;
  event.preventDefault();
  event.stopPropagation();
  const fold = event.currentTarget.parentElement;
  fold.open = !fold.open;
}
