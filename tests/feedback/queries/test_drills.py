import pytest

from feedback.domain.drills import DrillGroup
from feedback.queries.drills import drills_for
from interviews.models import Company, Loop, Packet, Rubric, Topic
from tests.factories import PacketVersionFactory
from tests.feedback.builders import opened_session, people_of

pytestmark = pytest.mark.django_db
ABILITIES = [
    ("ability:coding:approach", "Approach"),
    ("ability:coding:verbal-reasoning", "Verbal-Reasoning"),
]


@pytest.fixture
def leg(now):
    return opened_session(now=now, mode="one_way").legs.get()


def _aim(candidate, *kinds):
    loop = Loop.objects.create(
        company=Company.objects.create(slug="acme", name="Acme"), slug="loop", name="Loop"
    )
    for position, kind in enumerate(kinds):
        rubric, _ = Rubric.objects.get_or_create(slug=kind, defaults={"kind": kind})
        loop.rounds.create(position=position, slug=kind, kind=kind, minutes=45, rubric=rubric)
    candidate.preparation.target_loop = loop
    candidate.preparation.save()


def test_without_a_loop_the_kinds_they_practise_and_what_was_rated(leg):
    leg.candidate.preparation.candidate_kinds = ["system_design", "coding"]
    leg.candidate.preparation.save()
    PacketVersionFactory(kind="system_design")
    assert drills_for(leg) == [
        DrillGroup(
            "A whole round",
            [
                ("round:coding", "Another coding round"),
                ("round:system_design", "Another system design round"),
            ],
        ),
        DrillGroup("One ability, in a coding round", ABILITIES),
    ]


def test_rounds_of_the_loop_only_where_the_bank_has_packets(leg):
    _, candidate = people_of(leg.session)
    _aim(candidate, "behavioural", "system_design")
    PacketVersionFactory(kind="behavioural")
    leg.refresh_from_db()
    rounds = [key for key, _ in drills_for(leg)[0].drills]
    assert rounds == ["round:coding", "round:behavioural"]


def test_topics_that_published_packets_count_as(leg):
    for slug in ("graphs", "heaps", "tries"):
        Topic.objects.create(slug=slug, name=slug.title(), kind="coding", focus="-")
    for slug in ("graphs", "heaps"):
        version = PacketVersionFactory()
        Packet.objects.filter(pk=version.packet_id).update(focus=slug)
    Packet.objects.filter(focus="heaps").update(status=Packet.Status.RETIRED)
    (topics,) = [group for group in drills_for(leg) if "topic" in group.name]
    assert topics == DrillGroup("One topic of a coding round", [("topic:coding:graphs", "Graphs")])


def test_with_an_empty_bank_a_form_can_still_be_finished(leg):
    Packet.objects.update(status=Packet.Status.RETIRED)
    assert drills_for(leg) == [
        DrillGroup("A whole round", [("round:coding", "Another coding round")]),
        DrillGroup("One ability, in a coding round", ABILITIES),
    ]


def test_the_number_of_queries_does_not_grow(leg, django_assert_num_queries):
    leg = type(leg).objects.select_related("candidate__preparation").get(pk=leg.pk)
    with django_assert_num_queries(5):
        drills_for(leg)
    PacketVersionFactory(kind="behavioural")
    with django_assert_num_queries(5):
        drills_for(leg)
