"""Rounds: the pool is matched as a whole, on a schedule, for a cohort or for everybody else."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from scheduling.domain.round_terms import RoundTerms

PERSON = settings.AUTH_USER_MODEL


class RoundRules(models.Model):
    """When rounds are run in a scope, and by which rules. One row per cohort, and the site's."""

    SITE = "site"

    scope = models.CharField(max_length=30, unique=True)  # "site" or "cohort:<id>"
    cohort = models.OneToOneField(
        "cohorts.Cohort",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="round_rules",
    )
    is_on = models.BooleanField(default=False)
    every_hours = models.PositiveSmallIntegerField(default=1)
    terms = models.JSONField(default=dict, blank=True)  # RoundTerms, what differs from the usual
    last_run_at = models.DateTimeField(null=True, blank=True)  # when the last round began
    # One round at a time: whoever holds the lease. After a crash it is free when it ends.
    lease_until = models.DateTimeField(null=True, blank=True)
    lease = models.UUIDField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "round rules"
        constraints = (
            models.CheckConstraint(
                condition=Q(scope="site", cohort=None) | ~Q(scope="site") & ~Q(cohort=None),
                name="round_rules_of_the_site_or_a_cohort",
            ),
            models.CheckConstraint(
                condition=Q(every_hours__gte=1, every_hours__lte=168),
                name="round_rules_hourly_to_weekly",
            ),
        )

    def __str__(self) -> str:
        return f"rules of {self.scope}"

    @property
    def round_terms(self) -> RoundTerms:
        return RoundTerms.from_json(self.terms)


class FixedPair(models.Model):
    """Two members whom a coach wants to meet in the next rounds, whatever else speaks against."""

    cohort = models.ForeignKey("cohorts.Cohort", on_delete=models.CASCADE, related_name="+")
    first = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            # The lower id first, so that a pair is there once.
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="fixed_pair_lower_first"
            ),
            models.UniqueConstraint(
                fields=["cohort", "first", "second"], name="fixed_pair_once_per_cohort"
            ),
        )

    def __str__(self) -> str:
        return f"{self.first} with {self.second}"


class MatchRound(models.Model):
    """One run over one pool: who was to meet whom, what came of it, and its figures."""

    class State(models.TextChoices):
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        DIED = "died", "Ended without a result"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(
        "cohorts.Cohort",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="match_rounds",
    )  # null: everybody who is in no cohort with rounds of its own
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    terms = models.JSONField(default=dict)  # the RoundTerms it ran under
    starts_at = models.DateTimeField()  # of the time it planned
    ends_at = models.DateTimeField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    figures = models.JSONField(default=dict, blank=True)  # scheduling.domain.round_figures

    class Meta:
        indexes = (models.Index(fields=["cohort", "-started_at"], name="match_round_latest"),)

    def __str__(self) -> str:
        return f"round of {self.started_at:%Y-%m-%d %H:%M}Z"


class MatchPair(models.Model):
    """A session that a round planned. `proposal` is null if it fell out, or was erased."""

    match_round = models.ForeignKey(MatchRound, on_delete=models.CASCADE, related_name="pairs")
    first = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    proposal = models.OneToOneField(
        "scheduling.Proposal",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="match_pair",
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    value = models.PositiveIntegerField()  # of the pair at that time, in tenths of a point
    why = models.JSONField(default=list)  # in words
    fell_out = models.CharField(max_length=200, blank=True)  # why it was not proposed after all

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(first=F("second")), name="match_pair_two_different_people"
            ),
            models.UniqueConstraint(
                fields=["match_round", "first", "second"], name="match_pair_once_per_round"
            ),
        )

    def __str__(self) -> str:
        return f"{self.first} with {self.second}"


class MatchOutcome(models.Model):
    """What a round found for one person, and why not more, in words."""

    match_round = models.ForeignKey(MatchRound, on_delete=models.CASCADE, related_name="outcomes")
    user = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="match_outcomes")
    sessions = models.PositiveSmallIntegerField(default=0)  # proposed to them
    why_none = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["match_round", "user"], name="match_outcome_once_per_round"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.sessions} in {self.match_round}"
