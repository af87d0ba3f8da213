from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Array, Doc, Map, Text

from room.domain.documents import DocumentKey, content_of, parse_key

SESSION = UUID("0123456789abcdef0123456789abcdef")


@given(st.uuids(), st.sampled_from(["editor", "board"]), st.integers(1, 9))
def test_every_key_is_read_back_as_what_it_was(session, kind, leg):
    for key in (DocumentKey(session, kind, leg), DocumentKey(session, "notes", None)):
        assert parse_key(str(key)) == key


@pytest.mark.parametrize(
    "end",
    ["", "-notes-1", "-editor", "-editor-0", "-editor-10", "-editor-١", "-chat-1", "-notes\n"],
)
def test_other_names_are_no_key(end):
    assert parse_key(SESSION.hex + end) is None


def test_one_document_has_one_name():
    assert parse_key(f"{SESSION}-notes") is None
    assert parse_key(f"{SESSION.hex.upper()}-notes") is None


def test_content_is_the_text_of_the_kind_or_the_shapes():
    document: Doc = Doc()
    document.get("editor", type=Text).insert(0, "print()")
    document.get("shapes", type=Map)["box"] = Map({"x": 3, "label": "cache"})

    contents = [content_of(document.get_update(), kind=kind) for kind in ("editor", "board")]
    assert contents == ["print()", {"box": {"x": 3, "label": "cache"}}]


def test_board_that_somebody_filled_with_something_else_can_still_be_written_down():
    odd: Doc = Doc()
    odd.get("shapes", type=Map)["bytes"] = b"\xff"
    deep: Doc = Doc()
    inner = deep.get("shapes", type=Map)
    for _ in range(1500):
        inner["a"] = Array([Map()])
        inner = inner["a"][0]

    assert content_of(odd.get_update(), kind="board") == {"bytes": "bytearray(b'\\xff')"}
    assert content_of(deep.get_update(), kind="board") == "Too deeply nested to be written down."
