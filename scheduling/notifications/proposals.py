"""Mail about proposals."""

from datetime import datetime
from typing import Any

from django.core.mail import EmailMultiAlternatives

from accounts.models import User
from accounts.queries.mail_choices import turn_off_link
from common.mail import compose
from scheduling.models import Proposal
from scheduling.queries.links import site_link
from scheduling.queries.roles import debrief_minutes, roles_in_proposal
from scheduling.queries.session_page import clock_notices


def _compose(
    name: str, proposal: Proposal, reader: User, *, key: str, **more: Any
) -> EmailMultiAlternatives:
    partner = proposal.other_than(reader)
    context: dict[str, Any] = {
        "proposal": proposal,
        "pseudonym": reader.profile.pseudonym,
        "zone": reader.profile.timezone,
        "partner": partner.profile.pseudonym,
        "partner_zone": partner.profile.timezone,
        "has_partner_accepted": proposal.has_accepted(partner),
        "why": proposal.why_for(reader),
        "roles": roles_in_proposal(proposal, reader),
        "debrief_minutes": debrief_minutes(proposal.mode),
        "proposal_url": site_link("proposal", proposal.public_id),
        "partners_url": site_link("partners"),
        **more,
    }
    # A new session can be done without, the move of one that is booked cannot.
    url = "" if proposal.is_move else turn_off_link(reader, kind="proposals")
    return compose(name, to=reader.email, key=key, context=context, turn_off_url=url)


def compose_received(
    proposal: Proposal, reader: User, *, key: str, now: datetime
) -> EmailMultiAlternatives:
    """You are asked: by the partner, or by the site, which asks both."""
    name = "proposal_found" if proposal.is_by_site else "proposal_received"
    notices = clock_notices(
        zone=reader.profile.timezone,
        partner_zone=proposal.other_than(reader).profile.timezone,
        now=now,
        starts_at=proposal.starts_at,
    )
    return _compose(name, proposal, reader, key=key, clock_notices=notices)


def compose_half(proposal: Proposal, reader: User, *, key: str) -> EmailMultiAlternatives:
    """The other has said yes to what the site proposed; it is up to you."""
    return _compose("proposal_half", proposal, reader, key=key)


def compose_declined(proposal: Proposal, reader: User, *, key: str) -> EmailMultiAlternatives:
    """To whoever asked, or had said yes."""
    return _compose("proposal_declined", proposal, reader, key=key)


def compose_expired(proposal: Proposal, reader: User, *, key: str) -> EmailMultiAlternatives:
    """To whoever asked, or had said yes."""
    return _compose("proposal_expired", proposal, reader, key=key)


def compose_reopened(proposal: Proposal, reader: User, *, key: str) -> EmailMultiAlternatives:
    """The other has taken back their no, or their withdrawal."""
    return _compose("proposal_reopened", proposal, reader, key=key)
