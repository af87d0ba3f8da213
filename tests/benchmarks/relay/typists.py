"""People who type into one document whatever happens to its servers, and know what was stored."""

import asyncio
import random
from collections import deque

from websockets.exceptions import WebSocketException

from tests.room.relay.clients import Replica

PAUSE_SECONDS = 0.05
ASK_SECONDS = 0.3


class Typist(Replica):
    """Inserts and deletes words of their own; `stored` of their edits are acknowledged."""

    def __init__(self, key: str, *, cookie: str, name: str, ports: list[int], seed: int) -> None:
        super().__init__(key, cookie=cookie)
        self.name, self.ports = name, ports
        self.edits: list[tuple[str, bool]] = []  # (word, whether it was inserted)
        self.stored = 0
        self._chance = random.Random(seed)
        self._asked: deque[int] = deque()
        self._has_answered = False
        self.reconnects = -1

    def ask(self) -> None:
        # Until the server has been given what it lacked, an answer says nothing of it.
        self._asked.append(len(self.edits) if self._has_answered else 0)
        super().ask()

    def _take(self, frame: bytes) -> None:
        super()._take(frame)
        if frame[:2] == b"\x00\x00":
            self._has_answered = True
        elif frame[:2] == b"\x00\x01":
            self.stored = max(self.stored, self._asked.popleft())

    async def stay_connected(self) -> None:
        while True:
            if self.connection is None or self.closed is not None:
                await self.close()
                self._has_answered = False
                self._asked.clear()
                try:
                    await self.open(self._chance.choice(self.ports))
                    self.reconnects += 1
                except (OSError, WebSocketException):
                    self.connection = None
            await asyncio.sleep(0.1)

    async def ask_often(self) -> None:
        while True:
            await asyncio.sleep(ASK_SECONDS)
            if self.connection is not None and self.closed is None:
                self.ask()

    async def type_until(self, is_over: asyncio.Event) -> None:
        number = 0
        while not is_over.is_set():
            await asyncio.sleep(self._chance.random() * 2 * PAUSE_SECONDS)
            if number and self._chance.random() < 0.2:
                self._delete(f"<{self.name}{self._chance.randrange(number)}>")
            else:
                word = f"<{self.name}{number}>"
                self.type(word, at=self._chance.choice(self._gaps()))
                self.edits.append((word, True))
                number += 1

    def _gaps(self) -> list[int]:
        """Where a word can stand without breaking another."""
        text = str(self)
        return [0, *(at + 1 for at, letter in enumerate(text) if letter == ">")]

    def _delete(self, word: str) -> None:
        at = str(self).find(word)
        if at >= 0:
            del self.text[at : at + len(word)]
            self.edits.append((word, False))

    def lost(self, text: str) -> list[str]:
        """What was acknowledged, and is not so in the text."""
        last = dict(self.edits[: self.stored])
        later = {word for word, _ in self.edits[self.stored :]}
        return [
            word
            for word, is_there in last.items()
            if word not in later and is_there != (word in text)
        ]
