"""Deliveries of the accounts app."""

from datetime import datetime

from django.core.mail import EmailMultiAlternatives

from common.mail import message_id
from jobs.registry import delivery_job


@delivery_job("accounts.deliver_mail")
def deliver_mail(
    *, now: datetime, to: str, subject: str, text: str, html: str, message_key: str
) -> None:
    """Send a mail that was rendered when it was asked for; its links expire by themselves."""
    message = EmailMultiAlternatives(
        subject=subject, body=text, to=[to], headers={"Message-ID": message_id(message_key)}
    )
    message.attach_alternative(html, "text/html")
    message.send()
