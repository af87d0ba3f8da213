from datetime import datetime

from accounts.models import User
from interviews.models import Session
from scheduling.domain.quarters import quarters
from scheduling.models import Claim


def is_claimed(
    user: User, *, start: datetime, end: datetime, but_not: Session | None = None
) -> bool:
    """Whether a session (other than `but_not`) holds any of the person's time in [start, end)."""
    claims = Claim.objects.filter(user=user, quarter_at__in=quarters(start, end))
    if but_not is not None:
        claims = claims.exclude(session=but_not)
    return claims.exists()
