"""The list of packets as editors see it. It shows nothing that would spoil a question."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from interviews.domain.packets.coverage import DIFFICULTIES
from interviews.models import Leg, Packet, PacketDraft, PacketVersion, Session

SORTS: Mapping[str, tuple[str, ...]] = {
    "": ("kind", "level", "current__title"),
    "title": ("current__title",),
    "level": ("level", "kind", "current__title"),
    "most_used": ("-times_used", "kind", "current__title"),
    "least_used": ("times_used", "kind", "current__title"),
}


@dataclass(frozen=True)
class LibraryFilters:
    """What the list is narrowed to; an empty field means any. Keys are slugs."""

    kind: str = ""
    level: str = ""  # "1" … "5", or a difficulty: "gentle", "middle", "demanding"
    topic: str = ""
    competency: str = ""
    value: str = ""  # "company/slug"
    loop: str = ""  # "company/slug"
    focus: str = ""  # what it counts as in the coverage
    status: str = ""
    variants: bool = False  # only packets that are a variant of another
    text: str = ""
    sort: str = ""

    @classmethod
    def of(cls, cleaned: Mapping[str, Any]) -> "LibraryFilters":
        """From a form's cleaned data; what could not be read means any."""
        return cls(**{name: cleaned[name] for name in cls.__dataclass_fields__ if name in cleaned})


def library_packets(filters: LibraryFilters) -> "QuerySet[Packet]":
    """Packets with `current` and their topics; `draft_id` and `draft_state` of an open draft.

    `times_used` counts legs of sessions that were held or are booked.
    """
    drafts = PacketDraft.objects.open().filter(slug=OuterRef("slug"))
    found = Packet.objects.filter(_wanted(filters), current__isnull=False).annotate(
        times_used=Coalesce(Subquery(_uses()), 0),
        draft_id=Subquery(drafts.values("public_id")[:1]),
        draft_state=Subquery(drafts.values("state")[:1]),
    )
    order = SORTS.get(filters.sort, SORTS[""])
    return found.select_related("current").prefetch_related("topics").order_by(*order, "slug")


def _uses() -> "QuerySet[Any, Any]":
    not_held = (Session.State.CANCELLED, Session.State.MISSED)
    legs = Leg.objects.filter(packet_version__packet=OuterRef("pk"))
    legs = legs.exclude(session__state__in=not_held).order_by()
    return legs.values("packet_version__packet").annotate(n=Count("pk")).values("n")


def _wanted(filters: LibraryFilters) -> Q:
    wanted = Q()
    for name in ("kind", "focus", "status"):
        if getattr(filters, name):
            wanted &= Q(**{name: getattr(filters, name)})
    if filters.level.isdigit():
        wanted &= Q(level=int(filters.level))
    elif filters.level:
        wanted &= Q(level__in=[n for n, band in DIFFICULTIES.items() if band == filters.level])
    if filters.variants:
        wanted &= ~Q(family=F("slug"))
    wanted &= _tagged("topics", filters.topic) & _tagged("competencies", filters.competency)
    wanted &= _tagged("values", filters.value) & _tagged("loops", filters.loop)
    if filters.text:
        text = filters.text
        wanted &= Q(current__title__icontains=text) | Q(current__summary__icontains=text)
    return wanted


def _tagged(name: str, key: str) -> Q:
    """Packets with the tag `key` ("slug" or "company/slug"). A subquery: no row comes twice."""
    if not key:
        return Q()
    owner, _, slug = key.rpartition("/")
    tag = Packet._meta.get_field(name).related_model
    assert tag is not None
    of_company = {"company__slug": owner} if owner else {}
    return Q(**{f"{name}__in": tag._default_manager.filter(slug=slug, **of_company)})


def family_of(packet: Packet) -> "QuerySet[Packet]":
    """The other packets of its family: the root first, then its variants."""
    others = Packet.objects.filter(family=packet.family).exclude(pk=packet.pk)
    return others.select_related("current").order_by("slug")


def slugs_of_family(packet: Packet) -> set[str]:
    """Names that its family has taken, with those of its open drafts."""
    begins = {"slug__startswith": packet.family[:46].rstrip("-")}
    packets = Packet.objects.filter(**begins).values_list("slug", flat=True)
    return {*packets, *PacketDraft.objects.open().filter(**begins).values_list("slug", flat=True)}


def find_packet(slug: str) -> "QuerySet[Packet]":
    """The packet, if it has ever been published."""
    return Packet.objects.filter(slug=slug, current__isnull=False).select_related("current")


def find_version(slug: str, *, number: int | None = None) -> PacketVersion | None:
    """A packet's version, or its current one, with the packet and its tags."""
    versions = PacketVersion.objects.filter(packet__slug=slug).select_related("packet__current")
    tags = ("topics", "competencies", "values__company", "loops__company")
    versions = versions.prefetch_related(*(f"packet__{tag}" for tag in tags))
    if number is None:
        return versions.filter(packet__current=F("pk")).first()
    return versions.filter(number=number).first()
