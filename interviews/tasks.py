"""Deliveries: each looks again whether its mail is still right, then sends it."""

from datetime import datetime

from interviews.notifications import compose_new_question
from interviews.queries.coming_legs import new_question_to_mail
from jobs.registry import delivery_job


@delivery_job("interviews.send_new_question")
def send_new_question(*, now: datetime, key_of_mail: str, leg_id: int, version_id: int) -> None:
    leg = new_question_to_mail(leg_id, version_id=version_id)
    if leg is not None and now < leg.session.ends_at:
        compose_new_question(leg, key=key_of_mail).send()
