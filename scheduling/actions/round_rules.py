"""What a coach decides about the rounds of a cohort."""

from datetime import datetime

from django.db import transaction

from accounts.actions.audit import record_audit
from accounts.models import User
from cohorts.models import Cohort, Membership
from scheduling.actions.round_requests import request_round
from scheduling.domain.round_terms import RoundTerms
from scheduling.models import FixedPair, RoundRules


class CannotFixPair(Exception):
    """The message says why; nothing was changed."""


@transaction.atomic
def publish_rules(
    cohort: Cohort, *, is_on: bool, every_hours: int, terms: RoundTerms, by: User, now: datetime
) -> RoundRules:
    """From the next round on, these rules hold; what is proposed already stays."""
    rules = rules_row(cohort)
    rules.is_on, rules.every_hours, rules.terms = is_on, every_hours, terms.to_json()
    rules.save(update_fields=["is_on", "every_hours", "terms"])  # never the lease of a round
    record_audit(
        rules, verb="scheduling.publish_rules", by=by, now=now, is_on=is_on, **terms.to_json()
    )
    return rules


@transaction.atomic
def run_now(cohort: Cohort, *, by: User, now: datetime) -> None:
    """Queue a round, on or off; a second click is the same round."""
    request_round(rules_row(cohort).scope, by=by, now=now)


@transaction.atomic
def fix_pair(cohort: Cohort, *, first: User, second: User, by: User, now: datetime) -> None:
    """Have two of the cohort meet in the next round in which both have time. Twice is once.

    Raises CannotFixPair.
    """
    if first.pk == second.pk:
        raise CannotFixPair("Choose two different people.")
    places = Membership.objects.current().filter(cohort=cohort, user__in=[first, second])
    if places.count() != 2:
        raise CannotFixPair("One of the two is not in this cohort any more.")
    low, high = sorted((first, second), key=lambda person: person.pk)
    FixedPair.objects.update_or_create(
        cohort=cohort, first=low, second=high, defaults={"created_at": now}
    )
    record_audit(cohort, verb="scheduling.fix_pair", by=by, now=now, first=low.pk, second=high.pk)


@transaction.atomic
def release_pair(pair: FixedPair, *, by: User, now: datetime) -> None:
    """What is proposed to the two already stays."""
    record_audit(
        pair.cohort,
        verb="scheduling.release_pair",
        by=by,
        now=now,
        first=pair.first_id,
        second=pair.second_id,
    )
    pair.delete()


def rules_row(cohort: Cohort) -> RoundRules:
    """The cohort's rules; off and as usual if nobody has set any."""
    rules, _ = RoundRules.objects.get_or_create(
        scope=f"cohort:{cohort.pk}", defaults={"cohort": cohort}
    )
    return rules
