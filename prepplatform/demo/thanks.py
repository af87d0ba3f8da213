"""What the demo's candidates answered to their feedback: many a thank you, some replies."""

import random
from datetime import datetime, timedelta

import yaml

from feedback.actions.responses import reply_to, thank_for
from feedback.models import Review
from prepplatform.demo.people import HERE

SHARE_THANKED, SHARE_REPLIED = 0.6, 0.2


def say_thanks(*, now: datetime) -> None:
    """To everything that was released, some hours later."""
    chance = random.Random(Review.Perspective.INTERVIEWER.value)  # noqa: S311 (a story, no secret)
    words = yaml.safe_load((HERE / "words.yaml").read_text(encoding="utf-8"))["replies"]
    written = Review.objects.released().filter(perspective=Review.Perspective.INTERVIEWER)
    for review in written.select_related("subject", "leg__session").order_by("pk"):
        assert review.released_at is not None
        at = min(review.released_at + timedelta(hours=chance.randint(1, 20)), now)
        if chance.random() < SHARE_THANKED:
            thank_for(review, by=review.subject, now=at)
        if chance.random() < SHARE_REPLIED:
            reply_to(review, text=chance.choice(words), by=review.subject, now=at)
