"""What happens to an editor's traces."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from interviews.models import DraftReview, PacketReading


@transaction.atomic
def forget_editor(user: User, *, now: datetime) -> None:
    """Empty what somebody who erases the account said of drafts, and how they prepared.

    The packets themselves stay: their authors are named in the files, under their licence.
    """
    DraftReview.objects.filter(reviewer=user).update(reviewer=None, note="")
    PacketReading.objects.filter(user=user).delete()
    user.drafts.clear()
    user.drafts_read.clear()
