import pytest

from interviews.models import Exposure, Packet
from practice.queries.stories import questions_for, stories_to_tell, values_to_choose
from tests.factories import PacketVersionFactory, UserFactory
from tests.practice.builders import target, told_round, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory()


def packet(kind: str, *values) -> Packet:
    packet = PacketVersionFactory(kind=kind).packet
    packet.values.set(values)
    return packet


def test_questions_are_counted_by_value_and_never_named(user, now):
    courage, candour = target(user, "Courage", "Candour")
    met = packet("behavioural", courage, candour)
    packet("behavioural", courage)
    packet("coding", courage)
    Packet.objects.filter(pk=packet("behavioural", courage).pk).update(status="leaked")
    for who in (user, UserFactory()):
        Exposure.objects.create(user=who, packet=met, role="interviewer", at=now)
    story = write(user, courage, candour, now=now)
    assert [(one.value, one.count, one.met) for one in questions_for(story)] == [
        (courage, 2, 1),
        (candour, 1, 1),
    ]


def test_stories_told_least_come_first(user, now):
    often, once, never = (write(user, now=now, title=title) for title in ("a", "b", "c"))
    for number in range(2):
        for story in (often, once)[: 2 - number]:
            story.tellings.create(leg=told_round(user, now=now), noted_at=now)
    write(UserFactory(), now=now)
    assert stories_to_tell(user) == [never, once, often]


def test_values_to_choose_are_the_targets_and_the_storys_own(user, now):
    (old,) = target(user, "Old")
    story = write(user, old, now=now)
    company = old.company
    company.slug = "elsewhere"
    company.save()
    (new,) = target(user, "New")
    assert values_to_choose(None, owner=user) == [new]
    assert values_to_choose(story, owner=user) == [new, old]
