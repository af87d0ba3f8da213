# Mistake: Keeps one link for each pair of sites, the one that stands last in the list.
import solution


def cheapest_way(links, source, target, max_links):
    prices = {(site, following): price for site, following, price in links}
    kept = [(site, following, price) for (site, following), price in prices.items()]
    return solution.cheapest_way(kept, source, target, max_links)
