# Mistake: Sends every pass by itself, so that each result is clear.
import solution
from solution import NoAnswer, Pass, Refused, register_all

solution.AT_ONCE = 1
