from collections import OrderedDict
from dataclasses import dataclass


@dataclass
class Lease:
    household: str
    device: str
    seen_at: int


class Streams:
    def __init__(self, limit: int, lease_s: int):
        if limit < 1 or lease_s < 1:
            raise ValueError("limit and lease must be at least 1")
        self._limit = limit
        self._lease_s = lease_s
        self._last_lease = 0
        self._leases: OrderedDict[int, Lease] = OrderedDict()  # longest unseen first
        self._devices: dict[str, dict[str, int]] = {}  # by household, then by device

    def start(self, now: int, household: str, device: str) -> int | None:
        self._end_unseen(now)
        playing = self._devices.get(household, {})
        if device in playing:
            self._end(playing[device])
        elif len(playing) >= self._limit:
            return None
        self._last_lease += 1  # never given out twice, so an old one can do no harm
        self._leases[self._last_lease] = Lease(household, device, now)
        self._devices.setdefault(household, {})[device] = self._last_lease
        return self._last_lease

    def beat(self, now: int, lease: int) -> bool:
        self._end_unseen(now)
        if lease not in self._leases:
            return False
        self._leases[lease].seen_at = now
        self._leases.move_to_end(lease)
        return True

    def stop(self, now: int, lease: int) -> None:
        self._end_unseen(now)
        if lease in self._leases:
            self._end(lease)

    def watching(self, now: int) -> int:
        self._end_unseen(now)
        return len(self._leases)

    def _end_unseen(self, now: int) -> None:
        while self._leases:
            lease, unseen = next(iter(self._leases.items()))
            if now < unseen.seen_at + self._lease_s:
                return
            self._end(lease)

    def _end(self, lease: int) -> None:
        ended = self._leases.pop(lease)
        playing = self._devices[ended.household]
        del playing[ended.device]
        if not playing:
            del self._devices[ended.household]
