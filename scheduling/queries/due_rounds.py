"""Which scopes are due for a round."""

from datetime import datetime, timedelta

from django.db.models import Q

from cohorts.domain.periods import last_date_counted
from scheduling.models import RoundRules

# Turns come on the hour; a round that began a little after one must not miss the next.
SLACK = timedelta(minutes=10)


def due_scopes(*, now: datetime) -> list[str]:
    """The scopes whose rounds are on and due at `now`: the site's, and of cohorts not over."""
    on = RoundRules.objects.filter(is_on=True).filter(
        Q(cohort=None) | Q(cohort__ends_date__gte=last_date_counted(now))
    )
    rows = on.order_by("scope").values_list("scope", "every_hours", "last_run_at")
    return [
        scope
        for scope, hours, last in rows
        if last is None or now - last >= timedelta(hours=hours) - SLACK
    ]
