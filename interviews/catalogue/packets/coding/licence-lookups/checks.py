import threading

from packet_tools import Clock, Gate, Started, catches, preempt_everywhere, together


class GatedLoad:
    """A lookup that waits at a gate; answers "t1 #1", "t1 #2" … in the order of the calls."""

    def __init__(self, gates=()):
        self.gates = list(gates)
        self.keys = []
        self._lock = threading.Lock()

    def __call__(self, key):
        with self._lock:
            self.keys.append(key)
            number = len(self.keys)
        if number <= len(self.gates) and self.gates[number - 1]:
            self.gates[number - 1].pass_through()
        return f"{key} #{number}"


@catches("everybody-looks-up")
def hidden_one_lookup_for_a_crowd(code):
    """Twenty threads that want one key cause one lookup and all get its answer"""
    gate = Gate()
    load = GatedLoad([gate])
    cache = code.LicenceCache(load, 60, 0, Clock())
    first = Started(lambda: cache.get("t1"))
    gate.wait_for(1)
    others = [Started(lambda: cache.get("t1")) for _ in range(19)]
    assert all(other.is_running(0.005) for other in others)
    gate.open()
    assert [one.result() for one in (first, *others)] == ["t1 #1"] * 20
    assert load.keys == ["t1"]


@catches("check-then-act")
def hidden_two_first_callers_at_every_point(code):
    """Wherever the first caller is interrupted, a second one starts no lookup of its own"""

    def scenario():
        load = GatedLoad()
        cache = code.LicenceCache(load, 60, 0, Clock())

        def verify(first, second):
            assert (first, second) == ("t1 #1", "t1 #1"), (first, second)
            assert load.keys == ["t1"]

        return lambda: cache.get("t1"), lambda: cache.get("t1"), verify

    assert preempt_everywhere(scenario) > 5


@catches("locked-while-loading")
def hidden_a_slow_key_delays_no_other(code):
    """While one key is being looked up, other keys are answered and can be invalidated"""
    gate = Gate()
    cache = code.LicenceCache(GatedLoad([gate]), 60, 0, Clock())
    slow = Started(lambda: cache.get("slow"))
    gate.wait_for(1)
    assert Started(lambda: cache.get("quick")).result() == "quick #2"
    Started(lambda: cache.invalidate("quick")).result()
    gate.open()
    assert slow.result() == "slow #1"


@catches("stores-the-withdrawn", "joins-the-withdrawn")
def hidden_no_withdrawn_answer(code):
    """What was being looked up during an invalidation is given to nobody who came later"""
    gate = Gate()
    load = GatedLoad([gate])
    cache = code.LicenceCache(load, 60, 60, Clock())
    early = Started(lambda: cache.get("t1"))
    gate.wait_for(1)
    cache.invalidate("t1")
    late = Started(lambda: cache.get("t1"))
    assert late.result() == "t1 #2"
    gate.open()
    assert early.result() == "t1 #1"
    assert cache.get("t1") == "t1 #2"
    assert len(load.keys) == 2


@catches("stores-the-withdrawn")
def hidden_invalidation_at_every_point(code):
    """Wherever in a lookup the invalidation falls, what is asked afterwards is looked up anew"""

    def scenario():
        load = GatedLoad()
        cache = code.LicenceCache(load, 60, 60, Clock())
        asked = []

        def invalidate():
            cache.invalidate("t1")
            asked.append(len(load.keys))  # lookups that had begun by then

        def verify(first, second):
            assert not isinstance(second, Exception), second
            number = int(cache.get("t1").partition("#")[2])
            assert number > asked[0] or asked[0] == 0, (number, asked)

        return lambda: cache.get("t1"), invalidate, verify

    assert preempt_everywhere(scenario) > 5


@catches("waiters-sleep-for-ever")
def hidden_a_failure_wakes_all_who_wait(code):
    """When the lookup fails, everybody who waited for it gets its exception, and soon"""
    gate = Gate()

    def load(key):
        gate.pass_through()
        raise OSError("down")

    cache = code.LicenceCache(load, 60, 0, Clock())
    callers = [Started(lambda: cache.get("t1")) for _ in range(5)]
    gate.wait_for(1)
    gate.open()
    for caller in callers:
        try:
            caller.result()
        except OSError as error:
            assert str(error) == "down"
        else:
            raise AssertionError("no exception")


@catches("waits-in-grace")
def hidden_in_grace_nobody_waits(code):
    """While an answer in its grace is looked up again, others get the old one at once"""
    clock, gate = Clock(), Gate()
    cache = code.LicenceCache(GatedLoad([None, gate]), 60, 30, clock)
    cache.get("t1")
    clock.now = 70
    refresher = Started(lambda: cache.get("t1"))
    gate.wait_for(1)
    assert Started(lambda: cache.get("t1")).result() == "t1 #1"
    gate.open()
    assert refresher.result() in ("t1 #1", "t1 #2")
    assert cache.get("t1") == "t1 #2"


def hidden_a_crowd_with_invalidations(code):
    """Twelve threads that ask and invalidate all end, with answers no older than allowed"""
    load = GatedLoad()
    cache = code.LicenceCache(load, 60, 60, Clock())

    def ask():
        for _ in range(60):
            cache.invalidate("t1")
            begun = len(load.keys)  # at most the lookups of the eleven others are still running
            assert int(cache.get("t1").partition("#")[2]) > begun - 12

    together(*[ask] * 12)
