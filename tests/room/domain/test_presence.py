import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from room.domain.presence import (
    Announced,
    Person,
    Presence,
    read_announcements,
    stamped,
    write_announcements,
)
from room.domain.sync_protocol import BadFrame

ANA = Person(1, "Ana", observes=False)
BEN = Person(2, "Ben", observes=False)

announcements = st.lists(
    st.builds(Announced, st.integers(0, 2**53 - 1), st.integers(0, 2**53 - 1), st.text(max_size=20))
)


def says(client: int, clock: int = 1, state: str = "{}") -> list[Announced]:
    return [Announced(client, clock, state)]


def take(presence: Presence, announced, *, holder="a", person=ANA, at_seconds=0.0):
    return presence.take(announced, holder=holder, person=person, at_seconds=at_seconds)


@given(announcements)
def test_announcements_are_read_back(announced):
    assert read_announcements(write_announcements(announced)) == announced


@given(st.binary(max_size=60))
def test_garbage_is_refused_or_read_but_raises_nothing_else(body):
    try:
        for one in read_announcements(body):
            stamped(one.state, person=ANA)
    except BadFrame:
        pass


def test_state_keeps_what_it_says_but_for_the_person():
    state = json.dumps({"cursor": [1], "user": {"name": "Ben", "color": "#00ff00", "id": 2}})
    assert json.loads(stamped(state, person=ANA)) == {
        "cursor": [1],
        "user": {"name": "Ana", "color": "#00ff00"},
    }
    assert stamped("null", person=ANA) == "null"


@pytest.mark.parametrize("colour", ["red", "#12345", "#1234567;x:url(//e)", 3, None, "#00ff00\n"])
def test_what_is_no_colour_is_left_out(colour):
    state = stamped(json.dumps({"user": {"color": colour}}), person=ANA)
    assert json.loads(state) == {"user": {"name": "Ana"}}


@pytest.mark.parametrize("state", ["", "{", "3", "[]", '{"a": NaN}', '"' + "x" * 4096 + '"'])
def test_other_states_are_refused(state):
    with pytest.raises(BadFrame):
        stamped(state, person=ANA)


def test_socket_speaks_for_the_first_number_that_is_its_own_and_no_other():
    presence = Presence()
    assert take(presence, says(10)).client == 10
    assert take(presence, says(11)) is None
    assert take(presence, [*says(11), *says(10, 2)]).clock == 2
    assert take(presence, says(10, 3), holder="b", person=BEN) is None
    assert [one.client for one in presence.here()] == [10]


def test_same_person_takes_over_from_a_connection_that_is_not_known_to_be_dead():
    presence = Presence()
    take(presence, says(10, 5))
    assert take(presence, says(10, 5), holder="again").clock == 6
    assert presence.leave("a") is None
    assert [one.client for one in presence.here()] == [10]
    assert presence.leave("again") == Announced(10, 6, "null")


def test_those_elsewhere_are_gone_after_half_a_minute_of_silence():
    presence = Presence()
    take(presence, says(10))
    presence.hear([Announced(20, 1, "{}"), Announced(21, 1, "{}")], at_seconds=0)
    presence.hear([Announced(21, 2, "{}")], at_seconds=20)

    assert presence.expire(at_seconds=31) == [Announced(20, 1, "null")]
    assert presence.expire(at_seconds=31) == []
    assert [one.client for one in presence.here()] == [10, 21]
    assert [one.client for one in presence.connected_here()] == [10]


def test_those_who_have_gone_are_remembered_for_ten_minutes():
    presence = Presence()
    take(presence, says(10, 5))
    presence.leave("a")
    presence.forget(at_seconds=600)
    assert take(presence, says(10), holder="b").clock == 6
    presence.leave("b")
    presence.forget(at_seconds=601)
    assert take(presence, says(10), holder="c").clock == 1


def test_what_is_older_than_what_is_known_changes_nothing():
    presence = Presence()
    presence.hear([Announced(20, 5, "{}")], at_seconds=0)
    presence.hear([Announced(20, 4, "null")], at_seconds=1)
    assert [one.client for one in presence.here()] == [20]
    presence.hear([Announced(20, 5, "null")], at_seconds=1)
    assert presence.here() == []
