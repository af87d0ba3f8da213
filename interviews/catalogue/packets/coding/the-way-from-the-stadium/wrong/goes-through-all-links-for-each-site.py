# Mistake: For each site of a round, goes through the whole list to find the links that leave it.
import solution


class Slowly:
    def __init__(self, links):
        self.links = links

    def get(self, site, _):
        return [(following, price) for first, following, price in self.links if first == site]


def cheapest_way(links, source, target, max_links):
    solution.by_first_site = Slowly
    return solution.cheapest_way(links, source, target, max_links)
