# Mistake: Improves prices in place, so one round over the list can take several links at once.
from solution import by_first_site


def cheapest_way(links, source, target, max_links):
    by_first_site(links)
    if max_links < 0:
        raise ValueError("negative")
    best = {source: (0, [source])}
    for _ in range(max_links):
        for site, following, extra in links:
            if site in best:
                price, sites = best[site]
                if following not in best or price + extra < best[following][0]:
                    best[following] = (price + extra, [*sites, following])
    return best.get(target)
