"""What a refit and an update cost, how exact they are, and how far apart."""

import argparse
import resource
import subprocess
import sys
import time
from dataclasses import dataclass, replace

import numpy as np

from feedback.domain.readiness_model.fit import Fitted, fit
from feedback.domain.readiness_model.parameters import shipped_parameters
from feedback.domain.readiness_model.ratings import NO_PACKET, Ratings, forms_until
from feedback.domain.readiness_model.solving import has_communication, problem_of, solve
from feedback.domain.readiness_model.update import PersonForm, update_person
from tests.benchmarks.readiness.simulator import simulate
from tests.feedback.domain.readiness_model.builders import dense_posterior, random_ratings

MILLION_PEOPLE = 34_500  # have about a million ratings
LATEST = 0.95  # share of forms that the first fit sees; a day's forms follow
FORMS = 30


@dataclass(frozen=True)
class Drift:
    """Of the chance after an update from that of the next refit, over people with a new form.

    Of each person: the mean distance in the kinds in which they had a session.
    """

    mean: float
    most_of_95: float
    most_of_99: float
    worst: float
    update_ms: float  # of 30 forms, processor time


def exactness() -> float:
    """Largest difference between the solution and one large matrix."""
    found = 0.0
    for seed in range(3):
        problem = problem_of(random_ratings(seed))
        parameters = shipped_parameters(3, has_communication=has_communication(problem))
        solution = solve(parameters, problem, tolerance=1e-10)
        x, _, ability, _ = dense_posterior(problem, solution.parameters)
        found = max(found, np.abs(solution.x - x).max())
        found = max(found, np.abs(solution.path.ability - ability).max())
    return float(found)


def forms_of(ratings: Ratings, person: int) -> list[PersonForm]:
    rows = np.flatnonzero(ratings.person == person)
    said: dict[int, dict[str, int]] = {int(form): {} for form in rows}
    first, last = np.searchsorted(ratings.form, [rows[0], rows[-1] + 1])
    for n in range(first, last):
        said[int(ratings.form[n])][ratings.criteria[ratings.criterion[n]]] = int(ratings.rating[n])
    return [
        PersonForm(
            day=float(ratings.day[form]),
            kind=ratings.kinds[ratings.kind[form]],
            interviewer=ratings.interviewers[ratings.interviewer[form]],
            packet=""
            if ratings.packet[form] == NO_PACKET
            else ratings.packets[ratings.packet[form]],
            ratings=said[int(form)],
        )
        for form in rows
    ]


def drift(ratings: Ratings) -> Drift:
    """A fit, a day of forms, an update of everybody who has one, and the next fit."""
    before = float(np.quantile(ratings.day, LATEST))
    after = before + 1
    first = fit(forms_until(ratings, before), day=before)
    today = forms_until(ratings, after)
    second = fit(today, day=after, parameters=first.model.parameters)
    people = np.unique(today.person[today.day > before])
    apart = [_apart(first, second, today, person) for person in people]
    forms = (forms_of(today, int(np.bincount(today.person).argmax())) * FORMS)[:FORMS]
    forms = [replace(form, day=form.day - n / 1440, is_new=n == 0) for n, form in enumerate(forms)]
    return Drift(
        mean=float(np.mean(apart)),
        most_of_95=float(np.quantile(apart, 0.95)),
        most_of_99=float(np.quantile(apart, 0.99)),
        worst=max(apart),
        update_ms=min(_milliseconds(first, forms, after) for _ in range(10)),
    )


def _apart(first: Fitted, second: Fitted, today: Ratings, person: int) -> float:
    update = update_person(first.model, forms_of(today, person), day=second.model.day)
    kinds = second.counts.sessions[person] > 0
    return float(np.abs(update.chances.p[0] - second.chances.p[person])[kinds].mean())


def _milliseconds(fitted: Fitted, forms: list[PersonForm], day: float) -> float:
    begun = time.process_time()
    update_person(fitted.model, forms, day=day)
    return 1000 * (time.process_time() - begun)


def million() -> tuple[float, float, float]:
    """CPU seconds of the refit and of learning before it, and GB at the peak, in a new process."""
    command = [sys.executable, "-m", "tests.benchmarks.readiness.costs"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    refit, learning, memory = map(float, done.stdout.split())
    return refit, learning, memory


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    site = simulate(MILLION_PEOPLE, seed=1)
    begun = time.process_time()
    learned = fit(site.ratings, day=site.day)
    between = time.process_time()
    fit(site.ratings, day=site.day, parameters=learned.model.parameters)
    refit = time.process_time() - between
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(refit, between - begun - refit, memory)


if __name__ == "__main__":
    main()
