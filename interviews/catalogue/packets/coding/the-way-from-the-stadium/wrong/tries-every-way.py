# Mistake: Tries every way in turn, which is far too many in a dense net.
from solution import by_first_site


def cheapest_way(links, source, target, max_links):
    if max_links < 0:
        raise ValueError("negative")
    links_from = by_first_site(links)
    best = None

    def go_on(sites, price):
        nonlocal best
        if sites[-1] == target:
            if best is None or (price, len(sites)) < (best[0], len(best[1])):
                best = (price, list(sites))
            return
        if len(sites) <= max_links:
            for following, extra in links_from.get(sites[-1], ()):
                if following not in sites:
                    go_on([*sites, following], price + extra)

    go_on([source], 0)
    return best
