"""The cache in Redis, which may be away: then limits are not counted, and people still get in.

Only limits on attempts live in the cache (sign-in, join codes, mails, second use of an
authenticator's code). Refusing everybody while Redis restarts would be worse than not counting
for as long; the log says that it happens.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

QUIET_SECONDS = 5.0


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache; while Redis does not answer, it is an empty cache that keeps nothing.

    `add` says that it added (allauth takes its locks with it), `incr` that it counted to 1.
    After a failure Redis is left alone for a moment: a sign-in asks eight times, and each
    question to a host that swallows packets costs its whole time-out.
    """

    _quiet_until = 0.0  # of time.monotonic(); for all threads of the process, as Redis is one

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return self._ask(super().add, *args, instead=True, **kwargs)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._ask(super().get, key, default, version, instead=default)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._ask(super().set, *args, instead=None, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return self._ask(super().touch, *args, instead=False, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return self._ask(super().delete, *args, instead=False, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return self._ask(super().get_many, *args, instead={}, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return self._ask(super().has_key, *args, instead=False, **kwargs)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        return self._ask(super().incr, key, delta, version, instead=delta)

    def set_many(self, *args: Any, **kwargs: Any) -> list[Any]:
        return self._ask(super().set_many, *args, instead=[], **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        self._ask(super().delete_many, *args, instead=None, **kwargs)

    def clear(self) -> bool:  # type: ignore[override]  # as RedisCache has it
        return self._ask(super().clear, instead=False)

    @classmethod
    def _ask(cls, method: Callable[..., Any], *args: Any, instead: Any, **kwargs: Any) -> Any:
        if time.monotonic() < cls._quiet_until:
            return instead
        try:
            return method(*args, **kwargs)
        except RedisError as error:
            cls._quiet_until = time.monotonic() + QUIET_SECONDS
            logger.warning(
                "Redis does not answer (%s): for a moment, attempts are not limited.",
                type(error).__name__,
            )
            return instead
