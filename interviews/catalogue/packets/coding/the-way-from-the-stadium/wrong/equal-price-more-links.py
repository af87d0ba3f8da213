# Mistake: Lets a later round replace an equal price, which takes the way with more links.
from solution import by_first_site


def cheapest_way(links, source, target, max_links):
    if max_links < 0:
        raise ValueError("negative")
    links_from = by_first_site(links)
    best, layer = {source: (0, [source])}, {source: (0, [source])}
    for _ in range(max_links):
        following_layer = {}
        for site, (price, sites) in layer.items():
            for following, extra in links_from.get(site, ()):
                if following in sites:
                    continue
                if following not in best or price + extra <= best[following][0]:
                    best[following] = (price + extra, [*sites, following])
                    following_layer[following] = best[following]
        layer = following_layer
    return best.get(target)
