import random

from packet_tools import catches


class Desk:
    """The tickets under test, and beside them what is open, kept in the plainest way."""

    def __init__(self, code, source):
        self.tickets, self.source = code.OpenTickets(), source
        self.places, self.topics = {}, {}  # of what is open now
        self.numbers = source.sample(range(100), 60)

    def open_one(self):
        number = self.numbers.pop()
        self.places[number] = (self.source.randint(0, 5), number)
        self.topics[number] = self.source.choice("ab")
        self.tickets.open(number, self.places[number][0], self.topics[number])

    def close_one(self):
        if self.places:
            number = self.source.choice(sorted(self.places))
            del self.places[number], self.topics[number]
            self.tickets.close(number)

    def open_in(self, topic):
        return {n: p for n, p in self.places.items() if topic in (None, self.topics[n])}


@catches("counts-from-the-top", "time-alone", "full-page-means-more", "closed-in-one-place")
def hidden_nothing_is_missed_and_nothing_comes_twice(code):
    """Whatever is opened and closed during a walk, what stays open comes exactly once"""
    source = random.Random(3)
    for _ in range(300):
        desk = Desk(code, source)
        for _ in range(source.randint(0, 14)):
            desk.open_one()
        topic = source.choice(["a", "b", None])
        all_along, met, cursor = set(desk.open_in(topic)), [], None
        while True:
            page = desk.tickets.page(source.randint(1, 3), cursor, topic)
            open_now = desk.open_in(topic)
            assert set(page.tickets) <= set(open_now), "closed, or of another topic"
            met += [open_now[number] for number in page.tickets]
            if page.tickets:
                more = any(place < met[-1] for place in open_now.values())
                assert more == (page.next is not None), (met, open_now)
            cursor = page.next
            if cursor is None:
                break
            for _ in range(source.randint(0, 2)):
                source.choice((desk.open_one, desk.close_one))()
            all_along &= set(desk.places)
        assert met == sorted(set(met), reverse=True), met
        assert all_along <= {number for _, number in met}, (all_along, met)


@catches("searches-from-the-top")
def hidden_deep_pages_cost_no_more_than_early_ones(code):
    """A walk to the end of twenty thousand tickets does not begin anew for each page"""
    desk = code.OpenTickets()
    for number in range(20_000):
        desk.open(number, number // 3, "sound" if number % 20 else "billing")
    for topic, expected in ((None, 20_000), ("billing", 1_000)):
        count, cursor = 0, None
        while True:
            page = desk.page(25, cursor, topic)
            count += len(page.tickets)
            cursor = page.next
            if cursor is None:
                break
        assert count == expected
