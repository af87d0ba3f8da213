# Mistake: Believes that every feed is in order.
import solution
from solution import Entry, OutOfOrder

solution.in_order = lambda number, feed: iter(feed)
merged = solution.merged
