import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from interviews.models import Kind, Mode


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def open(self) -> "ProposalQuerySet":
        return self.filter(state=Proposal.State.OPEN)

    def of(self, user) -> "ProposalQuerySet":  # type: ignore[no-untyped-def]
        return self.filter(Q(proposer=user) | Q(partner=user))

    def involving(self, people: list[int]) -> "ProposalQuerySet":
        """Those that any of `people` (user ids) made or received."""
        return self.filter(Q(proposer__in=people) | Q(partner__in=people))


class Proposal(models.Model):
    """One person asks another for a session at a time, or for a session's move to a new time.

    It holds nobody's time: the claims are made when it is accepted.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"
        EXPIRED = "expired", "Expired"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    proposer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="proposals_made"
    )
    partner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="proposals_received"
    )
    moves_session = models.ForeignKey(
        "interviews.Session",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="move_proposals",
    )  # set: asks to move that session; null: asks for a new one
    session = models.OneToOneField(
        "interviews.Session",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="proposal",
    )  # what an accepted proposal of a new session became
    mode = models.CharField(max_length=10, choices=Mode)
    # What each of the two practises as candidate; one of them is empty in a one-way session.
    proposer_kind = models.CharField(max_length=20, choices=Kind, blank=True)
    partner_kind = models.CharField(max_length=20, choices=Kind, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    message = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_reason = models.CharField(max_length=200, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(proposer=F("partner")), name="proposal_two_different_people"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="proposal_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(mode="swap") & ~Q(proposer_kind="") & ~Q(partner_kind="")
                | Q(mode="one_way") & Q(proposer_kind="") & ~Q(partner_kind="")
                | Q(mode="one_way") & ~Q(proposer_kind="") & Q(partner_kind=""),
                name="proposal_kinds_fit_the_mode",
            ),
            models.UniqueConstraint(
                fields=["moves_session"],
                condition=Q(state="open"),
                name="proposal_one_open_move_per_session",
            ),
            models.UniqueConstraint(
                fields=["proposer", "partner", "starts_at"],
                condition=Q(state="open"),
                name="proposal_open_once_per_pair_and_start",
            ),
        )
        indexes = (models.Index(fields=["partner", "state"], name="proposal_inbox"),)

    def __str__(self) -> str:
        return f"{self.proposer} asks {self.partner} for {self.starts_at:%Y-%m-%d %H:%M}Z"

    @property
    def is_move(self) -> bool:
        return self.moves_session_id is not None
