import random
from collections import deque
from fractions import Fraction
from itertools import combinations

from packet_tools import catches


class Watched:
    """A queue, and beside it what the four promises say about each take."""

    def __init__(self, code, most_minutes, shares):
        self.queue = code.FairQueue(most_minutes, dict(shares))
        self.most_minutes, self.shares = most_minutes, shares
        self.waiting = {team: deque() for team in shares}
        self.spans = {}  # for two teams that both wait: lead now, least and greatest
        self.jobs = 0

    def put(self, team, minutes):
        self.jobs += 1
        self.waiting[team].append((f"job {self.jobs}", minutes))
        self.queue.put(team, f"job {self.jobs}", minutes)

    def take(self):
        busy = {team for team, jobs in self.waiting.items() if jobs}
        answer = self.queue.take()
        if not busy:
            assert answer is None, answer
            return None
        assert answer is not None, "idle, although jobs wait"
        team, job = answer
        expected, minutes = self.waiting[team].popleft()
        assert job == expected, (team, job, expected)
        for pair in combinations(sorted(self.shares), 2):
            if not set(pair) <= busy:
                self.spans.pop(pair, None)
                continue
            lead, least, most = self.spans.get(pair, (Fraction(0),) * 3)
            if team in pair:
                step = Fraction(minutes, self.shares[team])
                lead += step if team == pair[0] else -step
            self.spans[pair] = (lead, min(least, lead), max(most, lead))
            apart = self.spans[pair][2] - self.spans[pair][1]
            assert apart <= 3 * self.most_minutes, (pair, float(apart))
        return team


def keep_busy(watched, minutes_of, takes):
    """Always two jobs waiting for each of these teams."""
    for _ in range(takes):
        for team, minutes in minutes_of.items():
            while len(watched.waiting[team]) < 2:
                watched.put(team, minutes)
        watched.take()


@catches("job-for-job")
def hidden_minutes_are_shared_and_not_jobs(code):
    """A team with long jobs and one with short jobs get the same minutes"""
    keep_busy(Watched(code, 60, {"archive": 1, "captions": 1}), {"archive": 60, "captions": 1}, 600)


@catches("shares-forgotten")
def hidden_three_shares_are_three_times_the_minutes(code):
    """A team with three shares gets three times the minutes of a team with one"""
    watched = Watched(code, 20, {"archive": 1, "trailers": 3})
    keep_busy(watched, {"archive": 13, "trailers": 7}, 600)


@catches("rest-of-a-turn-is-lost")
def hidden_awkward_lengths_lose_nothing(code):
    """Jobs that never fill a turn exactly do not lose their team a part of each turn"""
    keep_busy(Watched(code, 10, {"archive": 1, "captions": 1}), {"archive": 6, "captions": 10}, 600)


@catches("catches-up-on-the-past")
def hidden_who_was_away_gets_nothing_for_it(code):
    """After a night in which one team had the machines alone, both go on side by side"""
    watched = Watched(code, 10, {"archive": 1, "trailers": 1})
    keep_busy(watched, {"archive": 10}, 500)
    keep_busy(watched, {"archive": 10, "trailers": 10}, 100)


@catches("turns-are-saved-up")
def hidden_coming_often_with_little_saves_nothing_up(code):
    """A team that came a hundred times with one minute of work cannot take all afterwards"""
    watched = Watched(code, 10, {"archive": 1, "captions": 1})
    for _ in range(100):
        watched.put("captions", 1)
        watched.put("archive", 10)
        while watched.take():
            pass
    keep_busy(watched, {"archive": 10, "captions": 10}, 100)


@catches("out-as-soon-as-empty")
def hidden_one_job_after_the_other_is_waiting_too(code):
    """A team that puts its next job when the last was taken is not left behind"""
    watched = Watched(code, 60, {"archive": 1, "captions": 1})
    for _ in range(200):
        watched.put("archive", 1)
    for _ in range(600):
        if not watched.waiting["captions"]:
            watched.put("captions", 1)
        if len(watched.waiting["archive"]) < 100:
            watched.put("archive", 1)
        watched.take()


@catches("first-come-first-served", "shares-forgotten", "job-for-job")
def hidden_random_weeks_keep_all_promises(code):
    """In random weeks every promise holds at every take, for each two teams"""
    source = random.Random(31)
    for _ in range(60):
        most = source.choice((1, 5, 30))
        teams = {team: source.choice((1, 1, 2, 5)) for team in "abcd"[: source.randint(2, 4)]}
        usual = {team: source.randint(1, most) for team in teams}
        watched = Watched(code, most, teams)
        for _ in range(300):
            if source.random() < 0.55:
                team = source.choice(sorted(teams))
                for _ in range(source.choice((1, 1, 2, 12))):
                    watched.put(team, source.choice((usual[team], source.randint(1, most))))
            if source.random() < 0.9:
                watched.take()
        while watched.take():
            pass


@catches("asks-every-team")
def hidden_two_thousand_teams(code):
    """With two thousand teams waiting, a take is as cheap as with two"""
    names = [f"team {n}" for n in range(2000)]
    queue = code.FairQueue(10, dict.fromkeys(names, 1))
    for n in range(40_000):
        queue.put(names[n % 2000], f"job {n}", 1 + n % 10)
    assert len({queue.take() for _ in range(40_000)}) == 40_000
    assert queue.take() is None
