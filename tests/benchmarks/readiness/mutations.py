"""The two classic mistakes, made on purpose: the benchmark has to notice both."""

from dataclasses import replace

import numpy as np

from feedback.domain.readiness_model.parameters import Parameters
from feedback.domain.readiness_model.scores import DOMAIN, RECOMMENDATION, TALK

NOTHING = 1e-9


def without_session_effect(parameters: Parameters) -> Parameters:
    """What a form's parts share is left out: each is as independent as if given on another day."""
    own = np.zeros_like(parameters.noise)
    for part in (TALK, RECOMMENDATION):
        shared = parameters.noise[:, DOMAIN, part]
        own[:, part, part] = parameters.noise[:, part, part] - shared
    own[:, DOMAIN, DOMAIN] = NOTHING
    return replace(parameters, noise=own)


def without_facets(parameters: Parameters) -> Parameters:
    """Interviewers and packets are all alike; what they differ in is noise of the form."""
    facets = parameters.severity + parameters.difficulty
    return replace(
        parameters, severity=NOTHING, difficulty=NOTHING, noise=parameters.noise + facets
    )
