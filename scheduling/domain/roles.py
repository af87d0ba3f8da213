"""Who does what in a session, in words for one reader. Never says which question it is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LegRoles:
    """One interview, from one reader's side; names are pseudonyms."""

    number: int
    minutes: int
    kind: str  # "Coding", as people read it
    interviewer: str
    candidate: str
    reader: str  # "interviewer", "candidate", or "" for someone who looks on

    @property
    def text(self) -> str:
        """ "Calm Heron 4821 interviews you"."""
        if self.reader == "candidate":
            return f"{self.interviewer} interviews you"
        if self.reader == "interviewer":
            return f"you interview {self.candidate}"
        return f"{self.interviewer} interviews {self.candidate}"

    @property
    def line(self) -> str:
        """ "25 min, coding: Calm Heron 4821 interviews you"."""
        return f"{self.minutes} min, {self.kind.lower()}: {self.text}"


def kinds_in_words(legs: list[LegRoles]) -> str:
    """ "coding and behavioural", each once, in the order of the session."""
    kinds = list(dict.fromkeys(leg.kind.lower() for leg in legs))
    return " and ".join(kinds)
