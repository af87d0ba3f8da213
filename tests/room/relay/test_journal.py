"""Group commit: one statement for all, and patience while the database is away."""

import asyncio
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, OperationalError

from room.actions.documents import NewUpdate
from room.relay import journal as module
from room.relay.journal import Journal

NOW = datetime(2026, 10, 1, tzinfo=UTC)


def update(doc_id: int = 1, data: bytes = b"data") -> NewUpdate:
    return NewUpdate(doc_id, 1, data, NOW)


@pytest.fixture
def database(monkeypatch):
    """Calls of `append_updates`, and the errors that the next ones meet."""

    class Database:
        def __init__(self) -> None:
            self.calls: list[list[int]] = []
            self.errors: list[Exception] = []
            self.gone: set[int] = set()

        def append(self, updates):
            doc_ids = [one.doc_id for one in updates]
            self.calls.append(doc_ids)
            if self.errors:
                raise self.errors.pop()
            if self.gone & set(doc_ids):
                raise IntegrityError
            return [100 + doc_id for doc_id in doc_ids]

    database = Database()
    monkeypatch.setattr(module, "append_updates", database.append)
    monkeypatch.setattr(module, "in_thread", lambda work: _at_once(work))
    monkeypatch.setattr(module, "FIRST_WAIT_SECONDS", 0.01)
    return database


def _at_once(work):
    async def run(*arguments):
        return work(*arguments)

    return run


async def test_what_comes_within_50_ms_is_one_statement(database):
    journal, told = Journal(), []
    for doc_id in (1, 2, 3):
        journal.add(update(doc_id), told=told.append)
    await journal.stored()

    assert database.calls == [[1, 2, 3]]
    assert told == [101, 102, 103]
    await asyncio.wait_for(journal.stored(), 0.01)  # nothing waits: at once


async def test_stored_waits_for_what_was_added_while_a_batch_was_written(database):
    journal, told = Journal(), []
    journal.add(update(1), told=told.append)
    await asyncio.sleep(module.EVERY_SECONDS / 2)
    journal.add(update(2), told=told.append)
    await journal.stored()
    journal.add(update(3), told=told.append)
    await journal.stored()

    assert told == [101, 102, 103]


async def test_while_the_database_is_away_nothing_is_said_to_be_stored(database, caplog):
    database.errors = [OperationalError("away")] * 3
    journal, told = Journal(), []
    journal.add(update(1), told=told.append)
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(journal.stored(), module.EVERY_SECONDS + 0.005)
    await asyncio.wait_for(journal.stored(), 2)

    assert database.calls == [[1]] * 4
    assert told == [101]


async def test_document_that_is_gone_does_not_hold_up_the_others(database):
    database.gone = {2}
    journal, told = Journal(), []
    for doc_id in (1, 2, 3):
        journal.add(update(doc_id), told=told.append)
    await journal.stored()

    assert told == [101, None, 103]


async def test_journal_says_when_it_can_take_no_more(database, monkeypatch):
    monkeypatch.setattr(module, "MOST_WAITING_BYTES", 10)
    journal = Journal()
    journal.add(update(data=b"x" * 11), told=lambda row: None)
    assert journal.is_full
    await journal.stored()
    assert not journal.is_full
