import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from interviews.domain.booking_life import Stage
from interviews.models import Kind, Mode


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def open(self) -> "ProposalQuerySet":
        return self.filter(state=Proposal.State.OPEN)

    def of(self, user) -> "ProposalQuerySet":  # type: ignore[no-untyped-def]
        return self.filter(Q(proposer=user) | Q(partner=user))

    def waiting_for(self, user) -> "ProposalQuerySet":  # type: ignore[no-untyped-def]
        """Open ones to which `user` has not said yes or no."""
        return self.open().filter(
            Q(partner=user, partner_accepted_at=None) | Q(proposer=user, proposer_accepted_at=None)
        )

    def accepted_by(self, user) -> "ProposalQuerySet":  # type: ignore[no-untyped-def]
        """Those that `user` asked for or has said yes to."""
        return self.filter(
            Q(partner=user, partner_accepted_at__isnull=False)
            | Q(proposer=user, proposer_accepted_at__isnull=False)
        )

    def involving(self, people: list[int]) -> "ProposalQuerySet":
        """Those that any of `people` (user ids) made or received."""
        return self.filter(Q(proposer__in=people) | Q(partner__in=people))


class Proposal(models.Model):
    """A session at a time, or a session's move to a new time, that waits for two people's yes.

    Where a person asks, they have said yes by asking. Where the site brings two together (a
    round, the waitlist, the standby bench), each of them is asked; "proposer" is then merely
    who is candidate first. It holds nobody's time: the claims are made by the second yes.
    """

    class Origin(models.TextChoices):
        PERSON = "person", "Asked by a person"
        ROUND = "round", "A round"
        WAITLIST = "waitlist", "The waitlist"
        STANDBY = "standby", "The standby bench"

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
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.PERSON)
    proposer_accepted_at = models.DateTimeField(null=True, blank=True)
    partner_accepted_at = models.DateTimeField(null=True, blank=True)
    # Why the site brings them together, in words for each: ["Same level as you", …].
    proposer_why = models.JSONField(default=list, blank=True)
    partner_why = models.JSONField(default=list, blank=True)
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
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )  # null: nobody has, or the site ended it
    answer_reason = models.CharField(max_length=200, blank=True)
    reopenings = models.PositiveSmallIntegerField(default=0)  # answers that were taken back

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
            models.CheckConstraint(
                condition=~Q(origin="person") | Q(proposer_accepted_at__isnull=False),
                name="proposal_who_asks_has_accepted",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted")
                | Q(proposer_accepted_at__isnull=False, partner_accepted_at__isnull=False),
                name="proposal_accepted_by_both",
            ),
            models.CheckConstraint(
                condition=Q(origin="person") | Q(moves_session=None),
                name="proposal_moves_are_asked_by_people",
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
        verb = "meets" if self.is_by_site else "asks"
        return f"{self.proposer} {verb} {self.partner}, {self.starts_at:%Y-%m-%d %H:%M}Z"

    @property
    def stage(self) -> Stage:
        """Where it stands in the life of a booking (interviews/domain/booking_life.py)."""
        stages = {self.State.OPEN: Stage.PROPOSED, self.State.ACCEPTED: Stage.CONFIRMED}
        state = self.State(self.state)
        return stages.get(state) or Stage(state.value)

    @property
    def is_by_site(self) -> bool:
        """Both of the two are asked; neither has asked the other."""
        return self.origin != self.Origin.PERSON

    @property
    def is_move(self) -> bool:
        return self.moves_session_id is not None

    @property
    def acceptances(self) -> tuple[tuple[int, datetime | None], ...]:
        """Each person's id, and when they said yes (or asked); None for not yet."""
        return (
            (self.proposer_id, self.proposer_accepted_at),
            (self.partner_id, self.partner_accepted_at),
        )

    def has_accepted(self, user) -> bool:  # type: ignore[no-untyped-def]
        """Whether `user`, one of the two, has said yes (or asked)."""
        return dict(self.acceptances)[user.pk] is not None

    def why_for(self, user) -> list[str]:  # type: ignore[no-untyped-def]
        """Why the site brings the two together, in words for `user`, one of them."""
        return self.proposer_why if user.pk == self.proposer_id else self.partner_why

    def acceptance_field(self, user) -> str:  # type: ignore[no-untyped-def]
        return f"{'proposer' if user.pk == self.proposer_id else 'partner'}_accepted_at"

    def other_than(self, user):  # type: ignore[no-untyped-def]
        """The other of the two."""
        return self.partner if user.pk == self.proposer_id else self.proposer
