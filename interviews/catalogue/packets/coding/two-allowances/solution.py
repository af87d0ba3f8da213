from dataclasses import dataclass

SCALE = 60_000  # stored units in a render-minute: a millisecond adds per_minute of them


@dataclass(frozen=True)
class Limit:
    cap: int
    per_minute: int

    def __post_init__(self) -> None:
        if self.cap < 1 or self.per_minute < 1:
            raise ValueError("cap and refill must be positive")


@dataclass(frozen=True)
class Decision:
    admitted: bool
    retry_after_ms: int | None = None  # None in a refusal: never


class Account:
    def __init__(self, limit: Limit, now_ms: int):
        self._limit = limit
        self._balance = limit.cap * SCALE
        self._as_of_ms = now_ms

    def refill(self, now_ms: int) -> None:
        gained = (now_ms - self._as_of_ms) * self._limit.per_minute
        self._balance = min(self._limit.cap * SCALE, self._balance + gained)
        self._as_of_ms = now_ms

    def wait_ms(self, cost: int) -> int:
        missing = max(0, cost * SCALE - self._balance)
        return -(-missing // self._limit.per_minute)  # rounded up

    def take(self, cost: int) -> None:
        self._balance -= cost * SCALE


class Allowances:
    def __init__(self, studio_limit: Limit, project_limit: Limit):
        self._studio_limit = studio_limit
        self._project_limit = project_limit
        self._accounts: dict[tuple[str, ...], Account] = {}
        self._latest_ms: int | None = None

    def ask(self, now_ms: int, studio: str, project: str, cost: int) -> Decision:
        if cost < 1:
            raise ValueError("cost must be positive")
        if cost > min(self._studio_limit.cap, self._project_limit.cap):
            return Decision(admitted=False)
        now_ms = self._forward_only(now_ms)
        accounts = (
            self._account((studio,), self._studio_limit, now_ms),
            self._account((studio, project), self._project_limit, now_ms),
        )
        wait = max(account.wait_ms(cost) for account in accounts)
        if wait > 0:
            return Decision(admitted=False, retry_after_ms=wait)
        for account in accounts:
            account.take(cost)
        return Decision(admitted=True)

    def _forward_only(self, now_ms: int) -> int:
        if self._latest_ms is None or now_ms > self._latest_ms:
            self._latest_ms = now_ms
        return self._latest_ms

    def _account(self, key: tuple[str, ...], limit: Limit, now_ms: int) -> Account:
        account = self._accounts.get(key)
        if account is None:
            account = self._accounts[key] = Account(limit, now_ms)
        account.refill(now_ms)
        return account
