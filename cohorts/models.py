import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from cohorts.domain.periods import last_date_counted


class CohortQuerySet(models.QuerySet["Cohort"]):
    def coached_by(self, user) -> "CohortQuerySet":  # type: ignore[no-untyped-def]
        """Cohorts that the person coaches now."""
        return self.filter(memberships__in=Membership.objects.current().coaches().of(user))

    def of(self, user) -> "CohortQuerySet":  # type: ignore[no-untyped-def]
        """Cohorts that the person is in now, in whatever role."""
        return self.filter(memberships__in=Membership.objects.current().of(user))

    def without_coach(self) -> "CohortQuerySet":
        return self.exclude(memberships__in=Membership.objects.current().coaches())

    def running(self, *, at: datetime) -> "CohortQuerySet":
        """Cohorts whose last date is not over everywhere on earth at `at` (UTC)."""
        return self.filter(ends_date__gte=last_date_counted(at))


class Cohort(models.Model):
    """A group of people preparing together, run by one or more coaches."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=80)
    join_code = models.CharField(max_length=20, unique=True)
    starts_date = models.DateField()
    ends_date = models.DateField()
    created_at = models.DateTimeField()

    objects = CohortQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_date__gte=models.F("starts_date")),
                name="cohort_ends_after_it_starts",
            ),
        )

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> "MembershipQuerySet":
        return self.filter(left_at=None)

    def coaches(self) -> "MembershipQuerySet":
        return self.filter(role=Membership.Role.COACH)

    def members(self) -> "MembershipQuerySet":
        return self.filter(role=Membership.Role.MEMBER)

    def of(self, user) -> "MembershipQuerySet":  # type: ignore[no-untyped-def]
        return self.filter(user=user)


class Membership(models.Model):
    """A person's place in a cohort. Leaving ends it; joining again begins a new row."""

    class Role(models.TextChoices):
        MEMBER = "member", "Member"
        COACH = "coach", "Coach"

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=10, choices=Role)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    # A coach's label ("Team A"): rounds can keep a group's members apart, or leave it out.
    group = models.CharField(max_length=40, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["cohort", "user"],
                condition=models.Q(left_at=None),
                name="membership_one_current_per_cohort",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} in {self.cohort} as {self.role}"

    @property
    def is_coach(self) -> bool:
        return self.role == self.Role.COACH


INVITATION_LIFE = timedelta(days=30)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def pending(self) -> "InvitationQuerySet":
        """Invitations that nobody has accepted, fresh or not."""
        return self.filter(accepted_at=None)

    def acceptable(self, *, now: datetime) -> "InvitationQuerySet":
        """Pending ones still fresh, of cohorts that are not over."""
        return self.pending().filter(
            invited_at__gt=now - INVITATION_LIFE, cohort__ends_date__gte=last_date_counted(now)
        )


class Invitation(models.Model):
    """An address a coach invited. It becomes a membership only when its owner accepts."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=80, blank=True)
    group = models.CharField(max_length=40, blank=True)  # of the membership it becomes
    token_hash = models.CharField(max_length=64, unique=True)  # SHA-256 of the mailed token
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    invited_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="accepted_invitations",
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                Lower("email"), "cohort", name="invitation_once_per_cohort_and_address"
            ),
        )

    def __str__(self) -> str:
        return f"{self.email} to {self.cohort}"

    @property
    def expires_at(self) -> datetime:
        return self.invited_at + INVITATION_LIFE
