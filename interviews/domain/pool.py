"""How many questions of a kind are left that a person has not met."""

from dataclasses import dataclass

FEW = 3  # about a week of practice: a swap can use up two, one asked and one given


@dataclass(frozen=True)
class Pool:
    """Of one kind of round, for one person. Variants of a question count as one."""

    kind: str  # a Kind value
    name: str  # of the kind, in lower case
    total: int
    left: int

    @property
    def is_low(self) -> bool:
        return self.left <= FEW

    @property
    def is_dry(self) -> bool:
        return self.left == 0

    @property
    def title(self) -> str:
        if self.total == 0:
            return f"There are no {self.name} questions here yet."
        if self.is_dry:
            return f"You have met every {self.name} question here."
        if self.left == 1:
            return f"One {self.name} question is left that is new to you."
        return f"{self.left} {self.name} questions are left that are new to you."

    @property
    def advice(self) -> str:
        """What the site does about it, and what the person can do."""
        now = "Practise another kind of round, or interview others in this one"
        if self.is_dry:
            return f"{now}, until there are new ones. Our editors see that they are needed."
        return f"After that: {now[0].lower()}{now[1:]}. Our editors see that new ones are needed."
