# Mistake: Remembers one site before each site, though it can differ with the number of links.
from solution import by_first_site


def cheapest_way(links, source, target, max_links):
    if max_links < 0:
        raise ValueError("negative")
    links_from = by_first_site(links)
    best, before, layer = {source: 0}, {}, {source: 0}
    for _ in range(max_links):
        following_layer = {}
        for site, price in layer.items():
            for following, extra in links_from.get(site, ()):
                if following not in best or price + extra < best[following]:
                    best[following] = following_layer[following] = price + extra
                    before[following] = site
        layer = following_layer
    if target not in best:
        return None
    sites = [target]
    while sites[-1] in before:
        sites.append(before[sites[-1]])
    return best[target], sites[::-1]
