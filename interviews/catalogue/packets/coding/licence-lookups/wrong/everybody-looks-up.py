# Mistake: Every caller that finds no answer looks it up; nobody waits for another.
import solution
from solution import Entry


class LicenceCache(solution.LicenceCache):
    def get(self, key):
        with self._lock:
            entry = self._younger_than(self._fresh_s, key)
        if entry is not None:
            return entry.value
        asked_at = self._clock()
        try:
            value = self._load(key)
        except Exception:
            with self._lock:
                entry = self._younger_than(self._usable_s, key)
            if entry is None:
                raise
            return entry.value
        with self._lock:
            self._entries[key] = Entry(value, asked_at)
        return value
