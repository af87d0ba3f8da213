import pytest

from scheduling.domain.pair_value import Obstacle, Person, Way, obstacle, pair_value

WORDS = {"coding": "coding", "behavioural": "behavioural", "system_design": "system design"}


def person(*, wants=("coding",), gives=("coding",), level=3, languages=("en",), **more):
    return Person(
        wants=frozenset(wants),
        gives=frozenset(gives),
        level=level,
        languages=frozenset(languages),
        **more,
    )


def value(you, they, way=Way.SWAP, **more):
    return pair_value(you, they, way=way, kind_words=WORDS, **more)


def test_swap_of_two_equal_people_is_800_and_two_kinds_and_two_levels():
    found = value(person(), person())
    assert found.total == 800 + 300 + 300 + 160 + 160
    assert found.reasons == ["Both of you want coding and can give it", "Same level as you"]


def test_two_common_kinds_are_worth_400_a_side():
    both = ("coding", "behavioural")
    found = value(person(wants=both, gives=both), person(wants=both, gives=both))
    assert found.total == 800 + 400 + 400 + 320
    assert found.reasons[0] == "Both of you want coding and behavioural and can give them"


def test_three_kinds_are_worth_450_and_listed_with_commas():
    found = value(person(wants=WORDS), person(gives=WORDS, wants=["coding"]))
    assert found.total == 800 + 450 + 300 + 320
    assert found.reasons[:2] == [
        "Can give the coding, behavioural and system design that you want",
        "Wants coding, which you can give",
    ]


def test_one_level_above_counts_200_for_you_and_80_for_them():
    found = value(person(level=3), person(level=4))
    assert found.total == 800 + 600 + 200 + 80
    assert found.reasons[1] == "One level above you"


@pytest.mark.parametrize(
    ("level", "points", "words"),
    [
        (1, 0, "Two levels below you"),
        (2, 80, "One level below you"),
        (3, 160, "Same level as you"),
        (4, 200, "One level above you"),
        (5, 160, "Two levels above you"),
    ],
)
def test_level_of_your_interviewer(level, points, words):
    found = value(person(level=3), person(level=level), Way.PRACTISE)
    assert found.total == 650 + 300 + points
    assert found.reasons == ["Can give the coding that you want", words]


@pytest.mark.parametrize(("gap", "points"), [(3, 100), (4, 60)])
def test_an_interviewer_far_above_is_worth_less(gap, points):
    found = value(person(level=1), person(level=1 + gap), Way.PRACTISE)
    assert found.total == 650 + 300 + points


def test_interviewing_counts_their_wishes_and_your_level():
    found = value(person(level=4), person(level=3), Way.INTERVIEW)
    assert found.total == 650 + 300 + 200
    assert found.reasons == ["Wants coding, which you can give", "One level below you"]


def test_reliability_of_both_scales_the_value_and_rounds_down():
    found = value(person(reliability=238), person(reliability=250))
    assert found.total == (800 + 600 + 320) * 238 * 250 // 65536


def test_preferred_times_add_120_each():
    assert value(person(), person(), preferred_by=2).total == 800 + 600 + 320 + 240


def test_components_add_up_to_the_raw_value():
    found = value(person(level=2), person(level=4))
    assert sum(component.points for component in found.components) == found.total


def test_no_common_language_is_named_first():
    stranger = person(languages=["de"], gives=[], level=5)
    assert obstacle(person(), stranger, way=Way.SWAP) == Obstacle.LANGUAGE


def test_a_swap_needs_a_kind_each_way():
    they = person(wants=["behavioural"], gives=["coding"])
    assert obstacle(person(), they, way=Way.SWAP) == Obstacle.KIND
    assert obstacle(person(), they, way=Way.PRACTISE) is None
    assert obstacle(person(), they, way=Way.INTERVIEW) == Obstacle.KIND


def test_interviewer_may_stand_two_levels_below_the_learner_but_not_three():
    assert obstacle(person(level=5), person(level=3), way=Way.PRACTISE) is None
    assert obstacle(person(level=5), person(level=2), way=Way.PRACTISE) == Obstacle.LEVEL
    assert obstacle(person(level=5), person(level=2), way=Way.INTERVIEW) is None
    assert obstacle(person(level=5), person(level=2), way=Way.SWAP) == Obstacle.LEVEL
    assert obstacle(person(level=2), person(level=5), way=Way.SWAP) == Obstacle.LEVEL


def test_an_interviewer_counts_with_the_level_they_interview_at():
    they = person(level=2, interviewer_level=5)
    found = value(person(level=4), they, Way.PRACTISE)
    assert found.total == 650 + 300 + 200
    assert found.reasons == ["Can give the coding that you want", "One level above you"]
    assert value(they, person(level=4), Way.INTERVIEW).total == found.total
    assert value(they, person(level=4), Way.INTERVIEW).reasons[-1] == "One level below you"


def test_in_a_swap_each_is_candidate_at_one_level_and_interviewer_at_another():
    they = person(level=2, interviewer_level=5)
    found = value(person(level=4), they, Way.SWAP)
    assert found.total == 800 + 600 + 200 + 160  # they to me: 5 − 4; I to them: 4 − 2
    assert found.reasons[-1] == "Two levels below you; as your interviewer one level above you"


def test_who_cannot_interview_at_their_level_is_no_interviewer_for_it():
    novice = person(level=5, interviewer_level=1)
    assert obstacle(person(level=4), novice, way=Way.PRACTISE) == Obstacle.LEVEL
    assert obstacle(person(level=3), novice, way=Way.PRACTISE) is None
    assert obstacle(person(level=3), novice, way=Way.INTERVIEW) is None
