"""The room's socket: checks every message, makes one call, answers with the person's own view."""

import asyncio
import json
import time
import uuid
from base64 import b64encode
from collections.abc import Callable, Hashable
from datetime import datetime
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.utils import timezone

from room.actions import clock
from room.actions.notes import CannotWriteNotes, add_note_update
from room.actions.releases import release_piece
from room.actions.visits import enter_room, keep_visit, leave_room
from room.domain import notes
from room.domain.messages import MAX_FRAME_BYTES, BadMessage, Command, parse_command
from room.domain.rate import Allowance
from room.fragments import view_message
from room.notifications import group_of, keep_loop
from room.queries.access import Entry, NoEntry, entry_of
from room.queries.notes import note_rows
from room.queries.rooms import room_of
from room.queries.views import room_view

NO_LONGER_ALLOWED = 4403
TOO_MANY_MESSAGES = 4008
TOO_LARGE = 1009

Message = dict[str, Any]


def _in_thread(work: Callable[..., Any]) -> Callable[..., Any]:
    # thread_sensitive would put all sockets' database work into one thread
    return database_sync_to_async(work, thread_sensitive=False)


class RoomConsumer(AsyncWebsocketConsumer):
    """One connection of one person. Its messages are handled one after the other."""

    async def connect(self) -> None:
        keep_loop(asyncio.get_running_loop())
        self.connection_id = uuid.uuid4().hex
        self.public_id: uuid.UUID = self.scope["url_route"]["kwargs"]["public_id"]
        self.session_key: str | None = self.scope["session"].session_key
        self.allowance = Allowance()
        self.group = ""
        self.is_closed = False
        self.stamps: dict[str, Hashable] = {}  # of the fragments this socket has
        self.last_note = 0  # id of the newest notes row this socket has
        self.own_notes: set[int] = set()  # rows that came from here: no echo
        try:
            entry: Entry | None = await _in_thread(self._entry)()
        except NoEntry as refusal:
            await self.accept()
            await self._turn_out(str(refusal))
            return
        if entry is None:
            self.is_closed = True
            await self.close()  # before accepting: HTTP 403
            return
        self.group = group_of(entry.session)
        # First join, then load: what happens in between arrives twice rather than never.
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()
        await self._answer(self._come_in)

    async def disconnect(self, code: int) -> None:
        self.is_closed = True  # nothing more is sent
        if self.group:
            await self.channel_layer.group_discard(self.group, self.channel_name)
            await _in_thread(self._leave)()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.is_closed:
            return
        if not self.allowance.take(at_seconds=time.monotonic()):
            await self._close(TOO_MANY_MESSAGES, "Too many messages at once. Reload the page.")
        elif len(bytes_data or b"") + len((text_data or "").encode()) > MAX_FRAME_BYTES:
            await self._close(TOO_LARGE, "That message is larger than 64 kB.")
        else:
            await self._answer(self._obey, text_data or "")

    async def room_refresh(self, event: Message) -> None:
        await self._answer(self._look)

    async def room_notes(self, event: Message) -> None:
        await self._answer(self._new_notes)

    async def _answer(self, work: Callable[..., list[Message]], *arguments: Any) -> None:
        """Do `work` in a thread and send what it returns; every error is said in words."""
        if self.is_closed:
            return
        try:
            messages = await _in_thread(work)(*arguments)
        except NoEntry as refusal:
            await self._turn_out(str(refusal))
            return
        except (BadMessage, clock.CannotRunRoom) as refusal:
            messages = [{"type": "error", "message": str(refusal)}]
        for message in messages:
            await self.send(text_data=json.dumps(message))

    async def _turn_out(self, message: str) -> None:
        await self._close(NO_LONGER_ALLOWED, message)

    async def _close(self, code: int, message: str) -> None:
        self.is_closed = True
        await self.send(text_data=json.dumps({"type": "error", "message": message}))
        await self.close(code=code)

    # --- In a thread: the database -----------------------------------------------------------

    def _entry(self) -> Entry | None:
        return entry_of(self.session_key, public_id=self.public_id, now=timezone.now())

    def _entry_or_out(self) -> Entry:
        entry = self._entry()
        if entry is None:
            raise NoEntry("You are signed out, or no longer part of this session.")
        return entry

    def _come_in(self) -> list[Message]:
        entry, now = self._entry_or_out(), timezone.now()
        enter_room(entry.session, connection_id=self.connection_id, by=entry.user, now=now)
        entry = self._entry_or_out()  # with the room, which may be new
        return [*self._view_of(entry), *self._all_notes_of(entry, state=None)]

    def _leave(self) -> None:
        leave_room(self.connection_id, now=timezone.now())

    def _look(self) -> list[Message]:
        return self._view_of(self._entry_or_out())

    def _view_of(self, entry: Entry) -> list[Message]:
        """The person's view, or nothing if this socket has it already."""
        view = room_view(entry.session, user=entry.user, now=timezone.now())
        message = view_message(view, known=self.stamps)
        return [message] if message else []

    def _new_notes(self) -> list[Message]:
        return self._new_notes_of(self._entry_or_out())

    def _new_notes_of(self, entry: Entry) -> list[Message]:
        """The updates that this socket has not seen, as one."""
        rows = note_rows(room_of(entry.session), after=self.last_note)
        self.last_note = max([self.last_note, *(pk for pk, _ in rows)])
        updates = [data for pk, data in rows if pk not in self.own_notes]
        self.own_notes = {pk for pk in self.own_notes if pk > self.last_note}
        return [{"type": "notes", "update": _text(notes.merged(updates))}] if updates else []

    def _all_notes_of(self, entry: Entry, *, state: bytes | None) -> list[Message]:
        """What of the notes is missing from `state` (None: all), and how far the server is."""
        rows = note_rows(room_of(entry.session))
        whole = notes.merged([data for _, data in rows])
        try:
            missing = whole if state is None else notes.missing_from(state, update=whole)
        except notes.BadUpdate:
            raise BadMessage("“state” is no Yjs state vector. Nothing was changed.") from None
        self.last_note = max([0, *(pk for pk, _ in rows)])
        return [{"type": "notes", "update": _text(missing), "state": _text(notes.state_of(whole))}]

    def _obey(self, text: str) -> list[Message]:
        """Carry out one message. Who may be here is asked again first."""
        command, entry, now = parse_command(text), self._entry_or_out(), timezone.now()
        if command.type == "ping":
            at = int(now.timestamp() * 1000)
            return [{"type": "pong", "number": command.number, "now": at}]
        if command.type == "hello":
            self.stamps.clear()
            return [*self._view_of(entry), *self._all_notes_of(entry, state=command.state)]
        if command.type == "seen":
            keep_visit(self.connection_id, now=now)
            return [*self._view_of(entry), *self._new_notes_of(entry)]
        if command.type == "note":
            return [self._keep_note(entry, command, now=now)]
        _run(command, entry, now=now)
        return []  # the view follows through the group, to both people alike

    def _keep_note(self, entry: Entry, command: Command, *, now: datetime) -> Message:
        try:
            row = add_note_update(entry.session, update=command.update, by=entry.user, now=now)
        except CannotWriteNotes as refusal:
            return {"type": "error", "message": str(refusal), "number": command.number}
        self.own_notes.add(row)
        return {"type": "noted", "number": command.number}


def _run(command: Command, entry: Entry, *, now: datetime) -> None:
    if command.type == "release":
        release_piece(
            entry.session,
            item=command.item,
            index=command.index,
            revision=command.revision,
            by=entry.user,
            now=now,
        )
        return
    action = _CLOCK_ACTIONS[command.type]
    action(entry.session, revision=command.revision, by=entry.user, now=now)


_CLOCK_ACTIONS = {
    "start": clock.start_interviews,
    "next": clock.begin_next_phase,
    "extend": clock.extend_phase,
    "end": clock.end_session,
    "undo_end": clock.undo_end,
}


def _text(data: bytes) -> str:
    return b64encode(data).decode("ascii")
