import random

from packet_tools import catches


class Oracle:
    """Tries out, second by second, whether letting a job pass would move the first one's start."""

    def __init__(self, slots):
        self.slots = slots
        self.running = {}
        self.waiting = []

    def turn_of(self, job, running, now):
        at = now
        while sum(slots for end, slots in running if end > at) + job.slots > self.slots:
            at += 1
        return at

    def start_all_that_may(self, now):
        self.waiting.sort(key=lambda job: job.due)  # stable: equals stay in the order of arrival
        started = []
        for job in list(self.waiting):
            running = list(self.running.values())
            if sum(slots for _, slots in running) + job.slots > self.slots:
                continue
            first = self.waiting[0]
            with_it = [*running, (now + job.seconds, job.slots)]
            if job is first or (
                self.turn_of(first, with_it, now) <= self.turn_of(first, running, now)
            ):
                self.running[job.name] = (now + job.seconds, job.slots)
                self.waiting.remove(job)
                started.append(job.name)
        return started


@catches(
    "must-be-over-before",
    "only-what-is-over-in-time",
    "spare-slots-given-twice",
    "stops-at-the-first-of-equals",
    "first-promise-is-kept-for-ever",
)
def hidden_agrees_with_trying_it_out(code):
    """Random days: what starts is what can start without moving the first one's turn"""
    source = random.Random(61)
    for _ in range(250):
        slots = source.randint(3, 10)
        farm, oracle, now = code.Farm(slots), Oracle(slots), 0
        for number in range(24):
            now += source.choice((0, 0, 1, 2, 5))
            if oracle.running and source.random() < 0.4:
                name = min(oracle.running, key=lambda one: (oracle.running[one][0], one))
                if source.random() < 0.3:
                    name = source.choice(sorted(oracle.running))  # earlier than it had to
                del oracle.running[name]
                assert farm.done(name, now) == oracle.start_all_that_may(now)
            else:
                size = source.choice((1, 1, 2, 3, slots, source.randint(1, slots)))
                job = code.Job(
                    f"j{number}", min(size, slots), source.randint(1, 12), source.randint(1, 9)
                )
                oracle.waiting.append(job)
                assert farm.submit(job, now) == oracle.start_all_that_may(now)
            expected = None
            if oracle.waiting:
                first = oracle.waiting[0]
                at = oracle.turn_of(first, list(oracle.running.values()), now)
                expected = (first.name, at)
            assert farm.outlook() == expected


@catches("spare-slots-given-twice", "newcomer-starts-at-once", "anything-that-fits-passes")
def hidden_nobody_is_put_off(code):
    """As long as the same job is first, the latest start that was named for it never moves back"""
    source = random.Random(62)
    for _ in range(150):
        farm, ends, seconds, arrival, named = code.Farm(12), {}, {}, 0, None
        for number in range(40):
            arrival += source.choice((0, 1, 3))
            while True:
                name = min(ends, key=lambda one: (ends[one], one), default=None)
                if name is None or ends[name] > arrival:
                    now, started = arrival, None
                else:
                    now = ends.pop(name)
                    started = farm.done(name, now)
                if started is None:
                    seconds[f"j{number}"] = source.randint(1, 25)
                    size = source.choice((1, 2, 3, 9, 12))
                    job = code.Job(f"j{number}", size, seconds[f"j{number}"], number)
                    name, started = None, farm.submit(job, now)
                ends.update((one, now + seconds[one]) for one in started)
                outlook = farm.outlook()
                if named and outlook and named[0] == outlook[0]:
                    assert outlook[1] <= named[1], (named, outlook)
                named = outlook
                if name is None:
                    break


@catches("asks-the-farm-for-every-job")
def hidden_a_full_farm_with_a_long_queue(code):
    """Fifteen hundred jobs run, as many wait: an event goes once over each of them"""
    source = random.Random(63)
    farm = code.Farm(1_500)
    for number in range(1_500):
        farm.submit(code.Job(f"r{number}", 1, source.randint(5_000, 9_000), 1), 0)
    farm.submit(code.Job("big", 1_500, 10, 2), 0)
    for number in range(1_500):
        assert farm.submit(code.Job(f"w{number}", 1, 20_000, 3), 0) == []
    for number in range(60):
        assert farm.done(f"r{number}", 1 + number) == []
    assert farm.outlook()[0] == "big"
