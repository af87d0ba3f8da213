# Mistake: Allows so many sites instead of so many links.
# The public cases show it.
import solution


def cheapest_way(links, source, target, max_links):
    return solution.cheapest_way(links, source, target, max(max_links - 1, min(max_links, 0)))
