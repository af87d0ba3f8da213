import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Reply:
    status: int
    tag: str | None = None
    body: str | None = None


@dataclass(frozen=True)
class State:
    """A saved state of one show. Replaced as a whole, so it can be read without a lock."""

    tag: str
    body: str
    made_from: str | None  # the tag that its put was matched against


class Slot:
    def __init__(self) -> None:
        self.lock = threading.Lock()  # held by one writer from its comparison to its new state
        self.state: State | None = None  # None: there is no such show, or not any more


class RunningOrders:
    def __init__(self, save: Callable[[str, str | None], None]):
        self._save = save
        self._lock = threading.Lock()  # guards the two below, never held while saving
        # A slot stays when its show is deleted: somebody may be waiting for its lock.
        self._slots: dict[str, Slot] = {}
        self._numbers = itertools.count(1)  # one for all shows, so no tag ever comes again

    def get(self, show: str, known: str | None = None) -> Reply:
        slot = self._slot(show)
        state = slot.state if slot else None
        if state is None:
            return Reply(404)
        if state.tag == known:
            return Reply(304, state.tag)
        return Reply(200, state.tag, state.body)

    def create(self, show: str, body: str) -> Reply:
        with self._lock:
            slot = self._slots.setdefault(show, Slot())
        with slot.lock:
            if slot.state is not None:
                return Reply(412, slot.state.tag, slot.state.body)
            return self._saved(show, slot, 201, body, made_from=None)

    def put(self, show: str, body: str, if_match: str | None) -> Reply:
        if if_match is None:
            return Reply(428)
        slot = self._slot(show)
        if slot is None:
            return Reply(404)
        with slot.lock:
            state = slot.state
            if state is None:
                return Reply(404)
            if state.made_from == if_match and state.body == body:
                return Reply(200, state.tag, body)  # the same put again: its answer was lost
            if state.tag != if_match:
                return Reply(412, state.tag, state.body)
            return self._saved(show, slot, 200, body, made_from=if_match)

    def delete(self, show: str, if_match: str | None) -> Reply:
        if if_match is None:
            return Reply(428)
        slot = self._slot(show)
        if slot is None:
            return Reply(404)
        with slot.lock:
            state = slot.state
            if state is None:
                return Reply(404)
            if state.tag != if_match:
                return Reply(412, state.tag, state.body)
            self._save(show, None)
            slot.state = None
            return Reply(204)

    def _slot(self, show: str) -> Slot | None:
        with self._lock:
            return self._slots.get(show)

    def _saved(self, show: str, slot: Slot, status: int, body: str, made_from: str | None) -> Reply:
        """Save, and only then let others see it. The caller holds the slot's lock."""
        self._save(show, body)
        with self._lock:
            tag = f"v{next(self._numbers)}"
        slot.state = State(tag, body, made_from)
        return Reply(status, tag, body)
