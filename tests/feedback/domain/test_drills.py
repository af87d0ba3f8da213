from feedback.domain.drills import (
    DrillGroup,
    ability_key,
    kind_of,
    names_of,
    round_key,
    topic_key,
)


def test_every_key_tells_the_kind_of_round():
    keys = [round_key("coding"), topic_key("behavioural", "acme/candour"), ability_key("x", "y")]
    assert keys == ["round:coding", "topic:behavioural:acme/candour", "ability:x:y"]
    assert [kind_of(key) for key in [*keys, ""]] == ["coding", "behavioural", "x", ""]


def test_names_are_found_over_all_groups():
    groups = [DrillGroup("one", [("a", "A")]), DrillGroup("two", [("b", "B")])]
    assert names_of(groups) == {"a": "A", "b": "B"}
