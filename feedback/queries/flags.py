"""Flags of unfair raters, for those who may look at them: never for whom they are about."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When

from accounts.models import User
from cohorts.queries.memberships import happened_to_members_of
from feedback.models import RaterFlag, Review
from feedback.permissions import can_look_at_all_flags
from feedback.queries.forms import reviews_with_forms

MOST_LISTED = 200
STARTS_AT = "leg__session__starts_at"


def flags_for(user: User) -> QuerySet[Any]:
    """Those that `user` may look at; `is_decidable` says whether they may decide as well.

    Never one that names them or a form of theirs. Staff look at all others. A coach
    those whose raters were their members when they wrote each of the forms named; they decide if
    all candidates were, too: a decision reaches the candidates' readiness.
    """
    named = Review.objects.filter(rater_flags=OuterRef("pk"))
    is_party = Exists(named.filter(Q(author=user) | Q(subject=user)))
    found = RaterFlag.objects.exclude(Q(first=user) | Q(second=user)).exclude(is_party)
    if can_look_at_all_flags(user):
        return found.annotate(is_decidable=Value(True))
    by_strangers = named.exclude(_was_member(user, "author"))
    on_strangers = named.exclude(_was_member(user, "subject"))
    return found.filter(Exists(named), ~Exists(by_strangers)).annotate(
        is_decidable=Case(
            When(Exists(on_strangers), then=False), default=True, output_field=BooleanField()
        )
    )


def _was_member(coach: User, who: str) -> Q:
    return happened_to_members_of(coach, starts_at=STARTS_AT, user=OuterRef(who))


def open_flags_count(user: User, *, among: Collection[int] | None = None) -> int:
    """How many `user` is asked to look at; `among`: about these people (primary keys) only."""
    found = flags_for(user).filter(state=RaterFlag.State.OPEN)
    if among is not None:
        found = found.filter(Q(first__in=among) | Q(second__in=among))
    return found.count()


def open_flags_of_staff(user: User) -> int:
    """The same for staff only; coaches have them in their cohorts."""
    return open_flags_count(user) if can_look_at_all_flags(user) else 0


@dataclass(frozen=True)
class FlagList:
    """To look at first, the clearest on top; then what was taken back; the newest decisions."""

    open: Sequence[RaterFlag]
    taken_back: Sequence[RaterFlag]
    decided: Sequence[RaterFlag]

    @property
    def is_cut(self) -> bool:
        """There may be more to look at."""
        return len(self.open) == MOST_LISTED


def flag_list(user: User) -> FlagList:
    """Up to MOST_LISTED of each, by a query for each."""
    states, people = RaterFlag.State, ("first__profile", "second__profile", "decided_by__profile")
    found = flags_for(user).select_related(*people)
    standing = (states.CONFIRMED, states.DISMISSED)
    back = found.filter(state=states.TAKEN_BACK).order_by("-taken_back_at", "-pk")
    decided = found.filter(state__in=standing).order_by("-decided_at", "-pk")
    return FlagList(
        open=list(found.filter(state=states.OPEN).order_by("chance", "pk")[:MOST_LISTED]),
        taken_back=list(back[:MOST_LISTED]),
        decided=list(decided[:MOST_LISTED]),
    )


@dataclass(frozen=True)
class NamedForm:
    """A form that the flag names, for somebody who may read it."""

    review: Review
    is_linked: bool  # the reader may open the report, too
    has_changed: bool  # since somebody decided


@dataclass(frozen=True)
class Direction:
    """What one person wrote on another, oldest first, and what everybody else said of them."""

    author: User
    subject: User
    forms: Sequence[NamedForm]
    others: Sequence[tuple[str, int]]  # recommendations by others: words, how many


@dataclass(frozen=True)
class FlagPage:
    flag: RaterFlag
    is_decidable: bool
    directions: Sequence[Direction]
    withheld: int  # forms on people whom the reader does not coach
    forms: int
    mere_chance: int  # of 1,000 flags as clear as this one; 0: less than one
    related: Sequence[RaterFlag]  # that share somebody with it, if the reader may look at them
    seen: str  # of the forms as they are shown; see `forms_seen`


def flag_for(user: User, *, public_id: UUID) -> Any:
    """The RaterFlag, with `is_decidable`, if `user` may look at it; else None."""
    people = ("first__profile", "second__profile", "decided_by__profile", "taken_back_by__profile")
    return flags_for(user).select_related(*people).filter(public_id=public_id).first()


def flag_page(flag: Any, *, reader: User) -> FlagPage:
    """All that somebody needs who decides. `flag` comes from `flag_for`. Released forms only."""
    named = reviews_with_forms().filter(rater_flags=flag, released_at__isnull=False)
    is_staff = can_look_at_all_flags(reader)
    on_member = _was_member(reader, "subject")
    rows = list(named.annotate(is_mine=_flagged(on_member)).order_by(STARTS_AT, "pk"))
    readable = [row for row in rows if is_staff or row.is_mine]
    others = _others(readable, among=Q() if is_staff else on_member)
    by_pair = defaultdict[tuple[int, int], list[Any]](list)
    for row in readable:
        by_pair[row.author_id, row.subject_id].append(row)
    return FlagPage(
        flag=flag,
        is_decidable=flag.is_decidable,
        directions=[
            Direction(
                author=own[0].author,
                subject=own[0].subject,
                forms=[NamedForm(row, row.is_mine, _has_changed(flag, row)) for row in own],
                others=others(author, subject),
            )
            for (author, subject), own in by_pair.items()
        ],
        withheld=len(rows) - len(readable),
        forms=len(rows),
        mere_chance=0 if flag.chance < 0.001 else ceil(1000 * flag.chance),
        related=_related(flag, reader=reader),
        seen=forms_seen(flag),
    )


def _flagged(condition: Q) -> Case:
    return Case(When(condition, then=True), default=False, output_field=BooleanField())


def _has_changed(flag: RaterFlag, review: Review) -> bool:
    if flag.decided_at is None or review.revised_at is None:
        return False
    return review.revised_at > flag.decided_at


def _others(readable: Sequence[Review], *, among: Q) -> Any:
    """What all but the author recommended on a subject, of forms that the reader may read."""
    rows = (
        Review.objects.counted()
        .filter(among, perspective=Review.Perspective.INTERVIEWER)
        .filter(subject__in={row.subject_id for row in readable}, recommendation__isnull=False)
    )
    said = defaultdict[int, Counter[tuple[int, Any]]](Counter)
    for subject, author, given in rows.values_list("subject_id", "author_id", "recommendation"):
        said[subject][author, given] += 1

    def of(author: int, subject: int) -> list[tuple[str, int]]:
        total = Counter[int]()
        for (other, given), number in said[subject].items():
            if other != author:
                total[given] += number
        return [
            (Review.Recommendation(given).label.lower(), total[given])
            for given in sorted(total, reverse=True)
        ]

    return of


def _related(flag: RaterFlag, *, reader: User) -> list[RaterFlag]:
    people = [pk for pk in (flag.first_id, flag.second_id) if pk is not None]
    found = flags_for(reader).filter(Q(first__in=people) | Q(second__in=people)).exclude(pk=flag.pk)
    return list(
        found.select_related("first__profile", "second__profile").order_by("-found_at")[:20]
    )


def forms_seen(flag: RaterFlag) -> str:
    """Of which forms the flag names, and of how often each was saved: what a decision is on."""
    rows = flag.forms.order_by("pk").values_list("pk", "revision")
    text = " ".join(f"{pk}.{revision}" for pk, revision in rows)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def own_confirmed_flags(user: User) -> list[Any]:
    """For the person's own export: that forms of theirs count for less, and since when.

    Only while it is so. What nobody has confirmed is a suspicion and told to nobody; neither is
    who else it is about, who confirmed it, nor in what words.
    """
    flags = RaterFlag.objects.confirmed().about(user).order_by("decided_at", "pk")
    return [
        {
            "what": "forms that you wrote count for a quarter in readiness",
            "since": flag.decided_at,
            "forms": flag.forms.filter(author=user).count(),
        }
        for flag in flags
    ]


def own_decisions(user: User) -> list[Any]:
    """For one's own export: what one decided on flags, and wrote, without whom it was about."""
    decided = RaterFlag.objects.filter(decided_by=user).order_by("decided_at", "pk")
    return list(decided.values("sort", "state", "decided_at", "note"))
