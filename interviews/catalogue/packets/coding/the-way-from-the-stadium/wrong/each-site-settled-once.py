# Mistake: Takes sites by price and settles each once, so a dearer way with fewer links is lost.
import heapq

from solution import by_first_site


def cheapest_way(links, source, target, max_links):
    if max_links < 0:
        raise ValueError("negative")
    links_from, settled = by_first_site(links), set()
    heap = [(0, 0, [source])]
    while heap:
        price, used, sites = heapq.heappop(heap)
        if sites[-1] == target:
            return price, sites
        if sites[-1] in settled:
            continue
        settled.add(sites[-1])
        if used < max_links:
            for following, extra in links_from.get(sites[-1], ()):
                heapq.heappush(heap, (price + extra, used + 1, [*sites, following]))
    return None
