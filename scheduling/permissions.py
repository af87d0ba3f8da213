"""Who may see and answer a proposal. Sessions are interviews.permissions' business."""

from accounts.models import User
from interviews.domain.booking_life import Who
from scheduling.models import Proposal


def can_view_proposal(user: User, proposal: Proposal) -> bool:
    """Only its two people: not even their coach reads what one asks another."""
    return user.pk in (proposal.proposer_id, proposal.partner_id)


def can_answer_proposal(user: User, proposal: Proposal) -> bool:
    """Accept or decline: whoever was asked. What the site proposes, it asks both."""
    return user.pk == proposal.partner_id or (
        proposal.is_by_site and user.pk == proposal.proposer_id
    )


def can_withdraw_proposal(user: User, proposal: Proposal) -> bool:
    """Whoever asked. What the site proposed is declined instead, also after a yes."""
    return not proposal.is_by_site and user.pk == proposal.proposer_id


def role_in_proposal(proposal: Proposal, user: User | None) -> Who:
    """Who `user` (None: the site) is in its life: PERSON asked, PARTNER is asked.

    What the site proposes has two who are asked. Once it was declined, only whoever did so is
    still PARTNER.
    """
    if user is None:
        return Who.SITE
    if not can_view_proposal(user, proposal):
        return Who.STRANGER
    if not can_answer_proposal(user, proposal):
        return Who.PERSON
    is_others_no = proposal.state == Proposal.State.DECLINED and proposal.answered_by_id != user.pk
    return Who.PERSON if is_others_no else Who.PARTNER
