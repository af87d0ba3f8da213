"""Editors, and the last question for somebody. It runs inside the site: Site.manage."""

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import User
from interviews.models import Exposure, Packet, PacketVersion
from tests.journeys.people import PASSWORD
from tests.scheduling.worlds import in_days, person, propose

TAKEN = "telling-somebody-senior-no"  # its text is what the editor types, under another name


def build_library() -> dict[str, str]:
    """Two editors; packet.md of a packet that the site has no more, for the first to type."""
    for name in ("Edda", "Egon"):
        _one(name).groups.add(Group.objects.get(name="Editors"))
    packet = Packet.objects.get(slug=TAKEN)
    assert packet.current is not None
    text = packet.current.files["packet.md"]
    Packet.objects.filter(pk=packet.pk).update(current=None)
    PacketVersion.objects.filter(packet=packet).delete()
    packet.delete()
    return {"text": text}


def build_booking() -> dict[str, str]:
    """Cara, who has met every older behavioural question, asks Iris to interview her."""
    cara, iris = _one("Cara"), _one("Iris")
    now = timezone.now()
    older = Packet.objects.filter(kind="behavioural", current__published_at=None)
    Exposure.objects.bulk_create(
        Exposure(user=cara, packet=packet, role="report", at=now) for packet in older
    )
    proposal = propose(
        cara,
        iris,
        starts_at=in_days(1),
        mode="one_way",
        proposer_kind="behavioural",
        partner_kind="",
    )
    return {"proposal": f"/proposals/{proposal.public_id}/"}


def _one(name: str) -> User:
    user = person(
        email=f"{name.lower()}@library.example",
        pseudonym=name,
        password=None,
        timezone="Europe/Berlin",
        languages=["ga"],
    )
    User.objects.filter(pk=user.pk).update(password=make_password(PASSWORD))
    return user
