"""The packet panels of a room: the interviewer's whole packet, the candidate's released part.

The two are different classes on purpose: what a candidate's page is made from has never held
anything of the interviewer's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from interviews.domain.packets.beats import Beat, beats_for
from interviews.domain.packets.levels import Level
from interviews.models import Criterion, Kind, Leg, PacketVersion
from interviews.queries.aims import aims_of
from interviews.queries.rubrics import criteria_with_levels
from room.domain.door import CLOSED
from room.models import Release
from room.permissions import is_candidate, is_interviewer
from room.queries.views import CANCELLED, RoomView


@dataclass(frozen=True)
class Piece:
    """A hint or a clarification. `shown_at` is None while the candidate has not got it."""

    index: int
    name: str
    text: str
    shown_at: datetime | None


@dataclass(frozen=True)
class InterviewerPanel:
    leg: Leg
    packet: PacketVersion
    beats: list[Beat]
    hints: list[Piece]
    clarifications: list[Piece]
    criteria: list[tuple[Criterion, list[Level]]]
    aims: list[str]  # what the candidate is working on
    can_show: bool  # the leg runs
    is_interviewer: bool = True

    @property
    def suffix(self) -> str:
        """Of the ids on its page: both legs of a session may be on one."""
        return f"-{self.leg.number}"


@dataclass(frozen=True)
class CandidatePanel:
    kind: str
    leg_number: int
    candidate_brief: str  # Markdown, empty until the leg begins
    starter_code: str
    public_cases: list[dict[str, str]]
    is_review: bool
    hints: list[Piece]
    clarifications: list[Piece]
    is_interviewer: bool = False


Panel = InterviewerPanel | CandidatePanel


def panels_of(view: RoomView) -> list[Panel]:
    """The panels that this person may see now, for the running leg or (if none runs) for all."""
    if view.door in (CANCELLED, CLOSED):
        return []
    legs = [view.leg] if view.leg else list(view.session.legs.all())
    return [panel for leg in legs for panel in _panels_of_leg(view, leg)]


def _panels_of_leg(view: RoomView, leg: Leg) -> Iterator[Panel]:
    if is_interviewer(view.user, leg) and view.can_read_packet:
        yield _interviewer_panel(view, leg)
    elif is_candidate(view.user, leg) and _has_brief(view, leg):
        yield _candidate_panel(view, leg)


def _has_brief(view: RoomView, leg: Leg) -> bool:
    """The candidate's brief is released when the leg begins."""
    return view.leg == leg or (leg.pk, Release.Item.BRIEF) in {
        (leg_id, item) for leg_id, item, _, _ in view.releases
    }


def _pieces(
    view: RoomView, leg: Leg, item: Release.Item, parts: list[dict[str, str]]
) -> list[Piece]:
    shown = {
        index: at
        for leg_id, released, index, at in view.releases
        if leg_id == leg.pk and released == item
    }
    return [
        Piece(index, part["name"], part["text"], shown.get(index))
        for index, part in enumerate(parts)
    ]


def _interviewer_panel(view: RoomView, leg: Leg) -> InterviewerPanel:
    packet = PacketVersion.objects.select_related("packet").get(pk=leg.packet_version_id)
    return InterviewerPanel(
        leg=leg,
        packet=packet,
        beats=beats_for(packet.beats, minutes=leg.minutes),
        hints=_pieces(view, leg, Release.Item.HINT, packet.hints),
        clarifications=_pieces(view, leg, Release.Item.CLARIFICATION, packet.clarifications),
        criteria=criteria_with_levels(leg.rubric_version_id, notes=packet.rubric_notes),
        aims=aims_of(leg),
        can_show=view.leg == leg,
    )


def _candidate_panel(view: RoomView, leg: Leg) -> CandidatePanel:
    fields = ("candidate_brief", "starter_code", "public_cases", "hints", "clarifications")
    row = PacketVersion.objects.filter(pk=leg.packet_version_id).values(*fields).get()
    return CandidatePanel(
        kind=leg.get_kind_display(),
        leg_number=leg.number,
        candidate_brief=row["candidate_brief"],
        starter_code=row["starter_code"],
        public_cases=row["public_cases"],
        is_review=leg.kind == Kind.TAKE_HOME_REVIEW,
        hints=_shown(_pieces(view, leg, Release.Item.HINT, row["hints"])),
        clarifications=_shown(
            _pieces(view, leg, Release.Item.CLARIFICATION, row["clarifications"])
        ),
    )


def _shown(pieces: list[Piece]) -> list[Piece]:
    """Those released, in the order in which they were."""
    shown = [(piece.shown_at, piece.index, piece) for piece in pieces if piece.shown_at]
    return [piece for _, _, piece in sorted(shown, key=lambda entry: entry[:2])]
