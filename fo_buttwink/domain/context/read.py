"""From measured facts to a reading: what was measured, what it may mean, and what to try.

A reading never states a cause as a fact, promises nothing but practice and measuring again, and
offers no exercise where the wink is late, small and steady. Its words: :mod:`.words`; its sentences
on patterns: :mod:`.table`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from ..._util.words import below, many, rounded
from ...config import Config
from .. import texts
from ..analysis import GRADES
from ..grading import flexion_band, grade_of, timing_of
from .facts import NOT_MEASURED, Compared, MovementFacts
from .sources import SOURCES, Source
from .table import PATTERN_TEXTS, PROMISE, SEEN, STEPS, WHICH_STEP, PatternText, Said
from .words import RESPONSIBLE

Kind = Literal["measured", "film", "usual", "may", "apart", "try", "evidence", "limits"]
KIND_TITLES: Final[dict[Kind, str]] = {
    "measured": "What was measured",
    "film": "What is missing, and what to film",
    "usual": "What is usual",
    "may": "What it may be connected with",
    "apart": "What would tell the possibilities apart",
    "try": "What you could try, in this order",
    "evidence": "What the evidence says",
    "limits": "Limits",
}
"""Kinds of sentences in their order, with the heading above each."""


@dataclass(frozen=True)
class Sentence:
    """One sentence of a reading."""

    kind: Kind
    text: str
    sources: tuple[str, ...] = ()
    """Ids in :data:`~.sources.SOURCES`; none where it says what was measured here."""


@dataclass(frozen=True)
class Reading:
    """What is said about one set, in order."""

    patterns: tuple[str, ...]
    """Keys of :data:`~.table.PATTERN_TEXTS`; none where too little was measured."""
    sentences: tuple[Sentence, ...]

    @property
    def title(self) -> str:
        """The patterns in words."""
        if not self.patterns:
            return "too little was measured for a reading"
        return "; ".join(PATTERN_TEXTS[key].title for key in self.patterns)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources of all sentences, in the order in which they are first named."""
        names = dict.fromkeys(name for s in self.sentences for name in s.sources)
        return tuple(SOURCES[name] for name in names)

    def of(self, kind: Kind) -> tuple[Sentence, ...]:
        """Sentences of one kind."""
        return tuple(s for s in self.sentences if s.kind == kind)


def read(facts: MovementFacts, config: Config) -> Reading | None:
    """Say what a set shows, and what it may mean.

    Parameters
    ----------
    facts
        From :func:`~.facts.facts_of`.
    config
        Settings of the run; its cut-offs stand in the sentences.

    Returns
    -------
    Reading or None
        ``None`` where ``config.context.show`` is off.
    """
    if not config.context.show:
        return None
    said = list(_measured(facts, config))
    if facts.wink_deg is None or facts.graded < config.sets.min_graded:
        said += _film(facts, config)
        return Reading((), (*said, *_limits(facts, config, read_on=False)))
    patterns = patterns_of(facts, config)
    rows = [PATTERN_TEXTS[key] for key in patterns]
    return Reading(patterns, (*said, *_about(rows), *_limits(facts, config, read_on=True)))


def patterns_of(facts: MovementFacts, config: Config) -> tuple[str, ...]:
    """Name the patterns that the facts show, as keys of :data:`~.table.PATTERN_TEXTS`."""
    wink = facts.wink_deg or 0.0
    grade = grade_of(wink, config.wink)
    changing = tuple(_changing(facts, config))
    if facts.pattern == "rounding":
        return ("rounding", *changing)
    if facts.pattern == "return" and grade:
        return ("return", *changing)
    if changing:
        early = _early(facts, config) if grade else ()
        return (*early, *changing)
    if not grade:
        return ("none",)
    timing = timing_of(facts.onset_pct, config.wink)
    if timing == "late" and grade == 1:
        return ("normal",) if facts.spread_deg is not None else ("late_small",)
    if timing is None:
        return ("unplaced",)
    return _early(facts, config) or ("mid" if timing == "mid" else "late_large",)


def _early(facts: MovementFacts, config: Config) -> tuple[str, ...]:
    if timing_of(facts.onset_pct, config.wink) != "early":
        return ()
    if facts.raised is not None and _falls(facts, facts.raised, config):
        return ()
    if facts.is_unloaded:
        return ("early_unloaded",)
    bare = facts.unloaded
    if bare is None or timing_of(bare.onset_pct, config.wink) != "early":
        return ("early",)
    here, there = facts.onset_hip_flexion_deg, bare.onset_hip_flexion_deg
    alike = here is None or there is None or abs(here - there) <= config.context.same_hip_deg
    return ("early_unloaded",) if alike else ("early",)


def _changing(facts: MovementFacts, config: Config) -> Iterator[str]:
    """Patterns that are a change by more than can be detected."""
    if facts.raised is not None and _falls(facts, facts.raised, config):
        yield "heels"
    least = _least(facts, config)
    lighter = facts.lighter or facts.unloaded
    if lighter is not None and facts.load_kg and _falls(facts, lighter, config):
        yield "load"
    grows = facts.change_in_set_deg is not None and facts.change_in_set_deg > least
    if grows:
        yield "set"
    elif facts.spread_deg is not None and facts.spread_deg > least:
        yield "varied"


def _falls(facts: MovementFacts, other: Compared, config: Config) -> bool:
    return (facts.wink_deg or 0.0) - other.wink_deg > _least(facts, config)


def _least(facts: MovementFacts, config: Config) -> float:
    return facts.mdc_deg if facts.mdc_deg is not None else config.context.change_deg


def _measured(facts: MovementFacts, config: Config) -> Iterator[Sentence]:
    for text in (
        *_amount(facts, config), *_onset(facts, config), *_over_reps(facts, config),
        *_comparisons(facts, config), *_circumstances(facts, config),
    ):  # fmt: skip
        yield Sentence("measured", text)


def _amount(facts: MovementFacts, config: Config) -> Iterator[str]:
    wink, number = facts.wink_deg, many(facts.graded, "graded repetition")
    if wink is None:
        return
    first = config.wink.grade_cutoffs_deg[0]
    between, grade = facts.wink_deg_interval, grade_of(wink, config.wink)
    interval = "" if between is None else f", between {_span(between, 'deg')}"
    middle = " in the median" if facts.graded > 1 else ""
    yield (f"In {number} the butt wink is {below(wink, 1)} deg{middle}{interval}: {GRADES[grade]}.")
    if not grade:
        yield f"Below {first:g} deg one camera cannot tell a wink from none."
    if between is not None:
        low, high = (grade_of(end, config.wink) for end in between)
        if low != high:
            yield (
                "The interval lies across a cut-off: the set may be anything between "
                f"{GRADES[low]} and {GRADES[high]}."
            )
    total = facts.lumbar_flexion_bottom_deg
    if total is not None:
        yield (
            f"At the bottom the lower back is {below(abs(total))} deg more "
            f"{'flexed' if total >= 0 else 'arched'} than in standing; as a class of lumbar "
            f"flexion that is {flexion_band(total, config.wink)}."
        )


def _onset(facts: MovementFacts, config: Config) -> Iterator[str]:
    place = facts.onset_pct
    if facts.wink_deg is None or not grade_of(facts.wink_deg, config.wink):
        return
    if place is None:
        yield "Where in the descent the wink begins could not be stated."
        return
    timing, between = timing_of(place, config.wink), facts.onset_pct_interval
    interval = "" if between is None else f", between {_span(between, '%')}"
    yield f"The wink begins at {below(place)} % of the descent{interval}: {timing}."
    if between is not None:
        ends = [timing_of(end, config.wink) for end in between]
        if ends[0] != ends[1]:
            yield (
                "The interval of its beginning lies across a cut-off: it may be anything between "
                f"{ends[0]} and {ends[1]}."
            )
    if facts.onset_hip_flexion_deg is not None:
        yield (
            f"The hip is then flexed by {rounded(facts.onset_hip_flexion_deg)} deg, trunk against "
            "thigh."
        )


def _over_reps(facts: MovementFacts, config: Config) -> Iterator[str]:
    least = _least(facts, config)
    whose = "this lifter's own" if facts.mdc_deg is not None else "a general"
    against = f"{whose} least detectable change of {rounded(least, 1)} deg"
    if facts.spread_deg is not None:
        word = "more" if facts.spread_deg > least else "not more"
        yield (
            f"The repetitions differ by {rounded(facts.spread_deg, 1)} deg (standard deviation), "
            f"{word} than {against}."
        )
    elif facts.graded:
        yield f"{many(facts.graded, 'graded repetition')} say nothing about the spread.".replace(
            "repetition say", "repetition says"
        )
    change = facts.change_in_set_deg
    if change is not None and abs(change) > least:
        verb = "grows" if change > 0 else "shrinks"
        yield (
            f"From the first to the last of them the wink {verb} by {rounded(abs(change), 1)} deg, "
            f"more than {against}."
        )


def _comparisons(facts: MovementFacts, config: Config) -> Iterator[str]:
    if facts.wink_deg is None:
        return
    seen: set[str] = set()
    for other, how in (
        (facts.unloaded, "Without load"),
        (facts.lighter, _with_load(facts.lighter)),
        (facts.raised, "With heels raised"),
    ):
        if other is None or how in seen:
            continue
        seen.add(how)
        onset = (
            "" if other.onset_pct is None else f" from {below(other.onset_pct)} % of the descent"
        )
        change = facts.wink_deg - other.wink_deg
        word = "not more" if abs(change) <= _least(facts, config) else "more"
        yield (
            f"{how} the median wink of {many(other.graded, 'graded repetition')} is "
            f"{below(other.wink_deg, 1)} deg{onset}; that differs by {rounded(abs(change), 1)} "
            f"deg, {word} than the least detectable change."
        )


def _with_load(other: Compared | None) -> str:
    if other is None or other.load_kg is None:
        return "With a lighter load"
    return f"With {rounded(other.load_kg, 1)} kg" if other.load_kg else "Without load"


def _circumstances(facts: MovementFacts, config: Config) -> Iterator[str]:
    if facts.load_kg is not None or facts.load_rel is not None:
        known = {"load_kg": facts.load_kg, "load_rel": facts.load_rel}
        yield ("The set is without load." if facts.is_unloaded
               else f"The load is {texts.load(known)}.")  # fmt: skip
    if facts.heels_raised is not None:
        yield f"The heels are {'raised' if facts.heels_raised else 'flat'}."
    number = sum(facts.abstained.values())
    if number:
        what = "further repetition" if facts.graded else "repetition"
        verb = "carries" if number == 1 else "carry"
        yield f"{many(number, what)} {verb} no grade: {reasons(facts)}."
    elif not facts.graded:
        yield "No repetition was found."
    yaw = facts.yaw_deg
    if yaw is not None and yaw > config.context.good_yaw_deg:
        yield (
            f"The camera stands {rounded(yaw)} deg away from a side view, more than the "
            f"{config.context.good_yaw_deg:g} deg up to which angles hardly change."
        )


def reasons(facts: MovementFacts) -> str:
    """Why repetitions carry no grade, with how many of each."""
    why = {**texts.WHY_NOT, "rejected": "a person rejected the label",
           "not_measurable": "a person could not tell",
           NOT_MEASURED: "a person gave the label, and nothing was measured"}  # fmt: skip
    return "; ".join(
        f"{why.get(name, name.replace('_', ' '))} ({number})"
        for name, number in facts.abstained.items()
    )


def _film(facts: MovementFacts, config: Config) -> list[Sentence]:
    """Say what is missing, and what to film."""
    said = []
    if facts.graded:
        said.append(
            f"{many(facts.graded, 'graded repetition')} {'is' if facts.graded == 1 else 'are'} too "
            "little to read anything from, because repetitions of one person differ."
        )
    else:
        said.append("Without a graded repetition there is nothing to read.")
    remedies = texts.remedies(config)
    said += [remedies[name] for name in facts.abstained if name in remedies]
    said.append(
        f"Film at least {config.context.min_spread} repetitions to full depth from the side, at "
        "hip height, from the side on which neither plates nor a rack hide the lower back."
    )
    sources = ("applsci2025",) if facts.graded else ()
    return [Sentence("film", text, sources if i == 0 else ()) for i, text in enumerate(said)]


def _about(rows: list[PatternText]) -> list[Sentence]:
    """Sentences of the patterns, each once, kind by kind."""
    said: list[tuple[Kind, Said]] = []

    def add(kind: Kind, part: str) -> None:
        said.extend((kind, one) for row in rows for one in getattr(row, part))

    add("usual", "usual")
    add("may", "may")
    add("apart", "apart")
    for part in ("task", "mobilize", "activate", "integrate"):
        add("try", part)
    # Where nothing has to change, nothing is offered: no steps and no promise.
    steps = any(row.mobilize or row.activate or row.integrate for row in rows)
    add("evidence", "evidence")
    if steps:
        said.append(("evidence", STEPS))
    if steps or any(WHICH_STEP in row.task for row in rows):
        said += [("evidence", PROMISE), ("evidence", SEEN)]
    return [Sentence(kind, text, names) for kind, (text, names) in dict.fromkeys(said)]


def _limits(facts: MovementFacts, config: Config, *, read_on: bool) -> list[Sentence]:
    said = []
    if read_on:
        said.append(Sentence(
            "limits", "Grades and timing rest on cut-offs that are conventions: they describe and "
            "rate nothing.", ("convention",),
        ))  # fmt: skip
    if facts.wink_deg_interval is not None:
        said.append(Sentence("limits", texts.intervals(config.wink)))
    return said + [Sentence("limits", text) for text in RESPONSIBLE]


def _span(interval: tuple[float, float], unit: str) -> str:
    low, high = (rounded(end) for end in interval)
    return f"{low} and {high} {unit}"
