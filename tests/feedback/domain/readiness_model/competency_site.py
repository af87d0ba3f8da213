"""A made-up site whose people's abilities in competencies are known.

Four levels are cut from latent normals. The cuts, raters who use more or less of the scale, and
abilities that grow in jumps are not the model's.
"""

import numpy as np
from scipy.special import ndtri

from feedback.domain.readiness_model.ratings import Names, Ratings, Rows, sorted_ratings
from feedback.domain.readiness_model.update import PersonForm

PEOPLE, FORMS, PACKETS = 200, 9, 40
SKILLS = {
    "coding": ("plan", "code", "checks", "communication"),
    "design": ("plan", "scale", "choices", "communication"),
}
NAMES = tuple(sorted({name for skills in SKILLS.values() for name in skills}))
CUTS = ndtri([0.12, 0.4, 0.8]) * np.sqrt(0.86)
FIRST_DAY, APART = 20_000, 20
END = FIRST_DAY + FORMS * APART


class CompetencySite:
    def __init__(self, seed: int) -> None:
        self.rng = rng = np.random.default_rng(seed)
        general = rng.normal(0, np.sqrt(0.14), (PEOPLE, 1))
        self.ability = general + rng.normal(0, np.sqrt(0.11), (PEOPLE, len(NAMES)))
        self.severity = rng.normal(0, np.sqrt(0.066), PEOPLE)
        self.stretch = rng.uniform(0.85, 1.15, PEOPLE)
        self.difficulty = rng.normal(0, np.sqrt(0.028), PACKETS)
        self.forms: list[list[PersonForm]] = [[] for _ in range(PEOPLE)]
        for number in range(FORMS):
            grown = rng.random(self.ability.shape) < 0.08
            self.ability += grown * rng.choice((-0.25, 0.25, 0.35), self.ability.shape)
            for person in range(PEOPLE):
                day = FIRST_DAY + APART * number + float(rng.uniform(0, 15))
                self.forms[person].append(self._form(person, day))

    def _form(self, person: int, day: float) -> PersonForm:
        rng, kind = self.rng, str(self.rng.choice(sorted(SKILLS)))
        by, packet = int((person + rng.integers(1, PEOPLE)) % PEOPLE), int(rng.integers(PACKETS))
        shared = rng.normal(0, np.sqrt(0.165)) - self.severity[by] - self.difficulty[packet]
        skills = SKILLS[kind]
        levels = np.array([self._level(person, name) for name in skills]) + shared
        whole = levels.mean() + rng.normal(0, 0.5)
        levels = np.append(levels + rng.normal(0, np.sqrt(0.345), len(skills)), whole)
        given = (np.digitize(self.stretch[by] * levels, CUTS) + 1).tolist()
        marks = dict(zip((*skills, "overall"), given, strict=True))
        return PersonForm(day, kind, f"p{by:03d}", f"q{packet:02d}", marks)

    def _level(self, person: int, name: str) -> float:
        return float(self.ability[person, NAMES.index(name)])

    def truth(self, person: int, name: str) -> float:
        """The chance of a 3 or better by a random interviewer, packet and day."""
        noise = np.random.default_rng(1).normal(0, np.sqrt(0.165 + 0.066 + 0.028 + 0.345), 4000)
        level = np.resize(self.stretch, 4000) * (self._level(person, name) + noise)
        return float(np.mean(level > CUTS[1]))

    def ratings(self) -> Ratings:
        rows = [
            (f"{person:03d}-{number}", f"p{person:03d}", form, criterion)
            for person, forms in enumerate(self.forms)
            for number, form in enumerate(forms)
            for criterion in form.ratings
        ]
        return sorted_ratings(
            Rows(
                form=_names([row[0] for row in rows]),
                day=np.array([row[2].day for row in rows]),
                person=_names([row[1] for row in rows]),
                interviewer=_names([row[2].interviewer for row in rows]),
                packet=_names([row[2].packet for row in rows]),
                kind=_names([row[2].kind for row in rows]),
                criterion=_names([row[3] for row in rows]),
                rating=np.array([row[2].ratings[row[3]] for row in rows]),
            )
        )


def _names(column: list[str]) -> Names:
    names, codes = np.unique(np.array(column), return_inverse=True)
    return Names(names.tolist(), codes)
