"""Hold and free people's time. The unique constraint on Claim is what refuses double booking."""

from collections.abc import Iterable

from django.db import IntegrityError

from accounts.models import User
from interviews.models import Session
from scheduling.domain.quarters import quarters
from scheduling.models import Claim


class TimeTaken(Exception):
    """One of the people was booked a moment ago; the message says so to people."""


def hold_time(session: Session, *, people: Iterable[User]) -> None:
    """Claim every quarter of the session for each of `people`; TimeTaken if one is claimed.

    Rows go in sorted by person, then time. After TimeTaken the transaction must be rolled back.
    """
    ids = sorted({person.pk for person in people})
    times = quarters(session.starts_at, session.ends_at)
    claims = [Claim(user_id=pk, quarter_at=at, session=session) for pk in ids for at in times]
    try:
        Claim.objects.bulk_create(claims)
    except IntegrityError as error:
        raise TimeTaken(
            "That time was just taken: one of you has another session then. Nothing was booked."
            " Choose another time together."
        ) from error


def free_time_of(session: Session) -> None:
    """Give back all the time that the session holds."""
    Claim.objects.filter(session=session).delete()
