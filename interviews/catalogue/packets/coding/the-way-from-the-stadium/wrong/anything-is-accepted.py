# Mistake: Takes negative prices and negative numbers of links as they come.
import solution


def cheapest_way(links, source, target, max_links):
    kept = [one for one in links if one[2] >= 0]
    return solution.cheapest_way(kept, source, target, max(max_links, 0))
