"""How an interviewer prepared for a leg."""

from django.conf import settings
from django.db import models

from interviews.models.packets import PacketVersion
from interviews.models.sessions import Leg


class PacketReading(models.Model):
    """An interviewer opened the packet of a leg of theirs, and maybe passed its three questions."""

    leg = models.ForeignKey(Leg, on_delete=models.CASCADE, related_name="readings")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="readings"
    )
    packet_version = models.ForeignKey(
        PacketVersion, on_delete=models.PROTECT, related_name="readings"
    )  # a replaced packet has to be read anew
    opened_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)  # of the three questions
    ready_at = models.DateTimeField(null=True, blank=True)  # when all three were right

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["leg", "user", "packet_version"], name="reading_once_per_packet_of_a_leg"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} read {self.packet_version}"
