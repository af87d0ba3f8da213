import random

from packet_tools import catches


class Watched:
    """A feed that remembers which titles were read from it."""

    def __init__(self, entries):
        self._entries = iter(entries)
        self.titles = []

    def __iter__(self):
        return self

    def __next__(self):
        entry = next(self._entries)
        self.titles.append(entry.title)
        return entry


def random_feed(code, source, number):
    titles = sorted(source.randint(0, 8) for _ in range(source.randint(0, 7)))
    return [
        code.Entry(title, source.randint(0, 4), source.choice((None, f"{number}.{line}", "same")))
        for line, title in enumerate(titles)
    ]


@catches("withdrawals-left-out-first", "withdrawn-for-ever", "later-feed-wins", "first-line-wins")
def hidden_agrees_with_one_large_dictionary(code):
    """Random feeds give what one gets by holding all of them in memory"""
    source = random.Random(31)
    for _ in range(400):
        feeds = [random_feed(code, source, number) for number in range(source.randint(0, 4))]
        newest = {}
        for number, feed in enumerate(feeds):
            for line, entry in enumerate(feed):
                rank = (entry.changed_at, -number, line)
                if entry.title not in newest or rank > newest[entry.title][0]:
                    newest[entry.title] = (rank, entry)
        expected = [newest[title][1] for title in sorted(newest)]
        expected = [entry for entry in expected if entry.data is not None]
        assert list(code.merged(feeds)) == expected, feeds


@catches("sorts-everything", "reads-in-blocks")
def hidden_reads_no_further_than_it_must(code):
    """When a title is given out, no feed has been read more than one title beyond it"""
    source = random.Random(32)
    feeds = [
        Watched(
            code.Entry(title, 1, "x")
            for title in range(start, 4_000, source.choice((1, 3, 7)))
            for _ in range(source.choice((1, 1, 2)))
        )
        for start in range(12)
    ]
    for entry in code.merged(feeds):
        for feed in feeds:
            beyond = [title for title in feed.titles[-50:] if title > entry.title]
            assert len(beyond) <= 1, (entry.title, beyond)


@catches("asks-every-head")
def hidden_six_hundred_feeds(code):
    """With six hundred feeds an entry does not cost a look at each of them"""
    feeds = [
        [code.Entry(title, title % 5, number) for title in range(number, 42_000, 600)]
        for number in range(600)
    ]
    assert [entry.title for entry in code.merged(feeds)] == list(range(42_000))
