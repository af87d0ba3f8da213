from packet_tools import Gate, Started, catches, preempt_everywhere, together


@catches("readers-wait-for-the-check")
def hidden_nobody_reads_later_because_of_a_check(code):
    """While the check of a change is held up, snapshots are given at once, and the old ones"""
    gate = Gate()
    settings = code.Settings({"n": 1}, lambda values: gate.pass_through())
    change = Started(lambda: settings.change({"n": 2}))
    gate.wait_for(1)
    seen = Started(settings.snapshot).result()
    assert (seen.version, seen.values["n"]) == (1, 1)
    gate.open()
    assert change.result() == 2
    assert settings.snapshot().values["n"] == 2


@catches("copies-before-locking", "checks-without-looking-again")
def hidden_two_changes_of_different_settings_both_last(code):
    """Two operators who change different settings while a check is slow both find their change"""
    gate = Gate()
    settings = code.Settings({"a": 0, "b": 0}, lambda values: gate.pass_through())
    first = Started(lambda: settings.change({"a": 1}))
    gate.wait_for(1)
    second = Started(lambda: settings.change({"b": 1}))
    assert second.is_running(), "the second change ended before its check"
    gate.open()
    assert sorted((first.result(), second.result())) == [2, 3]
    assert dict(settings.snapshot().values) == {"a": 1, "b": 1}


@catches("copies-before-locking", "checks-without-looking-again")
def hidden_changes_at_every_point(code):
    """Wherever in a change another one comes, both last and each has a version of its own"""

    def scenario():
        settings = code.Settings({"a": 0, "b": 0}, lambda values: None)

        def verify(first, second):
            assert sorted((first, second)) == [2, 3], (first, second)
            assert settings.snapshot().version == 3
            assert dict(settings.snapshot().values) == {"a": 1, "b": 1}

        return lambda: settings.change({"a": 1}), lambda: settings.change({"b": 1}), verify

    assert preempt_everywhere(scenario) > 3


def hidden_what_was_checked_is_what_is_published(code):
    """Two changes that are fine alone and wrong together: one is refused, wherever they meet"""

    def scenario():
        def check(values):
            if values["a"] + values["b"] > 1:
                raise ValueError("together too much")

        settings = code.Settings({"a": 0, "b": 0}, check)

        def verify(first, second):
            refused = [one for one in (first, second) if isinstance(one, ValueError)]
            assert len(refused) == 1, (first, second)
            assert settings.snapshot().version == 2

        return lambda: settings.change({"a": 1}), lambda: settings.change({"b": 1}), verify

    assert preempt_everywhere(scenario) > 3


@catches("version-beside-the-values")
def hidden_a_snapshot_at_every_point_of_a_change(code):
    """Wherever in a change a snapshot is taken, its version and its values belong together"""

    def scenario():
        settings = code.Settings({"n": 1, "m": 1}, lambda values: None)

        def verify(changed, seen):
            assert changed == 2
            assert {seen.version} == set(seen.values.values()), seen

        return lambda: settings.change({"n": 2, "m": 2}), settings.snapshot, verify

    assert preempt_everywhere(scenario) > 3


@catches("version-beside-the-values")
def hidden_a_change_at_every_point_of_a_snapshot(code):
    """Wherever a change meets a snapshot that is being taken, that stays of one piece"""

    def scenario():
        settings = code.Settings({"n": 1, "m": 1}, lambda values: None)

        def verify(seen, changed):
            assert changed == 2
            assert {seen.version} == set(seen.values.values()), seen

        return settings.snapshot, lambda: settings.change({"n": 2, "m": 2}), verify

    assert preempt_everywhere(scenario) > 0


def hidden_many_operators(code):
    """Eight threads with forty changes each make exactly as many versions, all of them there"""
    settings = code.Settings({}, lambda values: None)

    def operator(which):
        return lambda: [settings.change({f"{which}-{n}": n}) for n in range(40)]

    versions = together(*[operator(which) for which in range(8)])
    assert sorted(version for some in versions for version in some) == list(range(2, 322))
    assert len(settings.snapshot().values) == 320
    assert all(some == sorted(some) for some in versions)


@catches("copies-at-each-look")
def hidden_a_snapshot_costs_the_same_for_three_thousand_settings(code):
    """A hundred thousand snapshots of three thousand settings take no copy each"""
    settings = code.Settings({f"s{n}": n for n in range(3000)}, lambda values: None)
    for _ in range(100_000):
        settings.snapshot()
