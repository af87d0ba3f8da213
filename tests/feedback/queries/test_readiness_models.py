import pytest

from feedback.actions.readiness import refit_readiness, update_readiness
from feedback.queries.readiness_forms import readiness_name
from feedback.queries.readiness_models import model_for_updates, newest_model, own_readiness
from interviews.models import Kind
from tests.factories import UserFactory
from tests.feedback.readiness_worlds import world_of

pytestmark = pytest.mark.django_db


def test_site_without_a_fit_has_the_shipped_model(now):
    known = model_for_updates()
    assert (newest_model(), known.row, known.fitted_at) == (None, None, None)
    assert known.model.kinds == tuple(sorted(Kind.values))
    assert (known.model.day, known.model.severity.names) == (0.0, ())


def test_newest_fit_is_unpacked_once(now, django_assert_num_queries):
    world = world_of(4, now=now)
    world.hold(12, begin=9, end=1)
    row = refit_readiness(now=now)
    assert newest_model().row == row
    assert newest_model().model.version == row.version
    with django_assert_num_queries(1):
        newest_model()


def test_own_data_has_the_estimates_and_only_ones_own_severity(now):
    world = world_of(4, now=now)
    world.hold(40, begin=9, end=1)
    row = refit_readiness(now=now)
    severity = newest_model().model.severity
    user = world.people[0]
    place = severity.names.index(readiness_name(user.public_id))
    own = own_readiness(user)

    assert [line["kind"] for line in own["estimates"]] == sorted(Kind.values)
    assert {line["model_version"] for line in own["estimates"]} == {row.version}
    assert own["as_interviewer"] == {
        "severity": severity.value[place],
        "standard_deviation": severity.variance[place] ** 0.5,
        "forms": severity.forms[place],
        "model_version": row.version,
    }
    assert own_readiness(UserFactory()) == {"estimates": [], "as_interviewer": None}


def test_own_data_on_a_site_without_a_fit(now):
    world = world_of(4, now=now)
    world.hold(3, begin=9, end=1, candidate=1)
    update_readiness(world.people[1], now=now)
    own = own_readiness(world.people[1])
    assert (len(own["estimates"]), own["as_interviewer"]) == (len(Kind.values), None)
