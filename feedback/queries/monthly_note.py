"""What a month's note to an interviewer says. It holds their severity: for that person alone."""

from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import User
from feedback.domain.interviewing import Applied, SeverityTip
from feedback.domain.mail_times import ZONES_APART, month_in
from feedback.models import Review
from feedback.queries.interviewing import applied_takeaways, own_tip
from feedback.queries.ledger import Tally, given_between, held_legs, ledgers_of


@dataclass(frozen=True)
class MonthlyNote:
    month: date  # its first day
    given: Tally  # in the month
    ever: Tally
    thanked: int  # candidates who said thank you in it
    applied: Applied  # ever
    tip: SeverityTip | None


def interviewers_of(month: date) -> dict[int, str]:
    """Who interviewed in the month that begins with `month`, in any zone: user id and zone."""
    begin, end = month_in("UTC", month=month)
    legs = held_legs().filter(
        session__starts_at__gte=begin - ZONES_APART,
        session__starts_at__lt=end + ZONES_APART,
        interviewer__is_active=True,
    )
    return dict(legs.order_by().values_list("interviewer", "interviewer__profile__timezone"))


def monthly_note(user: User, *, month: date, now: datetime) -> MonthlyNote | None:
    """The note on the month as `user`'s zone has it; None if they did not interview in it."""
    begin, end = month_in(user.profile.timezone, month=month)
    given = given_between(user, begin=begin, end=end)
    if not given.number:
        return None
    thanks = Review.objects.released().filter(
        author=user, perspective=Review.Perspective.INTERVIEWER, thanked_at__gte=begin
    )
    return MonthlyNote(
        month=month,
        given=given,
        ever=ledgers_of([user.pk], now=now)[user.pk].total.given,
        thanked=thanks.filter(thanked_at__lt=end).count(),
        applied=applied_takeaways(user),
        tip=own_tip(user).tip,
    )
