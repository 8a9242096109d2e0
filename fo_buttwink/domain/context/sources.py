"""The sources of readings, each with its grade of evidence: one row each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

EvidenceGrade = Literal["A", "B", "C", "D"]

EVIDENCE_GRADES: Final[dict[EvidenceGrade, str]] = {
    "A": "direct and repeated by others",
    "B": "direct, from one small study",
    "C": "indirect",
    "D": "convention or coaching logic",
}
"""What the grades of evidence mean. They grade a source for the sentence it stands behind."""


@dataclass(frozen=True)
class Source:
    """One publication, or one agreement, that sentences rest on."""

    id: str
    citation: str
    grade: EvidenceGrade
    doi: str = ""

    @property
    def text(self) -> str:
        """Citation, DOI and grade, as one line."""
        link = f", doi:{self.doi}" if self.doi else ""
        return f"{self.citation}{link} (evidence {self.grade}: {EVIDENCE_GRADES[self.grade]})"


_ROWS = (
    Source("article", "The sports-science article that this project starts from", "D"),
    Source("convention", "Cut-offs of this program, which are conventions", "D"),
    Source("mckean2010", "McKean, Dunn, Burkett 2010, J Strength Cond Res 24:2731-41", "B",
           "10.1519/JSC.0b013e3181e2e166"),
    Source("lamontagne2009", "Lamontagne 2009, Clin Orthop Relat Res 467:645-50", "C",
           "10.1007/s11999-008-0620-x"),
    Source("walsh2007", "Walsh 2007, Am J Sports Med 35:927-32", "B", "10.1177/0363546506298276"),
    Source("berglund2024", "Berglund 2024, Int J Sports Phys Ther 19:1097-1107", "B",
           "10.26603/001c.122637"),
    Source("falk2021", "Falk, Aasa, Berglund 2021, Phys Ther Sport 50:195-200", "B",
           "10.1016/j.ptsp.2021.05.011"),
    Source("mata2021", "Mata 2021, Int J Exerc Sci 14:912-918", "B", "10.70252/LMEG8374"),
    Source("applsci2025", "Applied Sciences 2025, 15(23):12526", "B", "10.3390/app152312526"),
    Source("oslo", "Thesis, University of Oslo, duo.uio.no/handle/10852/55094", "B"),
    Source("brice2020", "Brice 2020, J Sports Sci 38:100-5", "B"),
    Source("sayers2020", "Sayers 2020, J Sports Sci 38:1000-8", "B",
           "10.1080/02640414.2020.1738675"),
    Source("lee2019", "Lee 2019, J Strength Cond Res 33:606-14", "B"),
    Source("vazirian2016", "Vazirian 2016, Int Musculoskelet Med 38:51-58 (forward bending)", "C",
           "10.1080/17536146.2016.1241525"),
    Source("hamstrings2003", "Suspended-flexion study 2003, Clinical Biomechanics", "C",
           "10.1016/S0268-0033(03)00096-2"),
    Source("moreside2013", "Moreside, McGill 2013, J Strength Cond Res 27:2635-43", "B",
           "10.1519/JSC.0b013e318295d521"),
)  # fmt: skip

SOURCES: Final[dict[str, Source]] = {source.id: source for source in _ROWS}
"""All of them by id."""
