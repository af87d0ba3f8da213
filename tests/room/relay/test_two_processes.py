"""Two processes behind Redis: one is killed, Redis cuts its subscribers off, nothing is lost.

`python -m tests.benchmarks.relay_chaos` is the long form.
"""

import asyncio
from contextlib import ExitStack
from pathlib import Path

import pytest
import redis
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection

from room.actions.documents import compact_document
from room.models import CollabDoc
from room.queries.documents import document_content
from tests.benchmarks.relay.site import environment_of, site_server
from tests.benchmarks.relay.typists import Typist
from tests.processes import database_url
from tests.room.conftest import browser
from tests.room.relay.clients import cookie_of, editor_key, until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql,
    pytest.mark.redis,
    pytest.mark.skipif(
        not settings.REDIS_URL or connection.vendor != "postgresql",
        reason="needs PostgreSQL and Redis (TEST_DATABASE_URL, TEST_REDIS_URL)",
    ),
]


def cut_subscribers_off() -> int:
    """As a restart of Redis does, but only to those in this test's database of it."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        database = str(client.connection_pool.connection_kwargs["db"])
        cut = [one for one in client.client_list() if one["db"] == database and one["sub"] != "0"]
        for one in cut:
            client.client_kill_filter(_id=one["id"])
    return len(cut)


def typists_of(session, ports: list[int]) -> list[Typist]:
    return [
        Typist(
            editor_key(session),
            cookie=cookie_of(browser(user)),
            name=name,
            ports=ports,
            seed=seed,
        )
        for seed, (name, user) in enumerate(
            [("a", session.first), ("b", session.second), ("c", session.first)]
        )
    ]


async def test_nothing_acknowledged_is_lost_when_a_server_is_killed(session, tmp_path: Path):
    environment = environment_of(
        tmp_path, database_url=database_url(), redis_url=settings.REDIS_URL
    )
    with ExitStack() as first_life, ExitStack() as stack:
        starts = [
            asyncio.to_thread(one.enter_context, site_server(tmp_path, environment))
            for one in (first_life, stack)
        ]
        doomed, survivor = await asyncio.gather(*starts)
        ports = [doomed.port, survivor.port]
        typists = await sync_to_async(typists_of)(session, ports)
        for number, typist in enumerate(typists):
            await typist.open(ports[number % 2])  # two on the one that will be killed
        is_over = asyncio.Event()
        tasks = [
            asyncio.create_task(work)
            for one in typists
            for work in (one.stay_connected(), one.ask_often(), one.type_until(is_over))
        ]
        await asyncio.sleep(1.5)
        doomed.process.kill()
        await asyncio.sleep(0.5)
        document = await CollabDoc.objects.aget()
        await sync_to_async(compact_document)(document.pk, at_least=1)
        assert await asyncio.to_thread(cut_subscribers_off) >= 1
        await asyncio.sleep(1)
        is_over.set()
        await until(lambda: all(one.stored == len(one.edits) for one in typists), seconds=10)
        await until(lambda: len({str(one) for one in typists}) == 1, seconds=10)
        for task in tasks:
            task.cancel()
        for typist in typists:
            await typist.close()

    text = await sync_to_async(document_content)(document)
    assert {str(one) for one in typists} == {text}
    assert [one.lost(text) for one in typists] == [[], [], []]
    assert all(one.stored > 20 for one in typists)
