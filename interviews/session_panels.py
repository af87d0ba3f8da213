"""What other apps add to a session's page, each in a card of its own.

An app registers a function when the site starts; the page's view asks all of them, so that it
need not know who they are.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from accounts.models import User
from interviews.models import Session


@dataclass(frozen=True)
class Panel:
    """A template and what it shows, under the name `panel`."""

    template: str
    content: Any


class PanelMaker(Protocol):
    """The panel of a session (loaded with its people) for `reader`, if they have one."""

    def __call__(self, session: Session, reader: User, *, now: datetime) -> Panel | None: ...


_makers: dict[str, PanelMaker] = {}


def register_panel(name: str, maker: PanelMaker) -> None:
    _makers[name] = maker


def panels_of(session: Session, reader: User, *, now: datetime) -> list[Panel]:
    """What there is to show to `reader`, in the order of the panels' names."""
    made = (maker(session, reader, now=now) for _, maker in sorted(_makers.items()))
    return [panel for panel in made if panel is not None]
