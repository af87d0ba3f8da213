"""The demo's people, with the free time and the goals they would have."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from accounts.models import User
from cohorts.domain.codes import new_join_code
from cohorts.models import Cohort, Membership
from interviews.models import Loop
from scheduling.models import WeeklyWindow

HERE = Path(__file__).parent
COACHES_GROUP = "Coaches"
EDITORS_GROUP = "Editors"


@dataclass(frozen=True)
class Person:
    """An account with what the simulation knows of its owner (see people.yaml)."""

    user: User
    traits: dict[str, Any]

    @property
    def wants(self) -> list[str]:
        return list(self.traits["wants"])

    @property
    def gives(self) -> list[str]:
        return list(self.traits["gives"])

    @property
    def meetings(self) -> int:
        """How many people they meet every week; 0: somebody now and then."""
        return int(self.traits.get("meetings", 0))

    def is_active_in(self, week: int) -> bool:
        return week < int(self.traits.get("quits_in_week", 99))

    def ability_at(self, progress: float, *, competency: str) -> float:
        """0 … 1 for a competency, at `progress` 0 … 1 through the ten weeks."""
        start, end = self.traits["ability"]
        shift = 0.18 * (competency in self.traits.get("strengths", []))
        shift -= 0.22 * (competency in self.traits.get("gaps", []))
        return float(start + (end - start) * progress + shift)


def read_script() -> dict[str, Any]:
    script: dict[str, Any] = yaml.safe_load((HERE / "people.yaml").read_text(encoding="utf-8"))
    return script


def make_people(script: dict[str, Any], *, now: datetime) -> list[Person]:
    """The accounts, verified and onboarded; all share one password (and its hash: it is slow)."""
    began_at = now - timedelta(weeks=script["cohort"]["weeks"])
    password = make_password(script["password"])
    loops = {loop.slug: loop for loop in Loop.objects.all()}
    people = [
        _make_person(traits, password=password, loops=loops, now=now, began_at=began_at)
        for traits in script["people"]
    ]
    WeeklyWindow.objects.bulk_create(
        window for person in people for window in _windows_of(person.user)
    )
    return people


def _make_person(
    traits: dict[str, Any],
    *,
    password: str,
    loops: dict[str, Loop],
    now: datetime,
    began_at: datetime,
) -> Person:
    user = User(email=traits["email"], password=password, date_joined=began_at)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    profile = user.profile
    profile.pseudonym = traits["pseudonym"]
    profile.timezone = traits["zone"]
    profile.timezone_confirmed_at = profile.onboarded_at = began_at
    profile.languages = ["en"]
    profile.save()
    preparation = user.preparation
    preparation.level = traits["level"]
    preparation.target_loop = loops.get(traits.get("loop", ""))
    preparation.candidate_kinds = traits["wants"]
    preparation.interviewer_kinds = traits["gives"]
    preparation.volunteers_only = traits.get("volunteer", False)
    if preparation.target_loop:
        preparation.interview_date = (now + timedelta(days=24 + 3 * traits["level"])).date()
    preparation.save()
    return Person(user, traits)


def make_editors(script: dict[str, Any], *, now: datetime) -> list[Person]:
    """People who write and review packets, and rehearse nothing themselves."""
    began_at = now - timedelta(weeks=script["cohort"]["weeks"])
    password = make_password(script["password"])
    editors = [
        _make_person(traits, password=password, loops={}, now=now, began_at=began_at)
        for traits in script["editors"]
    ]
    Group.objects.get(name=EDITORS_GROUP).user_set.set(person.user for person in editors)
    return editors


def _windows_of(user: User) -> list[WeeklyWindow]:
    """Weekday evenings from a start that differs between people, and weekend mornings."""
    first_hour = 17 + user.pk % 3
    evenings = [
        WeeklyWindow(user=user, weekday=day, starts=time(first_hour), ends=time(first_hour + 4))
        for day in range(5)
        if (day + user.pk) % 5
    ]
    mornings = [
        WeeklyWindow(user=user, weekday=day, starts=time(9), ends=time(13))
        for day in (5, 6)
        if (day + user.pk) % 3
    ]
    return evenings + mornings


def make_cohort(script: dict[str, Any], people: list[Person], *, now: datetime) -> Cohort:
    """The cohort with its coach and members, since the first of its weeks."""
    weeks = script["cohort"]["weeks"]
    began_at = now - timedelta(weeks=weeks)
    cohort = Cohort.objects.create(
        name=script["cohort"]["name"],
        join_code=new_join_code(),
        starts_date=began_at.date(),
        ends_date=(now + timedelta(weeks=6)).date(),
        created_at=began_at,
    )
    for person in people:
        role = person.traits["role"]
        if role in Membership.Role.values:
            Membership.objects.create(
                cohort=cohort, user=person.user, role=role, joined_at=began_at
            )
        if role == Membership.Role.COACH:
            person.user.groups.add(Group.objects.get(name=COACHES_GROUP))
    return cohort
