import random
import threading

from packet_tools import Gate, Started, catches, preempt_everywhere, together


class Kitchen:
    """Builds "kids #1", "kids #2" … made from `tags`; the n-th build stops at the n-th gate."""

    def __init__(self, gates=(), tags=("moon",)):
        self.gates = list(gates)
        self.tags = tags
        self.begun = 0
        self._lock = threading.Lock()

    def __call__(self, key):
        with self._lock:
            self.begun += 1
            number = self.begun
        if number <= len(self.gates):
            self.gates[number - 1].pass_through()
        return f"{key} #{number}", self.tags


@catches("deletes-what-is-there", "notes-the-end")
def hidden_a_build_that_was_overtaken_is_not_kept(code):
    """A row whose title was withdrawn during its build is not given to later calls"""
    gate = Gate()
    cache = code.RowCache(Kitchen([gate]))
    early = Started(lambda: cache.get("kids"))
    gate.wait_for(1)
    Started(lambda: cache.withdraw("moon")).result()
    gate.open()
    assert early.result() == "kids #1"
    assert cache.get("kids") == "kids #2"
    assert cache.get("kids") == "kids #2"


@catches("takes-what-comes")
def hidden_who_came_after_the_withdrawal_does_not_share_the_old_row(code):
    """Who asks after a withdrawal, while the older build still runs, gets a newer row"""
    gate = Gate()
    kitchen = Kitchen([gate])
    cache = code.RowCache(kitchen)
    early = Started(lambda: cache.get("kids"))
    gate.wait_for(1)
    cache.withdraw("moon")
    late = Started(lambda: cache.get("kids"))
    assert late.is_running(0.2), late.result()
    gate.open()
    assert early.result() == "kids #1"
    assert late.result() == "kids #2"
    assert kitchen.begun == 2


@catches("builds-beside-it")
def hidden_a_foreign_withdrawal_starts_no_second_build(code):
    """If something else was withdrawn meanwhile, those who come later share the running build"""
    gate = Gate()
    kitchen = Kitchen([gate])
    cache = code.RowCache(kitchen)
    calls = [Started(lambda: cache.get("kids"))]
    gate.wait_for(1)
    cache.withdraw("sun")
    calls += [Started(lambda: cache.get("kids")) for _ in range(5)]
    assert all(call.is_running(0.02) for call in calls)
    gate.open()
    assert [call.result() for call in calls] == ["kids #1"] * 6
    assert kitchen.begun == 1


@catches("never-content")
def hidden_withdrawals_without_end_keep_nobody_waiting_for_ever(code):
    """A build that began after a call asked is good enough for it, though withdrawn once more"""
    gates = [Gate(), Gate()]
    kitchen = Kitchen(gates)
    cache = code.RowCache(kitchen)
    early = Started(lambda: cache.get("kids"))
    gates[0].wait_for(1)
    cache.withdraw("moon")
    late = [Started(lambda: cache.get("kids")) for _ in range(3)]
    assert all(call.is_running(0.07) for call in late)
    gates[0].open()
    assert early.result() == "kids #1"
    gates[1].wait_for(1)
    assert all(call.is_running(0.03) for call in late)
    cache.withdraw("moon")
    gates[1].open()
    assert [call.result() for call in late] == ["kids #2"] * 3
    assert kitchen.begun == 2
    assert cache.get("kids") == "kids #3"


@catches("locked-while-building")
def hidden_a_build_holds_up_nobody_else(code):
    """During a build, withdrawals return and other keys are built"""
    gate = Gate()
    cache = code.RowCache(Kitchen([gate]))
    slow = Started(lambda: cache.get("kids"))
    gate.wait_for(1)
    Started(lambda: cache.withdraw("moon")).result()
    assert Started(lambda: cache.get("new")).result() == "new #2"
    gate.open()
    assert slow.result() == "kids #1"


@catches("sleepers-forgotten")
def hidden_a_failure_reaches_all_who_waited(code):
    """When a build fails, everybody who waited for it gets its exception"""
    gate = Gate()

    def build(key):
        gate.pass_through()
        raise OSError("down")

    cache = code.RowCache(build)
    calls = [Started(lambda: cache.get("kids")) for _ in range(4)]
    gate.wait_for(1)
    assert all(call.is_running(0.02) for call in calls)
    gate.open()
    for call in calls:
        try:
            call.result()
        except OSError as error:
            assert str(error) == "down"
        else:
            raise AssertionError("no exception")


@catches("looks-then-enters")
def hidden_two_calls_at_every_point(code):
    """Wherever a call is interrupted by another for the same key, there is one build"""

    def scenario():
        kitchen = Kitchen()
        cache = code.RowCache(kitchen)

        def verify(first, second):
            assert (first, second, kitchen.begun) == ("kids #1", "kids #1", 1), kitchen.begun

        return lambda: cache.get("kids"), lambda: cache.get("kids"), verify

    assert preempt_everywhere(scenario) > 5


@catches("notes-the-end")
def hidden_a_withdrawal_at_every_point(code):
    """Wherever in a call a withdrawal falls, nobody who asks after it gets an earlier row"""

    def scenario():
        kitchen = Kitchen()
        cache = code.RowCache(kitchen)
        begun_before = []

        def withdraw():
            cache.withdraw("moon")
            begun_before.append(kitchen.begun)

        def verify(row, nothing):
            assert row == "kids #1"
            assert nothing is None, nothing
            later = cache.get("kids")
            assert int(later.partition("#")[2]) > begun_before[0], (later, begun_before)
            assert cache.get("kids") == later

        return lambda: cache.get("kids"), withdraw, verify

    assert preempt_everywhere(scenario) > 5


@catches("walks-over-all-rows")
def hidden_a_tag_in_all_rows_is_withdrawn_in_no_time(code):
    """Withdrawing a tag that is in ten thousand rows looks at none of them"""
    cache = code.RowCache(lambda key: (key, ("country DE", f"title {key}")))
    for key in range(10_000):
        cache.get(key)
    for number in range(4_000):
        cache.withdraw(f"title {number + 6_000}")
    cache.withdraw("country DE")


def hidden_a_busy_evening(code):
    """Ten threads that ask and withdraw always get a row that knows of what they withdrew before"""
    state = dict.fromkeys("abc", 0)

    def build(key):
        seen = dict(state)
        return seen, list(seen)

    cache = code.RowCache(build)

    def editor(name):
        def edit():
            source = random.Random(name)
            for number in range(1, 60):
                state[name] = number
                cache.withdraw(name)
                assert cache.get(source.choice("xy"))[name] >= number
            return name

        return edit

    def viewer():
        for _ in range(100):
            known = dict(state)
            cache.get("x")
            assert all(state[name] >= known[name] for name in known)

    results = together(*[editor(name) for name in "abc"], *[viewer] * 7)
    assert results[:3] == ["a", "b", "c"]
