from packet_tools import catches, preempt_everywhere, together


@catches("looks-before-locking")
def hidden_put_and_close_at_every_point(code):
    """Wherever closing falls within a put: accepted is still handed out, refused never is"""

    def scenario():
        hatch = code.Hatch(2)

        def close_and_take():
            hatch.close()
            return hatch.take()

        def verify(accepted, taken):
            assert accepted in (True, False), accepted
            assert taken == ("de" if accepted else None), (accepted, taken)
            assert hatch.abandon() == []

        return lambda: hatch.put("de"), close_and_take, verify

    assert preempt_everywhere(scenario) > 3


@catches("copies-before-locking")
def hidden_abandon_and_take_at_every_point(code):
    """Wherever a worker comes while the rest is abandoned, each job goes one way only"""

    def scenario():
        hatch = code.Hatch(2)
        hatch.put("de")
        hatch.put("fr")

        def verify(left, taken):
            assert (left, taken) in ((["de", "fr"], None), (["fr"], "de")), (left, taken)

        return hatch.abandon, hatch.take, verify

    assert preempt_everywhere(scenario) > 3


def hidden_take_and_abandon_at_every_point(code):
    """Wherever the rest is abandoned while a worker takes, each job goes one way only"""

    def scenario():
        hatch = code.Hatch(2)
        hatch.put("de")
        hatch.put("fr")

        def verify(taken, left):
            assert (left, taken) in ((["de", "fr"], None), (["fr"], "de")), (left, taken)

        return hatch.take, hatch.abandon, verify

    assert preempt_everywhere(scenario) > 3


@catches("last-in-first-out")
def hidden_one_reader_keeps_its_order(code):
    """A worker alone gets a reader's jobs in the order in which they were put"""
    hatch = code.Hatch(3)

    def read():
        for number in range(300):
            assert hatch.put(number) is True
        hatch.close()

    def work():
        return list(iter(hatch.take, None))

    assert together(read, work)[1] == list(range(300))


@catches("calls-anybody")
def hidden_a_busy_hour_loses_nothing(code):
    """Four readers, four workers and room for one: every job comes out once, and all go home"""
    for _ in range(4):
        hatch = code.Hatch(1)

        def reader(which, hatch=hatch):
            return lambda: [hatch.put((which, number)) for number in range(150)]

        def work(hatch=hatch):
            return list(iter(hatch.take, None))

        def run_readers(reader=reader, hatch=hatch):
            accepted = together(*[reader(which) for which in range(4)])
            hatch.close()
            return accepted

        accepted, *taken = together(run_readers, *[work] * 4)
        assert accepted == [[True] * 150] * 4
        came_out = [job for jobs in taken for job in jobs]
        assert sorted(came_out) == [(which, n) for which in range(4) for n in range(150)]
