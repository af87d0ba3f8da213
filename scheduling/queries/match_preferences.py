"""Whether, and in which rounds, the site looks for partners for somebody."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from cohorts.models import Cohort
from scheduling.models import Decline, MatchOutcome, MatchPreference, RoundRules
from scheduling.queries.declines import not_wanted_by


@dataclass(frozen=True)
class FinderPage:
    """`preference` is None for who was never asked; `cohorts`: theirs that have rounds.

    `last` is what the last round found for them.
    """

    preference: MatchPreference | None
    cohorts: list[Cohort]
    not_wanted: list[Decline]
    last: MatchOutcome | None

    @property
    def is_on(self) -> bool:
        return self.preference is not None and self.preference.is_on

    @property
    def is_news(self) -> bool:
        """A coach has turned rounds on and the person has not said yet."""
        return self.preference is None and bool(self.cohorts)


def finder_page(user: User, *, now: datetime) -> FinderPage:
    """Four queries."""
    own = Cohort.objects.running(at=now).of(user).filter(round_rules__is_on=True)
    return FinderPage(
        preference=MatchPreference.objects.filter(user=user).first(),
        cohorts=list(own.order_by("name", "pk")),
        not_wanted=not_wanted_by(user),
        last=(
            MatchOutcome.objects.filter(user=user)
            .select_related("match_round")
            .order_by("-match_round__started_at", "-pk")
            .first()
        ),
    )


def rules_of(cohort: Cohort | None) -> RoundRules | None:
    """The rules of a cohort's rounds, or of the site's; None if nobody has set any."""
    scope = RoundRules.SITE if cohort is None else f"cohort:{cohort.pk}"
    return RoundRules.objects.filter(scope=scope).first()
