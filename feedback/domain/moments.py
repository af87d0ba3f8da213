"""Notes that an interviewer took during a round, stamped with the time since it began."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from feedback.domain.answers import Answers, Mark

MAX_TEXT = 300
MAX_NOTES = 200  # of a round


@dataclass(frozen=True)
class Note:
    """`criterion` is the slug of what the note was tagged with, or empty."""

    seconds: int
    text: str
    criterion: str = ""

    @property
    def stamp(self) -> str:
        return stamp_of(self.seconds)

    @property
    def evidence(self) -> str:
        """As it stands in the form: "04:12 Asked for the sizes."."""
        return f"{self.stamp} {self.text}"


def stamp_of(seconds: int) -> str:
    """ "04:12": minutes and seconds of the round."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes:02}:{rest:02}"


def filled_from(notes: Iterable[Note], answers: Answers) -> Answers:
    """`answers`, with the first note of each criterion as its evidence where there is none."""
    first: dict[str, Note] = {}
    for note in notes:
        if note.criterion:
            first.setdefault(note.criterion, note)
    marks: Mapping[str, Mark] = answers.marks
    filled = {
        slug: replace(marks.get(slug, Mark()), evidence=note.evidence)
        for slug, note in first.items()
        if not marks.get(slug, Mark()).evidence.strip()
    }
    return replace(answers, marks={**marks, **filled})
