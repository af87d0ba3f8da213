"""A made-up site, richer than the model: what it does that the model does not know of.

Raters differ in severity, in severity by competency, in how far they use the ends of the scale and
in noise; some give many interviews. People are paired by ability, meet the same partner again,
leave depending on how it went, learn at their own pace, and have criteria that they are better or
worse at. The day's form has heavy tails.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from feedback.domain.readiness_model.ratings import Names, Ratings, Rows, sorted_ratings

KINDS = ("behavioural", "coding", "screen", "system design")
CRITERIA = ("first", "second", "third", "communication", "overall")
DOMAIN, TALK, OVERALL = slice(0, 3), 3, 4
SHARES = np.array([0.1, 0.3, 0.4, 0.2])
PERIOD = 180.0  # days
JOINING = 120.0
PACKETS = 30  # of each kind
DRAWS = 40_000  # interviewers, packets and days that a true chance is averaged over
GRID = np.linspace(-4, 4, 161)  # of what a person brings
FOCUS = 0.3  # of people on kinds: small means one or two
COHORT = 30
MOST_SESSIONS = 80


@dataclass(frozen=True)
class World:
    """What may differ from one site to another; variances are of latent ratings."""

    severity: float = 0.14
    bias: float = 0.04  # of a rater in a competency
    scale_use: float = 0.2  # SD of its logarithm
    noise_use: float = 0.25
    gain: float = 0.035  # of a practice
    drift: float = 3.5e-4  # a day
    noise: float = 0.32  # of each rating
    day: float = 0.19  # of the session, heavy-tailed
    sessions: float = 9.0  # that people mean to have, about
    is_closed: bool = False  # cohorts that rate only among themselves
    bombed: float = 0.0  # share of sessions that go wrong by accident
    ability: float = 0.30
    shared: float = 0.17  # of it, between competencies
    difficulty: float = 0.034


DEPARTURES = {
    "nearly equal raters": World(severity=0.01, bias=0.005),
    "very unequal raters": World(severity=0.35, bias=0.08),
    "no growth": World(gain=0.0, drift=0.0),
    "fast growth": World(gain=0.09, drift=1e-3),
    "noisy raters": World(noise=0.7, noise_use=0.5),
    "few sessions": World(sessions=3.0),
    "closed cohorts": World(is_closed=True),
    "bombed sessions": World(bombed=0.08),
}


@dataclass(frozen=True)
class Site:
    """Everybody's ratings until PERIOD, and the truth then."""

    ratings: Ratings
    day: float
    truth: np.ndarray  # (people, kinds) chance of a yes, in the order of Ratings.people and .kinds
    severity: np.ndarray  # (people,) as raters, in the order of all people
    ids: tuple[str, ...]  # all people, rated or not


class Simulation:
    """One site; `run` makes its sessions, step by step for all people at once."""

    def __init__(self, people: int, *, seed: int, world: World) -> None:
        self.people, self.world = people, world
        self.chance = chance = np.random.default_rng(seed)
        kinds, competencies = len(KINDS), len(KINDS) + 1
        spread = np.full((competencies, competencies), world.shared)
        np.fill_diagonal(spread, world.ability)
        base = chance.multivariate_normal(np.zeros(competencies), spread, people)
        self.ability = base + 0.1 * (base**2 - world.ability)  # a little skewed
        self.own = chance.normal(0, np.sqrt(0.05), (people, kinds, 3))
        self.gain = world.gain * chance.lognormal(-0.18, 0.6, people)
        self.severity = chance.normal(0, np.sqrt(world.severity), people)
        self.severity += 0.1 * np.sqrt(world.severity) * base.mean(1)
        self.cohort = np.arange(people) // COHORT
        if world.is_closed:
            self.severity += chance.normal(0, 0.2, self.cohort.max() + 1)[self.cohort]
        self.bias = chance.normal(0, np.sqrt(world.bias), (people, competencies))
        self.scale = chance.lognormal(0, world.scale_use, people)
        self.noise = chance.lognormal(0, world.noise_use, people)
        self.difficulty = chance.normal(0, np.sqrt(world.difficulty), (kinds, PACKETS))
        self.popular = 1 / np.arange(1, PACKETS + 1) ** 0.7
        self.popular /= self.popular.sum()
        self.busy = chance.random(people) < 0.03  # volunteers
        rank = np.argsort(base.mean(1) + chance.normal(0, 0.35, people))
        self.by_level, self.level = rank, np.argsort(rank)
        self.liking = chance.dirichlet(np.full(kinds, FOCUS), people)
        total = world.ability + 0.05 + world.severity + world.difficulty + world.day + world.noise
        self.lines = ndtri(np.cumsum(SHARES)[:-1]) * np.sqrt(total)
        self.columns: dict[str, list[np.ndarray]] = {
            name: [] for name in ("person", "interviewer", "packet", "kind", "day", "ratings")
        }

    def run(self) -> None:
        chance, world = self.chance, self.world
        mean_to = 1 + chance.geometric(1 / world.sessions, self.people)
        mean_to = np.minimum(mean_to * chance.lognormal(0, 0.5, self.people), MOST_SESSIONS)
        day = chance.uniform(0, JOINING, self.people)
        pace = chance.lognormal(2.0, 0.5, self.people)  # days between sessions
        self.done = np.zeros((self.people, len(KINDS)))
        self.at = day.copy()
        partner = np.full(self.people, -1)
        here = np.ones(self.people, bool)
        for step in range(MOST_SESSIONS):
            here &= (step < mean_to) & (day < PERIOD)
            who = np.flatnonzero(here)
            if not len(who):
                break
            partner[who] = self._partners(who, partner[who])
            said_yes = self._session(who, partner[who], day[who])
            leaves = chance.random(len(who)) < np.where(said_yes, 0.05, 0.12)
            here[who[leaves]] = False
            day[who] += chance.exponential(pace[who]) + 0.05
        self._drift(np.arange(self.people), np.full(self.people, PERIOD))

    def _partners(self, who: np.ndarray, last: np.ndarray) -> np.ndarray:
        chance, people = self.chance, self.people
        if self.world.is_closed:
            found = self.cohort[who] * COHORT + chance.integers(0, COHORT, len(who))
            found = np.minimum(found, people - 1)
        else:
            near = self.level[who] + chance.normal(0, 0.07 * people, len(who))
            found = self.by_level[np.abs(near).astype(int) % people]
            busy = np.flatnonzero(self.busy)
            if len(busy):
                helped = chance.random(len(who)) < 0.2
                found[helped] = chance.choice(busy, helped.sum())
        again = (chance.random(len(who)) < 0.1) & (last >= 0)
        found[again] = last[again]
        return np.where(found == who, (found + 1) % people, found)

    def _drift(self, who: np.ndarray, day: np.ndarray) -> None:
        spread = np.sqrt(self.world.drift * np.maximum(day - self.at[who], 0))
        self.ability[who] += self.chance.normal(size=self.ability[who].shape) * spread[:, None]
        self.at[who] = day

    def _session(self, who: np.ndarray, rater: np.ndarray, day: np.ndarray) -> np.ndarray:
        chance, world, n = self.chance, self.world, len(who)
        self._drift(who, day)
        draws = chance.random((n, 1))
        kind = np.minimum((self.liking[who].cumsum(1) < draws).sum(1), len(KINDS) - 1)
        packet = chance.choice(PACKETS, n, p=self.popular)
        level = self._levels(who, kind, rater)
        form = chance.standard_t(5, n) * np.sqrt(world.day * 3 / 5)
        form -= 1.5 * (chance.random(n) < world.bombed)
        level += (form - self.severity[rater] - self.difficulty[kind, packet])[:, None]
        noise = np.sqrt(world.noise) * self.noise[rater]
        level += chance.normal(size=level.shape) * noise[:, None]
        lines = self.lines * self.scale[rater][:, None]
        ratings = 1 + (level[:, :, None] > lines[:, None, :]).sum(2)
        found = (who, rater, kind * PACKETS + packet, kind, day, ratings)
        for column, values in zip(self.columns.values(), found, strict=True):
            column.append(values)
        step = self.gain[who] * np.exp(-self.done[who, kind] / 12)
        self.ability[who, kind] += step
        self.ability[who, -1] += 0.4 * step
        self.done[who, kind] += 1
        return ratings[:, OVERALL] >= 3

    def _levels(self, who: np.ndarray, kind: np.ndarray, rater: np.ndarray) -> np.ndarray:
        """(n, 5) what each criterion shows of the person, less the rater's own bias."""
        domain, talk = self.ability[who, kind], self.ability[who, -1]
        level = np.empty((len(who), len(CRITERIA)))
        level[:, DOMAIN] = (domain - self.bias[rater, kind])[:, None] + self.own[who, kind]
        level[:, TALK] = talk - self.bias[rater, -1]
        level[:, OVERALL] = 0.75 * level[:, DOMAIN].mean(1) + 0.3 * level[:, TALK]
        return level

    def truth(self) -> np.ndarray:
        """(people, kinds) averaged over those who interview, packets and days."""
        chance, world = self.chance, self.world
        raters = chance.choice(np.concatenate(self.columns["interviewer"]), DRAWS)
        form = chance.standard_t(5, DRAWS) * np.sqrt(world.day * 3 / 5)
        form -= 1.5 * (chance.random(DRAWS) < world.bombed)
        spread = np.sqrt(world.noise) * self.noise[raters]
        line = self.lines[1] * self.scale[raters]
        found = np.zeros((self.people, len(KINDS)))
        for kind in range(len(KINDS)):
            packet = chance.choice(PACKETS, DRAWS, p=self.popular)
            bias = 0.75 * self.bias[raters, kind] + 0.3 * self.bias[raters, -1]
            given = form - self.severity[raters] - self.difficulty[kind, packet] - bias - line
            own = 0.75 * (self.ability[:, kind] + self.own[:, kind].mean(1))
            own += 0.3 * self.ability[:, -1]
            said = [ndtr((level + given) / spread).mean() for level in GRID]
            found[:, kind] = np.interp(own, GRID, said)
        return found


def simulate(people: int, *, seed: int, world: World | None = None) -> Site:
    return site_of(Simulation(people, seed=seed, world=world or World()))


def site_of(simulation: Simulation) -> Site:
    simulation.run()
    people, truth = simulation.people, simulation.truth()
    columns = {name: np.concatenate(parts) for name, parts in simulation.columns.items()}
    ids = tuple(f"p{number:06d}" for number in range(people))
    packets = [f"{kind}/{n:02d}" for kind in KINDS for n in range(PACKETS)]
    forms, each = len(columns["person"]), len(CRITERIA)

    def by_rating(names: tuple[str, ...] | list[str], codes: np.ndarray) -> Names:
        return Names(names, np.repeat(codes, each))

    ratings = sorted_ratings(
        Rows(
            form=by_rating([f"f{n:08d}" for n in range(forms)], np.arange(forms)),
            day=np.repeat(columns["day"], each),
            person=by_rating(ids, columns["person"]),
            interviewer=by_rating(ids, columns["interviewer"]),
            packet=by_rating(packets, columns["packet"]),
            kind=by_rating(KINDS, columns["kind"]),
            criterion=Names(CRITERIA, np.tile(np.arange(each), forms)),
            rating=columns["ratings"].ravel(),
        )
    )
    place = {name: n for n, name in enumerate(ids)}
    return Site(
        ratings=ratings,
        day=PERIOD,
        truth=truth[[place[name] for name in ratings.people]],
        severity=simulation.severity,
        ids=ids,
    )
