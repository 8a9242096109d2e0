"""The patterns of readings: what each may be connected with, what tells apart, what to try.

One row per pattern, after the table of the project's evidence on advice. Sentences about what was
measured are made in :mod:`.read`; those here hold no measured number. Numbers in them are those of
publications. In ``evidence`` each sentence says whether it speaks for the connection or against.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

Said = tuple[str, tuple[str, ...]]
"""A sentence, and the ids of its sources."""


@dataclass(frozen=True)
class PatternText:
    """What is said about one pattern."""

    key: str
    title: str
    usual: tuple[Said, ...] = ()
    may: tuple[Said, ...] = ()
    apart: tuple[Said, ...] = ()
    task: tuple[Said, ...] = ()
    """What to change of the task itself; it comes before any exercise."""
    mobilize: tuple[Said, ...] = ()
    activate: tuple[Said, ...] = ()
    integrate: tuple[Said, ...] = ()
    evidence: tuple[Said, ...] = ()


_COMMON: Said = (
    "Some wink at the bottom is common in healthy lifters: on average the lower back of trained "
    "lifters flexed by 12.6 to 26.3 deg in the descent.", ("mckean2010",),
)  # fmt: skip
_CONTROL_MAY: Said = (
    "This may be connected with how the trunk is held under load, with fatigue, or with control of "
    "the lower back and pelvis in people whose joints are very mobile.",
    ("vazirian2016", "applsci2025", "article"),
)
_CONTROL_ACTIVATE: Said = (
    "Activate: practice holding trunk and pelvis together, for example with planks or dead bugs "
    "with calm breathing, and glute bridges.", ("article",),
)  # fmt: skip
_CONTROL_INTEGRATE: Said = (
    "Integrate: take it into goblet or front squats with a slow descent and a pause just above "
    "where the wink begins.", ("article",),
)  # fmt: skip
WHICH_STEP: Said = (
    "Which step comes next depends on what the comparison shows: mobilize where the wink begins at "
    "the same hip angle without load too, activate and integrate where it grows with load or from "
    "repetition to repetition.", ("article",),
)  # fmt: skip
_HAMSTRINGS: Said = (
    "Hamstrings are rarely the limit of a squat: they are slack while the knee is bent, and come "
    "to their end of range with extended knees only.", ("hamstrings2003", "article"),
)  # fmt: skip
_DIFFER: Said = (
    "For: repetitions of the same person differed from each other.", ("applsci2025",)
)  # fmt: skip
_SKILLED: Said = (
    "Against: in skilled lifters the joint angles stayed the same in sets to failure.",
    ("brice2020",),
)
_LOW_TESTS: Said = (
    "Against: tests of movement control at low load did not predict the flexion of lower back and "
    "pelvis in 18 lifters.", ("berglund2024",),
)  # fmt: skip
_SHARE: Said = (
    "For: in forward bending, which is no squat, the share of the lower back grew with load and "
    "with fatigue of the back muscles.", ("vazirian2016",),
)  # fmt: skip

_NO_NORMS: Said = (
    "There are no norms for the degrees of a wink, so how much is much is a convention.",
    ("convention",),
)  # fmt: skip
_OPEN_APART: tuple[Said, ...] = (
    ("Film the same depth unloaded, with heels raised, and as a goblet squat: what changes the "
     "wink says which option to follow.", ("article", "mata2021")),
)  # fmt: skip
_OPEN_TASK: tuple[Said, ...] = (
    ("Change the task first, if you want to change anything: stance, depth, heel height or where "
     "the load is held.", ("article",)),
    WHICH_STEP,
)  # fmt: skip

_ROWS = (
    PatternText(
        "normal", "late, small and steady",
        usual=(
            _COMMON,
            ("A wink that comes late, stays small and is alike in all repetitions reads as normal "
             "motion at the end of the range: no change is needed.",
             ("mata2021", "mckean2010", "article")),
        ),
    ),
    PatternText(
        "late_small", "late and small",
        usual=(
            _COMMON,
            ("A wink that comes late and stays small reads as normal motion at the end of the "
             "range: no change is needed. Whether it is steady takes more repetitions to say.",
             ("mata2021", "mckean2010", "article")),
        ),
    ),
    PatternText(
        "none", "as a set, no wink that could be told from zero",
        usual=(
            ("A wink that one camera cannot tell from zero reads as normal: no change is needed.",
             ("convention",)),
        ),
    ),
    PatternText(
        "early_unloaded", "early, also without load",
        usual=(_COMMON,),
        may=(
            ("This may be connected with the room for hip flexion: the hip capsule, the glutes, or "
             "the shape of the hip; a video cannot tell bone from soft tissue.",
             ("article", "mata2021", "lamontagne2009")),
            _HAMSTRINGS,
        ),
        apart=(
            ("Film the same depth with heels raised: if the wink begins at the same hip angle, "
             "ankle and balance are the less likely options.", ("mata2021",)),
            ("Film a wider stance, or toes turned out more, at the same depth: if the wink begins "
             "later, room at the hip is the likelier option.", ("article",)),
            ("Film the hip brought passively toward the chest while lying on the back: if the "
             "pelvis turns at the same hip angle, load and balance are the less likely options.",
             ("mata2021",)),
        ),
        task=(
            ("Change the task first: another stance width or toe angle, or a depth that ends just "
             "above where the wink begins.", ("article",)),
        ),
        mobilize=(
            ("Mobilize: for example rock back on hands and knees, or hold a supported deep squat, "
             "only as far as the pelvis stays still.", ("article",)),
        ),
        activate=(
            ("Activate: for example glute bridges and side steps with a band.", ("article",)),
        ),
        integrate=(
            ("Integrate: use the new range in goblet squats with a slow descent and a pause.",
             ("article",)),
        ),
        evidence=(
            ("For: the wink began at the same hip angle in squats, in squats with raised heels, "
             "and lying on the back (28 people).", ("mata2021",)),
            ("For: people with a rounder neck of the thigh bone squatted less deep and with less "
             "motion of the pelvis.", ("lamontagne2009",)),
            ("Against: range of motion of the hip was not associated with the flexion of lower "
             "back and pelvis in 18 lifters.", ("berglund2024",)),
            ("Against: the shape of the hip explained at most 3.2 % of the wink in healthy men.",
             ("oslo",)),
        ),
    ),
    PatternText(
        "early", "early, not compared without load",
        usual=(_COMMON,),
        may=(
            ("This may be connected with the room for hip flexion (hip capsule, glutes, the shape "
             "of the hip), with ankle or balance, or with how the trunk is held under load; one "
             "set cannot tell these apart.", ("article", "mata2021", "vazirian2016")),
            _HAMSTRINGS,
        ),
        apart=(
            ("Film the same depth unloaded: if the wink begins as early, the load is the less "
             "likely option.", ("article",)),
            ("Film it with heels raised: if the wink begins at the same hip angle, ankle and "
             "balance are the less likely options.", ("mata2021",)),
            ("Film a goblet squat instead of a back squat: if the wink shrinks, how the trunk is "
             "held is the likelier option.", ("article",)),
        ),
        task=(
            ("Change the task first: stance, depth, heel height or where the load is held.",
             ("article",)),
            WHICH_STEP,
        ),
        evidence=(
            ("For: the wink began at the same hip angle in squats, in squats with raised heels, "
             "and lying on the back (28 people).", ("mata2021",)),
            ("Against: range of motion of the hip was not associated with the flexion of lower "
             "back and pelvis in 18 lifters.", ("berglund2024",)),
        ),
    ),
    PatternText(
        "heels", "smaller with heels raised",
        usual=(_COMMON,),
        may=(
            ("This may be connected with the range of the ankle, or with balance.",
             ("sayers2020", "article")),
        ),
        apart=(
            ("Film flat heels with a light weight held out in front: if the wink shrinks as well, "
             "balance is the likelier option, else the ankle.", ("article",)),
        ),
        task=(
            ("Change the task first: keep a small heel, or hold the load in front.",
             ("article", "sayers2020")),
        ),
        mobilize=(
            ("Mobilize: for example rock the knee over the toes with the heel down.",
             ("article",)),
        ),
        activate=(
            ("Activate: for example slow heel raises through the whole range.", ("article",)),
        ),
        integrate=(
            ("Integrate: lower the heel step by step in goblet squats.", ("article",)),
        ),
        evidence=(
            ("For: a larger load on the lower back of novices in the last fifth of the lift "
             "disappeared with raised heels.", ("sayers2020",)),
            ("Against: raised heels changed neither trunk nor legs in 14 lifters with heavy "
             "loads.", ("lee2019",)),
            ("Against: more range of the ankle went with more, not less, flexion of lower back and "
             "pelvis.", ("berglund2024",)),
        ),
    ),
    PatternText(
        "load", "grows with the load",
        usual=(_COMMON,),
        may=(_CONTROL_MAY,),
        apart=(
            ("Film a goblet squat instead of a back squat at the same depth: if the wink shrinks, "
             "how the trunk is held is the likelier option.", ("article",)),
            ("Film the lighter load again after the heavy one: if the wink has stayed, fatigue is "
             "the likelier option.", ("article",)),
        ),
        task=(
            ("Change the task first: a lighter load, or one that is held nearer to the trunk.",
             ("article",)),
        ),
        activate=(_CONTROL_ACTIVATE,),
        integrate=(_CONTROL_INTEGRATE,),
        evidence=(
            _SHARE,
            ("Against: in 48 athletes the lower back was flexed less, not more, with heavier "
             "loads.", ("walsh2007",)),
            _SKILLED, _LOW_TESTS,
        ),
    ),
    PatternText(
        "set", "grows within the set",
        usual=(_COMMON,),
        may=(_CONTROL_MAY,),
        apart=(
            ("Film the set again after a longer rest: if the first repetitions are small again, "
             "fatigue is the likelier option.", ("article",)),
            ("Film the same depth unloaded for as many repetitions: if the wink still grows, the "
             "load is the less likely option.", ("article",)),
        ),
        task=(
            ("Change the task first: end the set a few repetitions earlier, or use a lighter load.",
             ("article",)),
        ),
        activate=(_CONTROL_ACTIVATE,),
        integrate=(_CONTROL_INTEGRATE,),
        evidence=(_SHARE, _DIFFER, _SKILLED, _LOW_TESTS),
    ),
    PatternText(
        "varied", "differs from repetition to repetition",
        usual=(_COMMON,),
        may=(_CONTROL_MAY,),
        apart=(
            ("Film five repetitions to the same depth, for example to a box: if they become alike, "
             "depth was what differed.", ("article",)),
            ("Film the same depth unloaded: if the repetitions are alike, the load is the likelier "
             "option.", ("article",)),
        ),
        task=(
            ("Change the task first: one depth for all repetitions, and a lighter load.",
             ("article",)),
        ),
        activate=(_CONTROL_ACTIVATE,),
        integrate=(_CONTROL_INTEGRATE,),
        evidence=(_DIFFER, _SKILLED, _LOW_TESTS),
    ),
    PatternText(
        "rounding", "rounding without a reversal",
        usual=(
            ("The lower back rounds over the whole descent while the pelvis does not turn back: "
             "that is rounding and not a wink.", ("convention",)),
        ),
        may=(
            ("This may be connected with a rounded position at the start, or with the lean of the "
             "trunk.", ("convention",)),
        ),
        apart=(
            ("Film one set that starts from tall standing, and one with the load in front: if the "
             "rounding shrinks, the start or the lean is the likelier option.", ("article",)),
        ),
        task=(
            ("Change the task first: stand tall before the descent, or hold the load in front.",
             ("article",)),
        ),
        evidence=(
            ("Trained lifters flexed the lower back by 12.6 to 26.3 deg on average, so rounding "
             "alone says little.", ("mckean2010",)),
        ),
    ),
    PatternText(
        "return", "return from an arched start",
        usual=(
            ("The back starts arched, and the wink only takes it to its own standing curve or "
             "near to it: no change is needed.", ("article", "convention")),
        ),
        may=(
            ("This may be connected with arching the back for the start of the squat.",
             ("walsh2007", "convention")),
        ),
        apart=(
            ("Film one set that starts from the standing curve: if the wink shrinks, the arched "
             "start was the likelier option.", ("article",)),
        ),
        evidence=(
            ("For: with heavier loads athletes held the lower back more extended.",
             ("walsh2007",)),
        ),
    ),
    PatternText(
        "mid", "begins in the middle of the descent",
        usual=(
            _COMMON,
            ("A wink that begins between early and late is neither the usual end of the range nor "
             "the pattern that is read as room of the hip. Measured again it may turn out as "
             "either.", ("convention",)),
            _NO_NORMS,
        ),
        apart=_OPEN_APART,
        task=_OPEN_TASK,
    ),
    PatternText(
        "late_large", "late, but not small",
        usual=(
            _COMMON,
            ("The wink comes late, at the end of the range, but it is larger than what is graded "
             "subtle.", ("convention",)),
            _NO_NORMS,
        ),
        apart=(
            ("Film one set that ends where the wink begins: if nothing else changes, depth is what "
             "it goes with.", ("convention",)),
            *_OPEN_APART,
        ),
        task=_OPEN_TASK,
    ),
    PatternText(
        "unplaced", "where it begins could not be stated",
        usual=(
            _COMMON,
            ("Early and late winks are read in different ways, and here the beginning is not "
             "known.", ("convention",)),
            _NO_NORMS,
        ),
        apart=_OPEN_APART,
        task=_OPEN_TASK,
    ),
)  # fmt: skip

PATTERN_TEXTS: Final[dict[str, PatternText]] = {row.key: row for row in _ROWS}
"""All rows by pattern."""

STEPS: Said = (
    "The three steps mobilize, activate and integrate are coaching logic; no study has tried them "
    "in this order.", ("article",),
)  # fmt: skip
PROMISE: Said = (
    "Six weeks of training for hip and trunk did not carry over into other movements, and a "
    "session of 20 minutes left the wink as it was: expect practice and measuring again.",
    ("moreside2013", "applsci2025"),
)
SEEN: Said = (
    "Trained observers saw a wink only where it reached about 34 deg, so the eye may miss what is "
    "measured here.", ("falk2021",),
)  # fmt: skip
