"""Small sets of ratings, and the same posterior from one large matrix."""

from dataclasses import replace

import numpy as np

from feedback.domain.readiness_model.facets import prior_of
from feedback.domain.readiness_model.noise import noise_of, parts_of
from feedback.domain.readiness_model.parameters import CARRY, FORGETTING, GAIN_FROM
from feedback.domain.readiness_model.ratings import Names, Ratings, Rows, sorted_ratings
from feedback.domain.readiness_model.solving import Problem

KINDS = ("behavioural", "coding", "design")
CRITERIA = ("depth", "tests", "communication", "overall")
DAY = 220.0  # after every form


def random_rows(seed: int, *, people: int = 8, forms: int = 40) -> Rows:
    """Forms with holes: packets, criteria and whole parts are missing now and then."""
    chance = np.random.default_rng(seed)
    person = chance.integers(0, people, forms)
    columns = {
        "form": np.arange(forms),
        "person": person,
        "interviewer": (person + chance.integers(1, people, forms)) % people,
        "packet": chance.integers(0, 6, forms),
        "kind": chance.integers(0, len(KINDS), forms),
    }
    day = chance.uniform(0, 200, forms)
    level = chance.normal(0, 0.6, people)[person]
    noise = chance.normal(0, 0.9, (forms, len(CRITERIA)))
    rating = np.clip(np.round(2.6 + level[:, None] + noise), 1, 4).astype(int)
    kept = chance.random((forms, len(CRITERIA))) < 0.8
    kept[:, -1] |= ~kept.any(1)
    form, criterion = np.nonzero(kept)
    names = {
        "form": [f"f{n:03d}" for n in range(forms)],
        "person": [f"p{n}" for n in range(people)],
        "interviewer": [f"p{n}" for n in range(people)],
        "packet": ["", "a", "b", "c", "d", "e"],
        "kind": list(KINDS),
    }
    columns = {name: Names(names[name], codes[form]) for name, codes in columns.items()}
    return Rows(
        day=day[form],
        criterion=Names(CRITERIA, criterion),
        rating=rating[form, criterion],
        **columns,
    )


def random_ratings(seed: int, *, people: int = 8, forms: int = 40) -> Ratings:
    return sorted_ratings(random_rows(seed, people=people, forms=forms))


def only_forms(ratings: Ratings, kept: np.ndarray) -> Ratings:
    """Names and codes stay as they are."""
    place, rows = np.cumsum(kept) - 1, kept[ratings.form]
    columns = ("person", "interviewer", "packet", "kind", "day")
    return replace(
        ratings,
        **{name: getattr(ratings, name)[kept] for name in columns},
        form=place[ratings.form[rows]],
        criterion=ratings.criterion[rows],
        rating=ratings.rating[rows],
    )


def shuffled(rows: Rows, *, seed: int) -> Rows:
    order = np.random.default_rng(seed).permutation(len(rows.rating))

    def moved(column: Names) -> Names:
        """In another order, under other codes."""
        other = np.random.default_rng(seed).permutation(len(column.names))
        names = [column.names[code] for code in np.argsort(other)]
        return Names(names, other[column.codes][order])

    return Rows(
        form=moved(rows.form),
        day=rows.day[order],
        person=moved(rows.person),
        interviewer=moved(rows.interviewer),
        packet=moved(rows.packet),
        kind=moved(rows.kind),
        criterion=moved(rows.criterion),
        rating=rows.rating[order],
    )


def loadings(problem: Problem) -> tuple[np.ndarray, np.ndarray]:
    """c of each form for kind and communication, and how often gains were made, by definition."""
    kind, ratings = problem.steps.kind, problem.ratings
    person, day = ratings.person[problem.steps.rows], ratings.day[problem.steps.rows]
    pace, gains = np.zeros((len(kind), 2)), np.zeros((len(kind), 2, len(GAIN_FROM)))
    for f in range(len(kind)):
        earlier = [g for g in range(len(kind)) if person[g] == person[f] and day[g] < day[f]]
        for g in earlier:
            number = sum(kind[h] == kind[g] and day[h] < day[g] for h in earlier)
            place = max(n for n, least in enumerate(GAIN_FROM) if number >= least)
            for part, share in ((0, float(kind[g] == kind[f])), (1, CARRY)):
                pace[f, part] += share / (1 + number / FORGETTING)
                gains[f, part, place] += share
    return pace, gains


def dense_posterior(problem: Problem, parameters, *, trust=None):
    """x, its variance, and every form's abilities and their variance given all ratings."""
    ratings, rows = problem.ratings, problem.steps.rows
    kind, forms = problem.steps.kind, len(problem.steps.rows)
    person, day = ratings.person[rows], ratings.day[rows]
    first = np.array([day[person == who].min() for who in person])
    pace, gains = loadings(problem)
    which = np.stack((kind, np.full(forms, parameters.kinds)), 1)  # competency of each ability
    same = person[:, None] == person[None, :]
    walk = parameters.drift * (np.minimum(day[:, None], day[None, :]) - first[:, None])
    ability = np.zeros((forms, 2, forms, 2))
    for a in range(2):
        for b in range(2):
            own = parameters.start[which[:, a][:, None], which[:, b][None, :]]
            own = own + (which[:, a][:, None] == which[:, b][None, :]) * walk
            own = own + parameters.learning * pace[:, a][:, None] * pace[:, b][None, :]
            ability[:, a, :, b] = own * same
    parts = parts_of(parameters, kind)
    noise = noise_of(parameters, problem.vectors, kind)
    if trust is not None:
        noise = noise / trust[:, None, None]
    packet, interviewer = ratings.packet[rows], ratings.interviewer[rows]
    noise = noise + np.where(packet < 0, parameters.difficulty, 0.0)[:, None, None]
    seen = np.flatnonzero(problem.vectors.seen.ravel())
    spread = np.zeros((forms * 2, forms * 3))
    for f in range(forms):
        spread[2 * f : 2 * f + 2, 3 * f : 3 * f + 3] = parts[f].T
    square = ability.reshape(2 * forms, 2 * forms)
    both = spread.T @ square @ spread
    for f in range(forms):
        both[3 * f : 3 * f + 3, 3 * f : 3 * f + 3] += noise[f]
    sizes = (len(ratings.interviewers), len(ratings.packets), 3 * len(ratings.kinds), 4)
    design = np.zeros((forms * 3, sum(sizes)))
    for f in range(forms):
        at = slice(3 * f, 3 * f + 3)
        design[at, interviewer[f]] = -1
        if packet[f] >= 0:
            design[at, sizes[0] + packet[f]] = -1
        begin = sizes[0] + sizes[1] + 3 * kind[f]
        design[at, begin : begin + 3] = np.eye(3)
        design[at, -4:] = parts[f] @ gains[f]
    design, both, value = (
        design[seen],
        both[np.ix_(seen, seen)],
        problem.vectors.value.ravel()[seen],
    )
    start, ridge = prior_of(parameters, _sizes(problem))
    variance = np.linalg.inv(design.T @ np.linalg.solve(both, design) + np.diag(ridge))
    x = variance @ (design.T @ np.linalg.solve(both, value) + ridge * start)
    reach = square @ spread[:, seen]
    mean = reach @ np.linalg.solve(both, value - design @ x)
    after = square - reach @ np.linalg.solve(both, reach.T)
    return x, variance, mean.reshape(forms, 2), after.reshape(forms, 2, forms, 2)


def _sizes(problem: Problem):
    class Sizes:
        interviewers = len(problem.ratings.interviewers)
        packets = len(problem.ratings.packets)
        kinds = len(problem.ratings.kinds)

    return Sizes
