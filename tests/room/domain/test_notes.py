import random

import pytest
from pycrdt import Doc, Text

from room.domain.notes import (
    EMPTY,
    BadUpdate,
    checked_update,
    compacted,
    merged,
    missing_from,
    state_of,
    text_of,
)


def typed(words: list[str]) -> list[bytes]:
    """The updates of somebody who types `words` one after the other."""
    document: Doc = Doc()
    updates: list[bytes] = []
    document.observe(lambda event: updates.append(event.update))
    text = document.get("notes", type=Text)
    for word in words:
        text += word
    return updates


def test_updates_merge_in_any_order():
    updates = typed(["one ", "two ", "three"])
    assert text_of(merged(updates)) == "one two three"
    assert text_of(merged(updates[::-1])) == "one two three"


def test_no_updates_are_an_empty_document():
    assert merged([]) == EMPTY
    assert text_of(EMPTY) == ""


def test_two_people_at_the_same_place_lose_no_letter():
    both = text_of(merged([*typed(["abc"]), *typed(["xyz"])]))
    assert both in ("abcxyz", "xyzabc")


def test_compacting_shortens_and_loses_nothing():
    updates = typed([str(n % 10) for n in range(300)])
    short = compacted(updates)
    assert text_of(short) == text_of(merged(updates))
    assert len(short) < len(merged(updates)) / 3


def test_compacting_keeps_what_still_waits_for_its_predecessor():
    updates = typed(["one ", "two ", "three"])
    later = compacted(updates[1:])
    assert text_of(merged([later, updates[0]])) == "one two three"


def test_only_what_is_missing_is_sent():
    updates = typed(["one ", "two"])
    missing = missing_from(state_of(updates[0]), update=merged(updates))
    assert text_of(merged([updates[0], missing])) == "one two"
    assert len(missing) < len(merged(updates))


@pytest.mark.parametrize("update", [b"", b"\x01", b"hello", b"\x00", b"\xff\xff\xff\x7f" * 3])
def test_malformed_updates_are_refused(update):
    with pytest.raises(BadUpdate):
        checked_update(update)


def test_a_claim_of_a_quarter_billion_entries_is_refused_before_the_decoder_sees_it(monkeypatch):
    monkeypatch.setattr("room.domain.notes.get_state", lambda update: pytest.fail("was asked"))
    with pytest.raises(BadUpdate):
        checked_update(b"\xff\xff\xff\x7f\x00")


@pytest.mark.parametrize("state", [b"", b"\x01", b"\xff\xff\xff\x7f"])
def test_malformed_state_vectors_are_refused(state):
    with pytest.raises(BadUpdate):
        missing_from(state, update=EMPTY)


def test_whatever_passes_the_check_can_be_merged_and_read():
    whole = merged(typed(["hello wörld 😀", " and more"]))
    chance = random.Random(2)
    passed = 0
    for _ in range(4000):
        data = bytearray(whole)
        for _ in range(chance.randrange(1, 4)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        update = bytes(data[: chance.randrange(len(data) + 1)]) if chance.random() < 0.3 else data
        try:
            checked = checked_update(bytes(update))
        except BadUpdate:
            continue
        passed += 1
        text_of(merged([checked, whole]))
        compacted([whole, checked])
        missing_from(b"\x00", update=merged([whole, checked]))
    assert passed > 100
