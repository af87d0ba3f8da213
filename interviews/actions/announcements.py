"""Put the mails of this app into the queue, in the caller's transaction."""

from datetime import datetime

from interviews.models import Leg
from jobs.actions import enqueue


def announce_new_question(leg: Leg, *, now: datetime) -> None:
    """To the interviewer: what they may have read will not be asked. To the candidate: nothing."""
    key = f"new_question:{leg.pk}:{leg.packet_version_id}:{now.timestamp():.0f}"
    enqueue(
        "interviews.send_new_question",
        key=key,
        run_at=now,
        now=now,
        key_of_mail=key,
        leg_id=leg.pk,
        version_id=leg.packet_version_id,
    )
