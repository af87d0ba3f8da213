# Mistake: Looks only at ways with exactly so many links.
from solution import by_first_site


def cheapest_way(links, source, target, max_links):
    if max_links < 0:
        raise ValueError("negative")
    links_from = by_first_site(links)
    layer = {source: (0, [source])}
    for _ in range(max_links):
        following_layer = {}
        for site, (price, sites) in layer.items():
            for following, extra in links_from.get(site, ()):
                old = following_layer.get(following)
                if old is None or price + extra < old[0]:
                    following_layer[following] = (price + extra, [*sites, following])
        layer = following_layer
    return layer.get(target)
