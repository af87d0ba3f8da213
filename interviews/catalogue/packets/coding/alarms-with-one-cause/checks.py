import random

from packet_tools import catches


def group_of(links, alarm, t):
    """Everything that can be reached over links made at or before `t`."""
    reached, todo = {alarm}, [alarm]
    while todo:
        here = todo.pop()
        for a, b, at in links:
            if at <= t and here in (a, b):
                other = b if here == a else a
                if other not in reached:
                    reached.add(other)
                    todo.append(other)
    return reached


def together_since(links, a, b):
    times = [0, *sorted({at for _, _, at in links})]
    return next((t for t in times if b in group_of(links, a, t)), None)


@catches("shortens-the-way", "time-of-the-last-link", "size-of-today", "keeps-the-size")
def hidden_agrees_with_following_every_link(code):
    """Random links, undos and questions give what following all the remaining links gives"""
    source = random.Random(51)
    for _ in range(150):
        incidents, links, now = code.Incidents(), [], 1
        for _ in range(25):
            a, b = source.choice("abcdefgh"), source.choice("abcdefgh")
            what = source.choice(("link", "link", "undo", "since", "group"))
            if what == "link":
                now += source.choice((0, 1, 3))
                assert incidents.link(a, b, now) == (b not in group_of(links, a, now))
                links.append((a, b, now))
            elif what == "undo":
                assert incidents.undo() == (links.pop()[:2] if links else None)
            elif what == "since":
                assert incidents.since(a, b) == together_since(links, a, b), (links, a, b)
            else:
                t = source.randint(0, now + 2)
                assert incidents.group_at(a, t) == len(group_of(links, a, t)), (links, a, t)


@catches("first-one-leads")
def hidden_a_chain_of_links(code):
    """Fourteen thousand alarms in one chain, linked from either end: answers stay quick"""
    for swapped in (False, True):
        incidents = code.Incidents()
        for n in range(1, 14_000):
            ends = (str(n - 1), str(n)) if swapped else (str(n), str(n - 1))
            assert incidents.link(*ends, n)
        for n in range(0, 14_000, 37):
            assert incidents.since("0", str(n)) == n
            assert incidents.group_at("0", n) == n + 1
        assert incidents.group_at("13999", 13_998) == 1
        assert incidents.group_at("13999", 13_999) == 14_000


@catches("gives-all-members-a-new-name", "plays-all-links-again")
def hidden_linking_and_taking_back_large_groups(code):
    """Two groups of ten thousand are joined and parted two thousand times, each time quickly"""
    incidents = code.Incidents()
    for n in range(1, 10_000):
        incidents.link("a0", f"a{n}", n)
        incidents.link("b0", f"b{n}", n)
    for n in range(2_000):
        assert incidents.link("a9", "b9", 20_000 + n)
        assert incidents.undo() == ("a9", "b9")
    assert incidents.group_at("a5", 50_000) == 10_000
    assert incidents.since("a5", "b5") is None
