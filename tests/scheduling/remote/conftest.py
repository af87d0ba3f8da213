import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.scheduling.radicale import Radicale
from tests.scheduling.remote.caldav.there import caldav_there
from tests.scheduling.remote.google.there import google_there
from tests.scheduling.remote.microsoft.there import microsoft_there
from tests.scheduling.remote.there import There

# Every kind of service; each is made with pytest-django's settings and a real Radicale.
WORLDS: dict[str, Callable[[Any, Radicale], contextlib.AbstractContextManager[There]]] = {
    "caldav": caldav_there,
    "google": lambda settings, _: google_there(settings),
    "microsoft": lambda settings, _: microsoft_there(settings),
}


@pytest.fixture(params=sorted(WORLDS))
def there(request: pytest.FixtureRequest, settings: Any, radicale: Radicale) -> Iterator[There]:
    with WORLDS[request.param](settings, radicale) as world:
        yield world
