# Mistake: Compares versions as texts and never asks whether they are dates.
import solution
from solution import BadVersion, Gateway, Problem

solution.day = str
