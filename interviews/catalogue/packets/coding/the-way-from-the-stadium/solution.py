from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

Layer = dict[str, tuple[int, str]]  # site: price of coming here, site before


def cheapest_way(
    links: Iterable[tuple[str, str, int]], source: str, target: str, max_links: int
) -> tuple[int, list[str]] | None:
    """Price and sites of the cheapest way with at most `max_links` links; None without one."""
    if max_links < 0:
        raise ValueError("the number of links cannot be negative")
    links_from = by_first_site(links)

    # layers[n] holds the sites that n links reach more cheaply than any fewer links do.
    layers: list[Layer] = [{source: (0, source)}]
    best = {source: 0}
    while len(layers) <= max_links and layers[-1]:
        layer: Layer = {}
        for site, (price, _) in layers[-1].items():
            for following, extra in links_from.get(site, ()):
                total = price + extra
                if following not in best or total < best[following]:
                    best[following] = total
                    layer[following] = (total, site)
        layers.append(layer)

    if target not in best:
        return None
    return best[target], way_back(layers, target)


def by_first_site(links: Iterable[tuple[str, str, int]]) -> Mapping[str, Sequence[tuple[str, int]]]:
    links_from: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for site, following, price in links:
        if price < 0:
            raise ValueError(f"the link from {site} to {following} has a negative price")
        links_from[site].append((following, price))
    return links_from


def way_back(layers: Sequence[Layer], target: str) -> list[str]:
    """Each later layer is cheaper, so the last one with the target is where the best way ends."""
    used = max(number for number, layer in enumerate(layers) if target in layer)
    sites = [target]
    for number in range(used, 0, -1):
        _, before = layers[number][sites[-1]]
        sites.append(before)
    return sites[::-1]
