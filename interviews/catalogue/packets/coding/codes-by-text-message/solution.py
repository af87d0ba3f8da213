PERMIT = 1000  # in our unit of time, one per_s-th of a millisecond, a permit takes this long


class Carrier:
    def __init__(self, per_s: int, burst: int, max_wait_ms: int):
        if per_s < 1 or burst < 1 or max_wait_ms < 0:
            raise ValueError("rate and burst must be at least 1, the wait not negative")
        self._per_s = per_s
        self._burst = burst
        self._max_wait_ms = max_wait_ms
        self._full_at = 0  # when the stock will be complete again, in our unit, exact

    def book(self, now_ms: int) -> int | None:
        now = now_ms * self._per_s
        full_at = max(self._full_at, now)  # a full stock does not become fuller
        permit_at = max(now, full_at - (self._burst - 1) * PERMIT)
        send_at_ms = -(-permit_at // self._per_s)  # rounded up, for the answer alone
        if send_at_ms - now_ms > self._max_wait_ms:
            return None
        self._full_at = full_at + PERMIT
        return send_at_ms
