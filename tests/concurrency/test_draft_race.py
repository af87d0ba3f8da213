"""Editors who do the same to one draft at once: one does it, the others are told in words."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.utils import timezone

from accounts.models import User
from interviews.actions.draft_review import (
    CannotReview,
    approve_draft,
    return_draft,
    withdraw_draft,
)
from interviews.actions.drafts import CannotEditDraft, begin_draft, save_draft
from interviews.models import DraftReview, Packet, PacketDraft, PacketVersion
from tests.interviews.drafts.worlds import draft_of, make_editor, submitted
from tests.interviews.small_catalogue import load_small_catalogue

pytestmark = pytest.mark.django_db(transaction=True)

CHANGE = ("## Red flags\n", "## Red flags\n- Speaks of nobody but themself for the whole answer.\n")


@pytest.fixture(autouse=True)
def _quiet_jobs(settings) -> None:
    settings.JOBS_EXECUTOR = "threads"  # nothing executes them here: only the rows count


@pytest.fixture
def packet() -> Packet:
    return load_small_catalogue()["behavioural"]


@pytest.fixture
def writer() -> User:
    return make_editor()


def all_at_once(work: list[Callable[[], object]]) -> Counter[str]:
    barrier = Barrier(len(work))

    def run(piece: Callable[[], object]) -> str:
        try:
            barrier.wait(30)
            piece()
        except (CannotReview, CannotEditDraft):
            return "told"
        else:
            return "done"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(work)) as pool:
        return Counter(pool.map(run, work))


def test_of_six_reviewers_who_publish_at_once_one_does(packet, writer) -> None:
    draft = submitted(draft_of(packet, by=writer, change=CHANGE), by=writer)
    before = PacketVersion.objects.count()
    reviewers = [make_editor() for _ in range(6)]

    def publish(by: User) -> Callable[[], object]:
        return lambda: approve_draft(draft, revision=1, by=by, now=timezone.now())

    assert all_at_once([publish(by) for by in reviewers]) == {"done": 1, "told": 5}
    assert PacketVersion.objects.count() == before + 1
    assert DraftReview.objects.count() == 1
    packet.refresh_from_db()
    assert packet.current == PacketDraft.objects.get().published_as


def test_publishing_returning_and_taking_back_at_once_ends_in_one_of_them(packet, writer) -> None:
    draft = submitted(draft_of(packet, by=writer, change=CHANGE), by=writer)
    one, other = make_editor(), make_editor()
    now = timezone.now()
    outcomes = all_at_once(
        [
            lambda: approve_draft(draft, revision=1, by=one, now=now),
            lambda: return_draft(draft, revision=1, note="-", by=other, now=now),
            lambda: withdraw_draft(draft, by=writer, now=now),
        ]
    )
    assert outcomes == {"done": 1, "told": 2}
    draft.refresh_from_db()
    assert draft.state in {"published", "writing"}
    assert (draft.state == "published") == (draft.published_as is not None)


def test_of_four_who_begin_the_next_version_at_once_one_does(packet) -> None:
    def begin(by: User) -> Callable[[], object]:
        return lambda: begin_draft(
            **{"slug": packet.slug, "files": packet.current.files, "base": packet.current},
            packet=packet,
            by=by,
            now=timezone.now(),
        )

    assert all_at_once([begin(make_editor()) for _ in range(4)]) == {"done": 1, "told": 3}
    assert PacketDraft.objects.count() == 1


def test_of_four_who_save_on_the_same_revision_one_does(packet, writer) -> None:
    draft = draft_of(packet, by=writer)

    def save(number: int, by: User) -> Callable[[], object]:
        text = f"{draft.files['packet.md']}\nAnd {number}.\n"
        return lambda: save_draft(
            draft, files={"packet.md": text}, revision=1, by=by, now=timezone.now()
        )

    saves = [save(number, make_editor()) for number in range(4)]
    assert all_at_once(saves) == {"done": 1, "told": 3}
    again = PacketDraft.objects.get()
    assert (again.revision, again.editors.count()) == (2, 2)


def test_two_new_packets_of_one_name_cannot_both_be_begun(packet) -> None:
    def begin(by: User) -> Callable[[], object]:
        return lambda: begin_draft(
            **{"slug": "brand-new", "files": packet.current.files, "base": None, "packet": None},
            by=by,
            now=timezone.now(),
        )

    assert all_at_once([begin(make_editor()) for _ in range(3)]) == {"done": 1, "told": 2}
