"""Mail about proposals."""

from typing import Any

from django.core.mail import EmailMultiAlternatives

from accounts.models import User
from common.mail import compose
from scheduling.models import Proposal
from scheduling.queries.links import site_link
from scheduling.queries.roles import debrief_minutes, roles_in_proposal


def _context(proposal: Proposal, reader: User, partner: User) -> dict[str, Any]:
    return {
        "proposal": proposal,
        "pseudonym": reader.profile.pseudonym,
        "zone": reader.profile.timezone,
        "partner": partner.profile.pseudonym,
        "partner_zone": partner.profile.timezone,
        "roles": roles_in_proposal(proposal, reader),
        "debrief_minutes": debrief_minutes(proposal.mode),
        "proposal_url": site_link("proposal", proposal.public_id),
        "partners_url": site_link("partners"),
    }


def compose_received(proposal: Proposal, *, key: str) -> EmailMultiAlternatives:
    """To the partner: you are asked."""
    context = _context(proposal, proposal.partner, proposal.proposer)
    return compose("proposal_received", to=proposal.partner.email, key=key, context=context)


def compose_declined(proposal: Proposal, *, key: str) -> EmailMultiAlternatives:
    context = _context(proposal, proposal.proposer, proposal.partner)
    return compose("proposal_declined", to=proposal.proposer.email, key=key, context=context)


def compose_expired(proposal: Proposal, *, key: str) -> EmailMultiAlternatives:
    context = _context(proposal, proposal.proposer, proposal.partner)
    return compose("proposal_expired", to=proposal.proposer.email, key=key, context=context)
