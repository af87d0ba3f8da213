import random
from itertools import pairwise

from packet_tools import catches


def all_ways(links, source, target, max_links):
    """Price and number of links of every way, by trying each of them."""
    if source == target:
        yield 0, 0
    if max_links:
        for site, following, price in links:
            if site == source:
                for rest, used in all_ways(links, following, target, max_links - 1):
                    yield price + rest, used + 1


def price_of(links, sites):
    total = 0
    for site, following in pairwise(sites):
        total += min(link[2] for link in links if link[:2] == (site, following))
    return total


@catches("each-site-settled-once", "several-links-a-round", "one-site-before-each")
def hidden_agrees_with_trying_every_way(code):
    """Random nets: the best price, sites that add up to it, and no fewer links would do"""
    source = random.Random(41)
    for _ in range(600):
        sites = source.choice(("ab", "acdb", "acdefb"))
        links = []
        for _ in range(source.randint(0, 14)):
            one, other = source.randrange(len(sites)), source.randrange(len(sites))
            # Long links are dear, so that cheap ways have many links and the limit matters.
            price = (other - one) ** 2 + source.randint(0, 2)
            links.append((sites[one], sites[other], price))
        max_links = source.randint(0, 4)
        ways = sorted(all_ways(links, "a", "b", max_links))
        answer = code.cheapest_way(links, "a", "b", max_links)
        if not ways:
            assert answer is None, (links, max_links)
            continue
        price, used = ways[0]
        assert answer is not None, (links, max_links)
        assert answer[0] == price, (links, max_links, answer)
        assert (answer[1][0], answer[1][-1]) == ("a", "b"), answer
        assert len(answer[1]) - 1 == used, (links, max_links, answer)
        assert price_of(links, answer[1]) == price, (links, max_links, answer)


@catches("tries-every-way")
def hidden_a_net_with_many_ways(code):
    """Ten rows of ten sites, each linked to all of the next row: not every way is tried"""
    rows = [[f"r{row}-{number}" for number in range(10)] for row in range(10)]
    links = [("in", site, 1) for site in rows[0]] + [(site, "out", 1) for site in rows[-1]]
    for row, following in pairwise(rows):
        links += [(a, b, 1 + (int(a[-1]) + 3 * int(b[-1])) % 7) for a in row for b in following]
    price, sites = code.cheapest_way(links, "in", "out", 11)
    assert len(sites) == 12
    assert price == price_of(links, sites)
    assert code.cheapest_way(links, "in", "out", 10) is None


@catches("goes-through-all-links-for-each-site")
def hidden_a_large_net(code):
    """Two thousand sites and thirty thousand links are searched link by link"""
    source = random.Random(43)
    links = [
        (f"s{source.randrange(2_000)}", f"s{source.randrange(2_000)}", source.randint(1, 900))
        for _ in range(30_000)
    ]
    before = None
    for max_links in (4, 8, 12):
        price, sites = code.cheapest_way(links, "s1", "s2", max_links)
        assert len(sites) - 1 <= max_links
        assert before is None or price <= before
        before = price
