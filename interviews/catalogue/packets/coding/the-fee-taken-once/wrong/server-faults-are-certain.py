# Mistake: Treats a fault of the provider as if nothing had been done.
import solution
from solution import Answer, Misused, NoAnswer, Outcome

solution.SURELY_NOTHING_DONE = {429, 500, 502, 503, 504}
Payments = solution.Payments
