# Mistake: Takes every link as one that can be used both ways.
import solution


def cheapest_way(links, source, target, max_links):
    both = [*links, *((following, site, price) for site, following, price in links)]
    return solution.cheapest_way(both, source, target, max_links)
