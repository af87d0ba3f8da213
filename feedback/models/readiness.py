"""What the readiness model found: for everybody together, and for each person."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from interviews.models import Kind


class ReadinessModelQuerySet(models.QuerySet["ReadinessModel"]):
    def newest_first(self) -> "ReadinessModelQuerySet":
        return self.order_by("-fitted_at", "-pk")


class ReadinessModel(models.Model):
    """One fit to everybody's forms. Never changed: later forms belong to a later row."""

    version = models.CharField(max_length=60)  # of the model and of the data
    fitted_at = models.DateTimeField()  # forms were read from then on
    forms_until_at = models.DateTimeField()  # when the newest of its forms was released
    learned_at = models.DateTimeField(null=True, blank=True)  # null: the shipped variances
    forms = models.PositiveIntegerField()
    ratings = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    interviewers = models.PositiveIntegerField()
    parameters = models.JSONField()  # the variances, to read; the blob has them in full
    blob = models.BinaryField()  # see feedback.domain.readiness_model.storing

    objects = ReadinessModelQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["-fitted_at"], name="readiness_newest"),)

    def __str__(self) -> str:
        return self.version


class Estimate(models.Model):
    """The chance that a typical interviewer here says yes to a person in a kind of round."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="readiness_estimates"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    p = models.FloatField()
    lo80 = models.FloatField()
    hi80 = models.FloatField()
    lo95 = models.FloatField()
    hi95 = models.FloatField()
    raw_mean = models.FloatField(null=True, blank=True)  # of recommendations; null without any
    sessions = models.PositiveIntegerField()  # of the kind
    interviewers = models.PositiveIntegerField()
    is_enough = models.BooleanField()  # to show anything of it
    as_of = models.DateTimeField()
    model = models.ForeignKey(
        ReadinessModel, null=True, blank=True, on_delete=models.SET_NULL, related_name="estimates"
    )  # null: it was forgotten, or the site had none yet
    model_version = models.CharField(max_length=60)
    forms_version = models.CharField(max_length=16)  # of the person's forms that it is made of

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "kind"], name="estimate_once"),
            models.CheckConstraint(
                condition=Q(p__gte=0, p__lte=1, lo95__gte=0, hi95__lte=1),
                name="estimate_is_a_chance",
            ),
            models.CheckConstraint(
                condition=Q(lo95__lte=F("lo80"), lo80__lte=F("hi80"), hi80__lte=F("hi95")),
                name="estimate_intervals_nested",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} estimate of {self.user}"
