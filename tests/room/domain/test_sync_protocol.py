import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Doc, Text

from room.domain.sync_protocol import (
    ANSWER,
    ASK,
    AWARENESS,
    UPDATE,
    WHO_IS_HERE,
    BadFrame,
    answer_frame,
    ask_frame,
    awareness_frame,
    clocks_of,
    read_frame,
    read_number,
    update_frame,
    write_number,
)


@given(st.binary(max_size=300))
def test_every_frame_is_read_back_as_what_it_was(body):
    frames = (ask_frame(body), answer_frame(body), update_frame(body), awareness_frame(body))
    assert [read_frame(frame) for frame in frames] == [
        (kind, body) for kind in (ASK, ANSWER, UPDATE, AWARENESS)
    ]
    assert read_frame(b"\x03") == (WHO_IS_HERE, b"")


@given(st.binary(max_size=40))
def test_whatever_else_comes_is_refused_or_says_exactly_one_thing(frame):
    try:
        kind, body = read_frame(frame)
    except BadFrame:
        return
    write = {ASK: ask_frame, ANSWER: answer_frame, UPDATE: update_frame, AWARENESS: awareness_frame}
    size = 1 if kind == WHO_IS_HERE else len(write[kind](body))
    assert len(frame) >= size  # a length may be written with leading zeros
    assert frame.endswith(body)


@given(st.integers(0, 2**53 - 1))
def test_numbers_are_read_back(number):
    assert read_number(b"." + write_number(number), at=1) == (number, 1 + len(write_number(number)))


@pytest.mark.parametrize("data", [b"", b"\x80", b"\xff" * 9, write_number(2**53)])
def test_numbers_that_javascript_cannot_hold_are_refused(data):
    with pytest.raises(BadFrame):
        read_number(data, at=0)


def test_clocks_are_those_of_the_authors():
    document: Doc = Doc(client_id=7)
    document.get("editor", type=Text).insert(0, "abc")
    assert clocks_of(document.get_state()) == {7: 3}
    assert clocks_of(Doc().get_state()) == {}
    with pytest.raises(BadFrame):
        clocks_of(document.get_state() + b"\x00")
