"""A session whose forms are open, and the same with everything released."""

import pytest

from tests.feedback.builders import opened_session, people_of, submit_all


@pytest.fixture
def session(now):
    return opened_session(now=now, mode="one_way")


@pytest.fixture
def released(session, now):
    for person in people_of(session):
        submit_all(person, session, now=now)
    return session
