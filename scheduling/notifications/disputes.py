"""Mail about who came."""

from django.core.mail import EmailMultiAlternatives

from accounts.models import User
from common.mail import compose
from interviews.models import Dispute, Session
from interviews.queries.sessions import partner_in
from scheduling.queries.links import site_link


def compose_dispute(
    dispute: Dispute, session: Session, reader: User, *, event: str, key: str
) -> EmailMultiAlternatives:
    """`event` is "opened" or "settled"; `reader` is one of the session's two people."""
    context = {
        "dispute": dispute,
        "session": session,
        "reader": reader,
        "pseudonym": reader.profile.pseudonym,
        "zone": reader.profile.timezone,
        "partner": partner_in(session, reader).profile.pseudonym,
        "dispute_url": site_link("dispute", dispute.public_id),
    }
    return compose(f"dispute_{event}", to=reader.email, key=key, context=context)
