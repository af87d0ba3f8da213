# Mistake: Rounds with the built-in function, which takes half a step to the even one.
import solution

solution.as_shown = lambda exact: round(exact, -5)
chart = solution.chart
