import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower


class Cohort(models.Model):
    """A group of people preparing together, run by one or more coaches."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=80)
    join_code = models.CharField(max_length=20, unique=True)
    starts_date = models.DateField()
    ends_date = models.DateField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_date__gte=models.F("starts_date")),
                name="cohort_ends_after_it_starts",
            ),
        )

    def __str__(self) -> str:
        return self.name


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


class Invitation(models.Model):
    """An address a coach invited. It becomes a membership only when its owner accepts."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=80, blank=True)
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

    class Meta:
        constraints = (
            models.UniqueConstraint(
                Lower("email"), "cohort", name="invitation_once_per_cohort_and_address"
            ),
        )

    def __str__(self) -> str:
        return f"{self.email} to {self.cohort}"
