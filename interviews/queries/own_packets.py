"""What an export holds of a person's dealings with packets."""

from typing import Any

from accounts.models import User
from interviews.models import DraftReview, Exposure, PacketDraft, PacketReading


def own_questions(user: User) -> list[Any]:
    """When the person got questions of which kind.

    Not which: one of a coming session would be known before it.
    """
    seen = Exposure.objects.filter(user=user).order_by("at", "pk")
    return [
        {"kind": exposure.packet.get_kind_display(), "role": exposure.role, "at": exposure.at}
        for exposure in seen.select_related("packet")
    ]


def own_readings(user: User) -> list[Any]:
    """How the person prepared as an interviewer."""
    readings = PacketReading.objects.filter(user=user).order_by("opened_at", "pk")
    return list(
        readings.values("leg__session__public_id", "leg__kind", "opened_at", "tries", "ready_at")
    )


def own_editing(user: User) -> dict[str, Any]:
    """Which packets the person wrote at, and what they said of others' drafts."""
    drafts = PacketDraft.objects.filter(editors=user).order_by("created_at", "pk")
    opened = PacketDraft.objects.filter(readers=user).order_by("created_at", "pk")
    reviews = DraftReview.objects.filter(reviewer=user)
    return {
        "drafts": list(drafts.values("slug", "state", "created_at", "changed_at")),
        "opened": list(opened.values_list("slug", flat=True)),
        "reviews": list(reviews.values("draft__slug", "revision", "verdict", "note", "at")),
    }
