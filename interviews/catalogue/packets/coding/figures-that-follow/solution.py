from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Read = Callable[[str], Any]


class CircleError(Exception):
    """Each of these reads the next, the last reads the first."""

    def __init__(self, names: list[str]):
        super().__init__(" reads ".join([*names, names[0]]))
        self.names = names


@dataclass
class Figure:
    compute: Callable[[Read], Any]
    value: Any = None
    reads: dict[str, Any] | None = None  # what `value` was made from, in order; None: not yet made
    holds_at: int = -1  # the revision for which `value` is known to be right


class Sheet:
    """Facts, and figures that follow from them. Nothing is worked out before it is asked for.

    A figure keeps the values that it read. While they are what they were, its own value holds,
    as rules depend on nothing else.
    """

    def __init__(self) -> None:
        self._facts: dict[str, Any] = {}
        self._figures: dict[str, Figure] = {}
        self._revision = 0
        self._under_way: list[str] = []

    def set(self, name: str, value: Any) -> None:
        self._figures.pop(name, None)
        self._facts[name] = value
        self._revision += 1

    def rule(self, name: str, compute: Callable[[Read], Any]) -> None:
        self._facts.pop(name, None)
        self._figures[name] = Figure(compute)
        self._revision += 1

    def get(self, name: str) -> Any:
        """The value of a fact or figure, as if all had been worked out anew."""
        if name in self._facts:
            return self._facts[name]
        figure = self._figures[name]
        if figure.holds_at != self._revision:
            self._bring_up_to_date(name, figure)
        return figure.value

    def _bring_up_to_date(self, name: str, figure: Figure) -> None:
        if name in self._under_way:
            raise CircleError(self._under_way[self._under_way.index(name) :])
        self._under_way.append(name)
        try:
            if not self._reads_the_same(figure):
                self._work_out(figure)
            figure.holds_at = self._revision
        finally:
            self._under_way.pop()

    def _reads_the_same(self, figure: Figure) -> bool:
        """In the order of reading, up to the first difference: what came behind it was read because
        of the old value, and perhaps nobody asks for it any more."""
        return figure.reads is not None and all(
            self.get(name) == before for name, before in figure.reads.items()
        )

    def _work_out(self, figure: Figure) -> None:
        reads: dict[str, Any] = {}

        def read(name: str) -> Any:
            reads[name] = self.get(name)
            return reads[name]

        value = figure.compute(read)
        figure.value, figure.reads = value, reads  # both, and only if the rule came to its end
