"""Question packets and the ledger of who has seen which."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from interviews.models.catalogue import Competency, Kind, Loop, Topic, Value


class Packet(models.Model):
    """A question with all an interviewer needs to run it. Its content lives in its versions."""

    class Status(models.TextChoices):
        PUBLISHED = "published", "Published"
        RETIRED = "retired", "Retired"
        LEAKED = "leaked", "Leaked"

    slug = models.SlugField(unique=True)
    # The slug of the packet that this is a variant of, or its own: whoever has seen one packet
    # of a family is candidate on none of it.
    family = models.SlugField()
    kind = models.CharField(max_length=20, choices=Kind)
    status = models.CharField(max_length=12, choices=Status, default=Status.PUBLISHED)
    status_note = models.CharField(max_length=300, blank=True)  # why it was retired or leaked
    status_changed_at = models.DateTimeField(null=True, blank=True)
    level = models.PositiveSmallIntegerField()  # 1 new graduate … 5 staff and above
    # What it counts as, in the coverage and for variety: its first topic, or in behavioural
    # packets its first value ("company/slug").
    focus = models.CharField(max_length=101, blank=True)
    topics = models.ManyToManyField(Topic, related_name="packets", blank=True)
    values = models.ManyToManyField(Value, related_name="packets", blank=True)
    competencies = models.ManyToManyField(Competency, related_name="packets", blank=True)
    loops = models.ManyToManyField(Loop, related_name="packets", blank=True)
    current = models.ForeignKey(
        "PacketVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("kind", "slug")
        permissions = (("edit_packets", "Can edit, review and publish packets"),)
        constraints = (models.CheckConstraint(condition=~Q(family=""), name="packet_has_a_family"),)

    def __str__(self) -> str:
        return self.slug

    @property
    def is_variant(self) -> bool:
        return self.family != self.slug


class PacketVersion(models.Model):
    """One published wording of a packet. Never changes: sessions point at it.

    Only `candidate_brief`, `starter_code` and `public_cases` may ever reach the candidate, and
    single hints and clarifications once the interviewer shows them.
    """

    packet = models.ForeignKey(Packet, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=300)
    candidate_brief = models.TextField()  # Markdown, as all texts below
    starter_code = models.TextField(blank=True)  # of a review: the code to be reviewed
    public_cases = models.JSONField(default=list, blank=True)  # [{"name", "run"}]
    opening_script = models.TextField()
    clarifications = models.JSONField()  # [{"name", "text"}]
    hints = models.JSONField()  # [{"name", "text"}], from a nudge to nearly the answer
    solution = models.TextField()
    # For the interviewer alone, by kind; interviews/domain/packets/ says what is in it.
    material = models.JSONField(default=dict, blank=True)
    follow_ups = models.JSONField()  # [{"name", "text"}]
    push_backs = models.JSONField()  # [text]
    red_flags = models.JSONField()  # [text]
    rubric_notes = models.JSONField()  # {criterion slug: {"1": text, … "4": text}}
    strong_answer = models.TextField()
    weak_answer = models.TextField()
    beats = models.JSONField()  # {"25" | "45" | "60": [{"name", "minutes", "say"}]}
    not_assumed = models.TextField(blank=True)
    languages = models.JSONField(default=list)  # programming languages
    authors = models.JSONField(default=list)
    licence = models.CharField(max_length=40)
    content_sha256 = models.CharField(max_length=64)
    # The very text of its files, by path within the packet's folder ("packet.md", "wrong/x.py"):
    # what an export writes, a diff compares and a draft begins with.
    files = models.JSONField(default=dict)
    # Null: it came from the catalogue's files.
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["packet", "number"], name="packet_version_number"),
        )

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"


class Exposure(models.Model):
    """A person has seen (or will see) a packet. Nobody is candidate on one they have seen."""

    class Role(models.TextChoices):
        CANDIDATE = "candidate", "Candidate"
        INTERVIEWER = "interviewer", "Interviewer"
        LIBRARY = "library", "Read in the library"
        REPORT = "report", "Read in a report"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exposures"
    )
    packet = models.ForeignKey(Packet, on_delete=models.CASCADE, related_name="exposures")
    role = models.CharField(max_length=12, choices=Role)
    leg = models.ForeignKey(
        "interviews.Leg", null=True, blank=True, on_delete=models.SET_NULL, related_name="exposures"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user", "packet", "role", "leg"], name="exposure_once_per_leg_and_role"
            ),
            models.UniqueConstraint(
                fields=["user", "packet", "role"],
                condition=Q(leg=None, role__in=("library", "report")),
                name="exposure_once_without_a_leg",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} saw {self.packet} as {self.role}"
