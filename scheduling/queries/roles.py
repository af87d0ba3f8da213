"""The order of roles in a session that is, or would be, for one reader."""

from accounts.models import User
from interviews.domain.timetable import DEBRIEF_MINUTES, QUARTER_MINUTES, timetable
from interviews.models import Kind, Mode, Session
from scheduling.domain.roles import LegRoles
from scheduling.models import Proposal


def _reader_role(reader: User, *, interviewer: User, candidate: User) -> str:
    if reader.pk == candidate.pk:
        return "candidate"
    return "interviewer" if reader.pk == interviewer.pk else ""


def roles_in_session(session: Session, reader: User) -> list[LegRoles]:
    """No query if the session was loaded with its people."""
    return [
        LegRoles(
            number=leg.number,
            minutes=leg.minutes,
            kind=leg.get_kind_display(),
            interviewer=leg.interviewer.profile.pseudonym,
            candidate=leg.candidate.profile.pseudonym,
            reader=_reader_role(reader, interviewer=leg.interviewer, candidate=leg.candidate),
        )
        for leg in session.legs.all()
    ]


def roles_between(
    proposer: User, partner: User, *, mode: str, proposer_kind: str, partner_kind: str, reader: User
) -> list[LegRoles]:
    """What a session between the two would be: whoever asks is candidate first."""
    pairs = []
    if proposer_kind:
        pairs.append((partner, proposer, proposer_kind))
    if partner_kind:
        pairs.append((proposer, partner, partner_kind))
    extra = tuple(candidate.profile.extra_time_percent for _, candidate, _ in pairs)
    minutes = timetable(mode, extra_time_percents=extra).leg_minutes
    return [
        LegRoles(
            number=number,
            minutes=minutes[number - 1],
            kind=Kind(kind).label,
            interviewer=interviewer.profile.pseudonym,
            candidate=candidate.profile.pseudonym,
            reader=_reader_role(reader, interviewer=interviewer, candidate=candidate),
        )
        for number, (interviewer, candidate, kind) in enumerate(pairs, start=1)
    ]


def roles_in_proposal(proposal: Proposal, reader: User) -> list[LegRoles]:
    return roles_between(
        proposal.proposer,
        proposal.partner,
        mode=proposal.mode,
        proposer_kind=proposal.proposer_kind,
        partner_kind=proposal.partner_kind,
        reader=reader,
    )


def debrief_minutes(mode: str) -> int:
    return DEBRIEF_MINUTES[Mode(mode).value]


def booked_minutes(mode: str, *, roles: list[LegRoles]) -> int:
    """What a session of these legs takes of a calendar: whole quarters."""
    total = sum(role.minutes for role in roles) + debrief_minutes(mode)
    return -(-total // QUARTER_MINUTES) * QUARTER_MINUTES
