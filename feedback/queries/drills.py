"""The drills that this site has questions for."""

from feedback.domain.drills import DrillGroup, ability_key, round_key, topic_key
from interviews.models import Competency, Kind, Leg, Round
from interviews.queries.coverage_map import focus_names
from interviews.queries.packets import publishable_packets


def drills_for(leg: Leg) -> list[DrillGroup]:
    """What the leg's interviewer may name as the next drill: five queries at most.

    Rounds of the candidate's loop (without one, of the kinds that they practise) and the kind
    just held; topics of that kind; the abilities that were rated. Rounds and topics only where
    the bank has packets, but the kind just held always: a form can be finished anywhere.
    """
    kind = Kind(leg.kind)
    offered = publishable_packets()
    kinds = set(offered.order_by().values_list("kind", flat=True).distinct())
    wanted = {kind.value, *(_kinds_of_candidate(leg) & kinds)}
    label = kind.label.lower()
    groups = [
        DrillGroup(
            "A whole round",
            [(round_key(k), f"Another {Kind(k).label.lower()} round") for k in Kind if k in wanted],
        ),
        DrillGroup(f"One topic of a {label} round", _topics(kind)),
        DrillGroup(f"One ability, in a {label} round", _abilities(leg)),
    ]
    return [group for group in groups if group.drills]


def _kinds_of_candidate(leg: Leg) -> set[str]:
    preparation = leg.candidate.preparation
    if preparation.target_loop_id is None:
        return set(preparation.candidate_kinds)
    return set(Round.objects.filter(loop=preparation.target_loop_id).values_list("kind", flat=True))


def _topics(kind: Kind) -> list[tuple[str, str]]:
    packets = publishable_packets().filter(kind=kind).exclude(focus="").order_by()
    offered = set(packets.values_list("focus", flat=True).distinct())
    return [
        (topic_key(kind, focus), name)
        for (of, focus), name in focus_names().items()
        if of == kind and focus in offered
    ]


def _abilities(leg: Leg) -> list[tuple[str, str]]:
    rated = Competency.objects.filter(criteria__rubric_version=leg.rubric_version_id)
    rows = rated.order_by("position").values_list("slug", "name").distinct()
    return [(ability_key(leg.kind, slug), name) for slug, name in rows]
