# Mistake: Tests whether a price is true, and so takes a price of zero for none at all.
import solution


def cheapest_way(links, source, target, max_links):
    answer = solution.cheapest_way([one for one in links if one[2]], source, target, max_links)
    return answer
