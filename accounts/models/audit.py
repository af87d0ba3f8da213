from django.conf import settings
from django.db import models


class AuditEntry(models.Model):
    """Who did what to which object, and when. Written by actions, never changed."""

    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )  # null: the site itself, or someone since erased
    verb = models.CharField(max_length=60)  # "scheduling.accept_proposal"
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = (models.Index(fields=["object_type", "object_id", "at"], name="audit_object"),)
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.object_type} {self.object_id}"
