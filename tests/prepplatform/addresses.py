"""Every address of the site, and a world in which each has an object to show."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import User
from feedback.actions.disputes import dispute_review
from feedback.actions.shares import share_report
from feedback.models import Review
from interviews.actions.attendance import close_session
from interviews.actions.disputes import dispute_mark
from interviews.actions.drafts import begin_draft
from interviews.domain.packets.skeletons import skeleton
from interviews.models import Packet
from scheduling.actions.bookings import cancel_booking
from scheduling.actions.calendar_accounts import connect_account
from scheduling.models import (
    CalendarSource,
    Decline,
    FixedPair,
    FreedSlot,
    MatchRound,
    Proposal,
    StandbyEntry,
    WeeklyWindow,
)
from tests.cohorts.factories import CohortFactory
from tests.factories import SessionFactory, UserFactory
from tests.feedback.builders import opened_session, submit_all
from tests.feedback.flag_builders import flag_on
from tests.practice.builders import told_round, write
from tests.scheduling.worlds import fill_catalogue

# `owner` and `partner` hold sessions together, `coach` is owner's, `editor` edits packets.
ROLES = ("owner", "partner", "coach", "editor", "stranger")


def every_pattern() -> dict[str, URLPattern]:
    """What the site answers to, by its whole route."""
    return dict(_walk(get_resolver().url_patterns))


def _walk(
    patterns: list[URLPattern | URLResolver], prefix: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        else:
            yield route, pattern


def addresses() -> dict[str, str]:
    """Name (or the route itself, where it has none) and route of everything but the admin's."""
    return {
        pattern.name or route: route
        for route, pattern in every_pattern().items()
        if not route.startswith("admin/")
    }


@dataclass
class World:
    people: dict[str, User]
    arguments: dict[str, dict[str, Any]] = field(default_factory=dict)

    def address(self, name: str) -> str:
        if "/" in name:
            return f"/{name}"
        return reverse(name, kwargs=self.arguments.get(name))


def make_world() -> World:
    """Every object there is, with `owner` in all of them."""
    now = timezone.now()
    fill_catalogue(kinds=["coding"])
    people = {role: UserFactory() for role in ROLES}
    owner, partner, coach = people["owner"], people["partner"], people["coach"]
    people["editor"].groups.add(Group.objects.get(name="Editors"))
    packet = {"slug": Packet.objects.earliest("pk").slug}
    cohort = CohortFactory(coach=coach, members=[owner])
    invitation = cohort.invitations.create(
        email="invited@example.org", token_hash="0" * 64, invited_by=coach, invited_at=now
    )
    upcoming = SessionFactory(first=owner, second=partner)
    past = opened_session(first=partner, second=owner, now=now - timedelta(days=1))
    submit_all(partner, past, now=now)
    draft = Review.objects.owed().filter(author=owner).get(perspective="self")
    submitted = opened_session(first=partner, second=owner, now=now - timedelta(days=2))
    for person in (owner, partner):
        submit_all(person, submitted, now=now)
    disputed = submitted.legs.get(candidate=owner).reviews.get(perspective="interviewer")
    dispute_review(disputed, text="-", by=owner, now=now)
    proposal = Proposal.objects.create(
        **{"proposer": partner, "partner": owner, "mode": "swap"},
        **{"proposer_kind": "coding", "partner_kind": "coding", "created_at": now},
        proposer_accepted_at=now,
        starts_at=upcoming.starts_at + timedelta(days=3),
        ends_at=upcoming.starts_at + timedelta(days=3, hours=1),
        expires_at=now + timedelta(days=1),
    )
    Decline.objects.create(
        **{"user": owner, "other": people["stranger"], "why": "person", "created_at": now},
        **{"starts_at": now, "ends_at": now + timedelta(hours=1)},
    )
    cancelled = SessionFactory(first=owner, second=partner)
    cancel_booking(cancelled, by=partner, reason="", now=now)
    missed = SessionFactory(first=owner, second=partner, starts_at=now - timedelta(hours=3))
    close_session(missed, marks={partner.pk: "present"}, by=None, now=now)
    dispute = dispute_mark(
        missed.participations.get(user=owner), claimed="technical", text="-", by=owner, now=now
    )
    source = CalendarSource.objects.create(
        user=owner, kind="ics_url", name="Work", secret_address="-", created_at=now, next_try_at=now
    )
    account = connect_account(
        **{"kind": "caldav", "external_id": "owner", "label": "owner", "now": now},
        user=owner,
        secret={"address": "http://127.0.0.1/", "user": "owner", "password": "-"},
    )
    window = WeeklyWindow.objects.create(user=owner, weekday=0, starts="09:00", ends="12:00")
    seat = StandbyEntry.objects.create(
        user=owner, ways=["swap"], since_at=now, until_at=now + timedelta(hours=2)
    )
    story = write(owner, now=now)
    told = told_round(owner, now=now, mode="one_way", second=owner, first=UserFactory())
    share, _ = share_report(
        submitted.legs.get(candidate=owner), parts=["levels"], days=7, by=owner, now=now
    )
    packet_draft = begin_draft(
        **{"slug": "a-new-one", "base": None, "packet": None, "by": people["editor"], "now": now},
        files=skeleton(kind="coding", slug="a-new-one", criteria=["approach"]),
    )
    written = submitted.legs.get(interviewer=owner).reviews.get(perspective="interviewer")
    flag = flag_on(written, now=now)
    of = {
        "cohort": {"public_id": cohort.public_id},
        "session": {"public_id": upcoming.public_id},
        "prepare": {"public_id": upcoming.public_id},
        "proposal": {"public_id": proposal.public_id},
        "invitation": {"public_id": invitation.public_id},
        "review": {"public_id": draft.public_id},
        "slot": {"public_id": FreedSlot.objects.get(person=owner).public_id},
        "dispute": {"public_id": dispute.public_id},
        "source": {"public_id": source.public_id},
        "story": {"public_id": story.public_id},
        "draft": {"public_id": packet_draft.public_id},
        "rater": {"public_id": flag.public_id},
        "packet": packet,
        "report": {"public_id": submitted.legs.get(candidate=owner).public_id},
    }
    world = World(people)
    for name in addresses():
        world.arguments[name] = of.get(name.split("_")[0], {})
    member = of["cohort"] | {"member_id": owner.public_id}
    match_round = MatchRound.objects.create(
        **{"cohort": cohort, "state": "died", "started_at": now, "starts_at": now, "ends_at": now}
    )
    pair = FixedPair.objects.create(cohort=cohort, first=owner, second=coach, created_at=now)
    world.arguments |= {
        "cohort_round": of["cohort"] | {"round_id": match_round.public_id},
        "cohort_round_pair_release": of["cohort"] | {"pk": pair.pk},
        "cohort_new": {},
        "draft_new": {},
        "rater_flags": {},
        "draft_edit": packet,
        "cohort_member": member,
        "cohort_remove_member": member,
        "cohort_invitation": {"token": "not-the-token"},
        "join_cohort_by_code": {"code": cohort.join_code},
        "room": of["session"],
        "library_packet": packet,
        "library_version": packet | {"number": 1},
        "library_diff": packet,
        "library_export": packet,
        "report_download": {"public_id": submitted.legs.get(candidate=owner).public_id},
        "report_share": {"public_id": submitted.legs.get(candidate=owner).public_id},
        "readiness_line": {"anchor": "round-coding"},
        "share_revoke": {"public_id": share.public_id},
        "shared_report": {"token": "not-the-token"},
        "session_told": {"public_id": told.session.public_id},
        "session_feedback": {"public_id": submitted.public_id},
        "proposals_finder_want_again": {"public_id": people["stranger"].public_id},
        "standby_ask": {"public_id": seat.public_id},
        "propose": {"public_id": partner.public_id},
        "availability_window_remove": {"pk": window.pk},
        "availability_exception_remove": {"day": now.date()},
        "calendar_account": {"public_id": account.public_id},
        "calendar_account_disconnect": {"public_id": account.public_id},
        "calendar_feed": {"token": "not-the-token"},
        "mail_off": {"token": "not-the-token"},
        "reconfirm_by_mail": {"token": "not-the-token"},
        "answer_by_mail": {"token": "not-the-token", "answer": "decline"},
        "calendar_sign_in": {"kind": "google"},
        "loop": {"company": "netflix", "slug": "none"},
        "mailbox_message": {"name": "none"},
        "account_confirm_email": {"key": "not-the-key"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "not-the-key"},
        "mfa_remove_webauthn": {"pk": 1},
        "mfa_edit_webauthn": {"pk": 1},
        "openid_connect_login": {"provider_id": "linkedin"},
        "openid_connect_callback": {"provider_id": "linkedin"},
    }
    return world
