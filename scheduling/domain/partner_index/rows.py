"""What a search needs to know of everybody, one row of numpy arrays a person.

About 300 bytes a person: 30 MB for 100,000. A row is a copy of what the tables say; whoever
writes it knows of every change (see scheduling.queries.partner_changes).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from scheduling.domain.pair_value import Person
from scheduling.domain.partner_slots import Grid

WORD = 64
LANGUAGES = 128  # kept apart; of ISO 639-1 the site offers fewer
EXTRA_TIME = (0, 25, 50)  # percent, as the profile allows
NEVER = 0
FOREVER = 2**62

Words = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class PartnerRow:
    """One person as a search sees them, whatever the hour.

    `chosen`: what they want to practise, with kinds they have no new question of.
    `takes_part`: active, set up. `away_until`: until then (UTC) they are on a pause or asked not
    to be offered anything. `notice_hours`: from being asked to the start, in whole
    hours. `free`: quarters of the arrays' grid in which they can be booked.
    """

    pk: int
    person: Person
    chosen: frozenset[str]
    extra_time_percent: int
    takes_part: bool
    away_until: datetime | None
    notice_hours: int
    free: int


def words_of(bits: int, *, number: int) -> Words:
    """`bits` as `number` words of 64, the lowest first."""
    return np.frombuffer(bits.to_bytes(number * 8, "little"), dtype=np.uint64)


def bits_of(words: Words) -> int:
    return int.from_bytes(words.astype("<u8").tobytes(), "little")


@dataclass
class PartnerArrays:
    """Everybody's rows. `grid` starts at a midnight of UTC; `kinds` are in the order of bits.

    Row numbers stay as they are while the arrays live: a person who leaves keeps theirs.
    """

    grid: Grid
    kinds: tuple[str, ...]
    size: int = 0
    numbers: dict[int, int] = field(default_factory=dict)
    _languages: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.words = -(-self.grid.size // WORD)
        self._reserve(64)

    def _reserve(self, capacity: int) -> None:
        old, size = dict(vars(self)), self.size
        shapes: dict[str, tuple[tuple[int, ...], type]] = {
            "pks": ((capacity,), np.int64),
            "chosen": ((capacity,), np.uint32),
            "wants": ((capacity,), np.uint32),
            "gives": ((capacity,), np.uint32),
            "levels": ((capacity,), np.int8),
            "levels_given": ((capacity,), np.int8),
            "languages": ((capacity, 2), np.uint64),
            "extra": ((capacity,), np.int8),
            "away_until": ((capacity,), np.int64),
            "notice": ((capacity,), np.uint8),
            "free": ((capacity, self.words), np.uint64),
        }
        for name, (shape, dtype) in shapes.items():
            array: npt.NDArray[Any] = np.zeros(shape, dtype=dtype)
            if size:
                array[:size] = old[name][:size]
            setattr(self, name, array)

    pks: npt.NDArray[np.int64] = field(init=False, repr=False)
    chosen: npt.NDArray[np.uint32] = field(init=False, repr=False)
    wants: npt.NDArray[np.uint32] = field(init=False, repr=False)
    gives: npt.NDArray[np.uint32] = field(init=False, repr=False)
    levels: npt.NDArray[np.int8] = field(init=False, repr=False)
    levels_given: npt.NDArray[np.int8] = field(init=False, repr=False)
    languages: Words = field(init=False, repr=False)
    extra: npt.NDArray[np.int8] = field(init=False, repr=False)
    away_until: npt.NDArray[np.int64] = field(init=False, repr=False)  # seconds since 1970 UTC
    notice: npt.NDArray[np.uint8] = field(init=False, repr=False)  # hours
    free: Words = field(init=False, repr=False)

    @property
    def nbytes(self) -> int:
        arrays = (value for value in vars(self).values() if isinstance(value, np.ndarray))
        return sum(array.nbytes for array in arrays)

    def put(self, rows: Iterable[PartnerRow]) -> None:
        """Write these rows, new or changed."""
        for row in rows:
            number = self.numbers.get(row.pk)
            if number is None:
                number = self._append(row.pk)
            self.chosen[number] = self.kind_mask(row.chosen)
            self.wants[number] = self.kind_mask(row.person.wants)
            self.gives[number] = self.kind_mask(row.person.gives)
            self.levels[number] = row.person.level
            self.levels_given[number] = row.person.level_given
            self.languages[number] = self.language_mask(row.person.languages)
            self.extra[number] = EXTRA_TIME.index(row.extra_time_percent)
            self.away_until[number] = self._away(row)
            self.notice[number] = row.notice_hours
            self.free[number] = words_of(row.free, number=self.words)

    def _append(self, pk: int) -> int:
        if self.size == len(self.pks):
            self._reserve(self.size + max(64, self.size // 8))
        number = self.numbers[pk] = self.size
        self.pks[number] = pk
        self.size += 1
        return number

    def _away(self, row: PartnerRow) -> int:
        if not row.takes_part:
            return FOREVER
        return NEVER if row.away_until is None else int(row.away_until.timestamp())

    def remove(self, pks: Iterable[int]) -> None:
        """These people are no longer in the tables; nothing happens to whom we never knew."""
        for pk in pks:
            if (number := self.numbers.get(pk)) is not None:
                self.away_until[number] = FOREVER

    def wear_out(self, kinds: Mapping[int, Iterable[str]], *, otherwise: Iterable[str]) -> None:
        """Nobody wants what they know every question of: by id, `otherwise` for all others."""
        self.wants[:] = self.chosen & ~np.uint32(self.kind_mask(otherwise))
        for pk, worn_out in kinds.items():
            if (number := self.numbers.get(pk)) is not None:
                self.wants[number] = self.chosen[number] & ~np.uint32(self.kind_mask(worn_out))

    def kind_mask(self, kinds: Iterable[str]) -> int:
        mask = 0
        for kind in kinds:
            mask |= 1 << self.kinds.index(kind)
        return mask

    def language_mask(self, codes: Iterable[str]) -> Words:
        """Each code takes the next bit when it is first met; those beyond 128 take none."""
        mask = 0
        for code in codes:
            bit = self._languages.setdefault(code, len(self._languages))
            mask |= 1 << bit if bit < LANGUAGES else 0
        return words_of(mask, number=2)
