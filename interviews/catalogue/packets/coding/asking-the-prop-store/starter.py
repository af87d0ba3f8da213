from dataclasses import dataclass


@dataclass(frozen=True)
class Listing:
    page: int = 1
    page_size: int = 20
    sort: str = "name"
    statuses: tuple[str, ...] = ()


class BadQuery(ValueError):
    def __init__(self, problems: list[tuple[str, str]]):
        super().__init__(", ".join(f"{name}: {reason}" for name, reason in problems))
        self.problems = problems


def parse_listing(query: str) -> Listing: ...
