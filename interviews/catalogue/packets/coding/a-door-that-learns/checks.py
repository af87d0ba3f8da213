import random
import threading

from packet_tools import catches, preempt_everywhere, together


def free_places(door):
    """How many more are let in until nobody is."""
    places = 0
    while door.enter() is not None:
        places += 1
    return places


@catches("looks-then-enters")
def hidden_two_at_the_last_place(code):
    """Wherever the first one is interrupted, the last place is given once"""

    def scenario():
        door = code.Door(3, 1, 10)
        door.enter()
        door.enter()

        def verify(first, second):
            assert (first is None) != (second is None), (first, second)
            assert free_places(door) == 0

        return door.enter, door.enter, verify

    assert preempt_everywhere(scenario) > 2


@catches("asks-the-era-too-early")
def hidden_two_failures_at_one_moment(code):
    """Wherever one failing call is interrupted by another, the limit is halved once"""

    def scenario():
        door = code.Door(12, 1, 100)
        a, b = door.enter(), door.enter()

        def verify(first, second):
            assert (first, second) == (None, None), (first, second)
            assert door.limit() == 6, door.limit()
            assert free_places(door) == 6

        return lambda: door.leave(a, True), lambda: door.leave(b, True), verify

    assert preempt_everywhere(scenario) > 4


@catches("tickets-work-twice", "leaves-unlocked")
def hidden_one_ticket_handed_in_twice_at_one_moment(code):
    """Wherever one end of a call is interrupted by the same end, one place becomes free"""

    def scenario():
        door = code.Door(5, 1, 5)
        tickets = [door.enter() for _ in range(5)]

        def end_the_first():
            door.leave(tickets[0], False)

        def verify(first, second):
            assert (first, second) == (None, None), (first, second)
            assert free_places(door) == 1

        return end_the_first, end_the_first, verify

    assert preempt_everywhere(scenario) > 4


@catches("leaves-unlocked")
def hidden_one_enters_as_another_leaves(code):
    """Wherever a call that ends is interrupted by one that begins, no place is lost or won"""

    def scenario():
        door = code.Door(5, 1, 5)
        tickets = [door.enter() for _ in range(4)]

        def verify(first, second):
            assert (first, second is None) == (None, False), (first, second)
            assert free_places(door) == 1

        return lambda: door.leave(tickets[0], False), door.enter, verify

    assert preempt_everywhere(scenario) > 4


def hidden_a_crowd_at_the_door(code):
    """Ten threads that come and go are never more inside than allowed, and all places come back"""
    most = 6
    door = code.Door(most, 1, most)
    counting = threading.Lock()
    inside, seen = [0], [0]

    def come_and_go():
        for _ in range(150):
            ticket = door.enter()
            if ticket is None:
                continue
            with counting:
                inside[0] += 1
                seen[0] = max(seen[0], inside[0])
            with counting:
                inside[0] -= 1
            door.leave(ticket, False)

    together(*[come_and_go] * 10)
    assert seen[0] <= most, seen
    assert free_places(door) == most


@catches("each-failure-cuts", "old-good-news-counts", "deaf-until-the-old-are-gone")
def hidden_agrees_with_the_rules_one_by_one(code):
    """Random evenings at one door follow the rules of the brief step by step"""
    source = random.Random(37)
    for _ in range(150):
        least = source.randint(1, 3)
        start, most = least + source.randint(0, 9), least + 9 + source.randint(0, 5)
        door, limit, good = code.Door(start, least, most), start, 0
        inside = []  # [ticket, whether a cut came after it]
        for _ in range(80):
            if source.random() < 0.55:
                ticket = door.enter()
                assert (ticket is None) == (len(inside) >= limit), (limit, inside)
                if ticket is not None:
                    inside.append([ticket, False])
            elif inside:
                busy = 2 * len(inside) >= limit
                ticket, is_old = inside.pop(source.randrange(len(inside)))
                overloaded = source.random() < 0.1
                door.leave(ticket, overloaded)
                if not is_old and overloaded:
                    limit, good = max(least, limit // 2), 0
                    inside = [[one, True] for one, _ in inside]
                elif not is_old and busy:
                    good += 1
                    if good == limit:
                        limit, good = min(most, limit + 1), 0
            assert door.limit() == limit, (door.limit(), limit)
