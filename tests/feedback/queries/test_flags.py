"""Who may look at which flag, who may decide, and what they are shown."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission

from accounts.models import User
from cohorts.models import Cohort, Membership
from feedback.models import RaterFlag, Review
from feedback.queries.flags import flag_for, flag_list, flag_page, flags_for, open_flags_count
from tests.cohorts.factories import CohortFactory, join
from tests.factories import UserFactory
from tests.feedback.builders import opened_session, people_of, submit_all
from tests.feedback.flag_builders import flag_on, pair_flagged
from tests.feedback.test_permissions import coach_of

pytestmark = pytest.mark.django_db


def access_of(user, flag) -> str:
    found = flags_for(User.objects.get(pk=user.pk)).filter(pk=flag.pk).first()
    if found is None:
        return "nothing"
    return "decides" if found.is_decidable else "looks"


def coach_of_all(*members, now, **fields):
    return Membership.objects.get(
        role="coach", cohort=CohortFactory(coach=UserFactory(), members=members, **fields)
    ).user


def staff_who_may() -> User:
    user = UserFactory()
    user.user_permissions.add(Permission.objects.get(codename="change_raterflag"))
    return user


def released(now, **answers) -> Review:
    """The interviewer's form of a one-way session."""
    session = opened_session(now=now, mode="one_way")
    for person in people_of(session):
        submit_all(person, session, now=now, **answers)
    return Review.objects.get(leg__session=session, perspective="interviewer")


# --- a pair -----------------------------------------------------------------------------------


@pytest.fixture
def pair(now):
    return pair_flagged(now=now)


def test_coach_of_both_and_staff_decide_on_a_pair(pair, now):
    both = pair.first, pair.second
    assert access_of(coach_of_all(*both, now=now), pair) == "decides"
    assert access_of(staff_who_may(), pair) == "decides"
    assert access_of(UserFactory(is_superuser=True), pair) == "decides"


def test_nobody_named_ever_looks_whatever_else_they_are(pair, now):
    for named in (pair.first, pair.second):
        assert access_of(named, pair) == "nothing"
        named.is_superuser = True
        named.save()
        assert access_of(named, pair) == "nothing"
    CohortFactory(coach=pair.first, members=[pair.second])
    assert access_of(pair.first, pair) == "nothing"


def test_coach_of_one_of_the_two_learns_nothing(pair, now):
    assert access_of(coach_of(pair.first, now=now), pair) == "nothing"
    assert access_of(coach_of(pair.second, now=now), pair) == "nothing"


def test_coach_of_each_in_a_cohort_of_their_own_decides(pair):
    coach = UserFactory()
    for person in (pair.first, pair.second):
        CohortFactory(coach=coach, members=[person])
    assert access_of(coach, pair) == "decides"


@pytest.mark.parametrize(
    "who", ["stranger", "staff without the permission", "fellow", "other coach"]
)
def test_nobody_else_learns_of_it(pair, who):
    user = UserFactory(is_staff=who == "staff without the permission")
    cohort = CohortFactory(coach=UserFactory(), members=[pair.first, pair.second])
    if who == "fellow":
        join(cohort, user)
    if who == "other coach":
        CohortFactory(coach=user, members=[UserFactory()])
    assert access_of(user, pair) == "nothing"


def test_former_coach_and_coach_of_former_members_learn_nothing(pair, now):
    both = pair.first, pair.second
    former, coach = coach_of_all(*both, now=now), coach_of_all(*both, now=now)
    Membership.objects.filter(user=former).update(left_at=now)
    Membership.objects.filter(user=pair.first).update(left_at=now)
    assert access_of(former, pair) == "nothing"
    assert access_of(coach, pair) == "nothing"


def test_only_what_was_written_while_they_were_members_reaches_a_coach(pair, now):
    both = pair.first, pair.second
    coach = coach_of_all(*both, now=now)
    Membership.objects.filter(user=pair.second).update(joined_at=now + timedelta(hours=1))
    assert access_of(coach, pair) == "nothing"
    Membership.objects.filter(user=pair.second).update(joined_at=now - timedelta(hours=1))
    assert access_of(coach, pair) == "decides"
    Cohort.objects.update(ends_date=(now - timedelta(days=3)).date())
    assert access_of(coach, pair) == "nothing"


def test_one_form_from_before_the_cohort_keeps_the_whole_flag_from_its_coach(now):
    old, new = released(now - timedelta(days=60)), released(now)
    Review.objects.filter(pk=new.pk).update(author=old.author)
    flag = flag_on(old, Review.objects.get(pk=new.pk), now=now)
    coach = coach_of_all(old.author, old.subject, new.subject, now=now)
    assert access_of(coach, flag) == "nothing"
    flag.forms.remove(old)
    assert access_of(coach, flag) == "decides"


def test_flag_without_any_form_reaches_no_coach(pair):
    coach = coach_of_all(pair.first, pair.second, now=None)
    pair.forms.clear()
    assert access_of(coach, pair) == "nothing"
    assert access_of(staff_who_may(), pair) == "decides"


# --- a single rater ---------------------------------------------------------------------------


def test_coach_of_a_rater_looks_and_decides_only_if_all_candidates_are_theirs(now):
    mine, others = released(now), released(now)
    Review.objects.filter(pk=others.pk).update(author=mine.author)
    flag = flag_on(mine, Review.objects.get(pk=others.pk), now=now)
    coach = coach_of_all(mine.author, mine.subject, now=now)
    assert access_of(coach, flag) == "looks"
    join(Cohort.objects.get(), others.subject)
    assert access_of(coach, flag) == "decides"


def test_candidate_of_a_named_form_never_looks(now):
    review = released(now)
    flag = flag_on(review, now=now)
    review.subject.is_superuser = True
    review.subject.save()
    assert access_of(review.subject, flag) == "nothing"
    CohortFactory(coach=review.subject, members=[review.author])
    assert access_of(review.subject, flag) == "nothing"
    assert access_of(coach_of(review.subject, now=now), flag) == "nothing"


# --- what is shown ----------------------------------------------------------------------------


def test_coach_reads_forms_on_their_members_and_how_many_there_are_besides(now):
    mine, others = released(now), released(now, evidence="NOT-FOR-THE-COACH")
    Review.objects.filter(pk=others.pk).update(author=mine.author)
    flag = flag_on(mine, Review.objects.get(pk=others.pk), now=now)
    coach = coach_of_all(mine.author, mine.subject, now=now)
    page = flag_page(flag_for(coach, public_id=flag.public_id), reader=coach)
    assert [form.review for one in page.directions for form in one.forms] == [mine]
    assert (page.withheld, page.forms, page.is_decidable) == (1, 2, False)

    staff = staff_who_may()
    page = flag_page(flag_for(staff, public_id=flag.public_id), reader=staff)
    assert {form.review for one in page.directions for form in one.forms} == {mine, others}
    assert (page.withheld, page.is_decidable) == (0, True)
    assert [form.is_linked for one in page.directions for form in one.forms] == [False, False]


def test_what_others_say_stands_beside_it_as_far_as_the_reader_may_read_it(now):
    review = released(now, recommendation=1)
    for recommendation, days in ((3, 0), (3, 1), (4, 2), (2, 50)):
        other = released(now - timedelta(days=days), recommendation=recommendation)
        Review.objects.filter(pk=other.pk).update(subject=review.subject)
    unreleased = opened_session(now=now, mode="one_way")
    submit_all(people_of(unreleased)[0], unreleased, now=now, recommendation=4)
    Review.objects.filter(leg__session=unreleased, perspective="interviewer").update(
        subject=review.subject
    )
    flag = flag_on(review, now=now)
    coach = coach_of_all(review.author, review.subject, now=now)
    shown = {
        user: flag_page(flag_for(user, public_id=flag.public_id), reader=user).directions[0].others
        for user in (coach, staff_who_may())
    }
    assert list(shown.values()) == [
        [("strong yes", 1), ("yes", 2)],
        [("strong yes", 1), ("yes", 2), ("no", 1)],
    ]


@pytest.mark.parametrize(
    ("chance", "of_a_thousand"), [(0.0, 0), (0.0009, 0), (0.001, 1), (0.0042, 5), (0.03, 30)]
)
def test_chance_is_said_in_flags_of_a_thousand(pair, chance, of_a_thousand):
    RaterFlag.objects.update(chance=chance)
    staff = staff_who_may()
    page = flag_page(flag_for(staff, public_id=pair.public_id), reader=staff)
    assert page.mere_chance == of_a_thousand


def test_related_flags_are_those_that_share_somebody_and_the_reader_may_look_at(pair, now):
    about_first = flag_on(pair.forms.get(author=pair.first), now=now)
    pair_flagged(now=now)
    staff, coach = staff_who_may(), coach_of_all(pair.first, pair.second, now=now)
    for user in (staff, coach):
        page = flag_page(flag_for(user, public_id=pair.public_id), reader=user)
        assert page.related == [about_first]
    third = released(now)
    about_first.forms.add(third)
    page = flag_page(flag_for(coach, public_id=pair.public_id), reader=coach)
    assert page.related == []


def test_list_has_the_clearest_first_and_decisions_by_their_time(now):
    staff = staff_who_may()
    flags = [pair_flagged(now=now, chance=chance) for chance in (0.01, 0.001, 0.005)]
    decided = [
        pair_flagged(now=now, state="confirmed", decided_at=now - timedelta(days=2)),
        pair_flagged(now=now, state="dismissed", decided_at=now),
    ]
    back = pair_flagged(now=now, state="taken_back", decided_at=now, taken_back_at=now)
    found = flag_list(staff)
    assert found.open == [flags[1], flags[2], flags[0]]
    assert found.decided == decided[::-1]
    assert found.taken_back == [back]
    assert open_flags_count(staff) == 3
    assert open_flags_count(UserFactory()) == 0


def test_long_list_says_that_it_is_cut(now, monkeypatch):
    staff = staff_who_may()
    for _ in range(2):
        pair_flagged(now=now)
    assert not flag_list(staff).is_cut
    monkeypatch.setattr("feedback.queries.flags.MOST_LISTED", 2)
    assert flag_list(staff).is_cut


def test_count_can_be_of_some_people(now):
    staff, flags = staff_who_may(), [pair_flagged(now=now) for _ in range(3)]
    assert open_flags_count(staff, among=[flags[0].first_id, flags[1].second_id]) == 2
    assert open_flags_count(staff, among=[]) == 0


@pytest.mark.parametrize("flags", [1, 3])
def test_list_and_page_cost_the_same_for_one_and_three(now, django_assert_num_queries, flags):
    found = [pair_flagged(now=now) for _ in range(flags)]
    members = [person for flag in found for person in (flag.first, flag.second)]
    coach = User.objects.get(pk=coach_of_all(*members, now=now).pk)
    with django_assert_num_queries(2 + 2 + 3):  # permissions, cohorts, one for each part
        flag_list(coach)
    single = flag_on(found[0].forms.earliest("pk"), now=now)
    for other in found[1:]:
        Review.objects.filter(rater_flags=other).update(author=single.first)
        single.forms.add(*other.forms.all())
    with django_assert_num_queries(2 + 1):  # cohorts, flag
        flag = flag_for(coach, public_id=single.public_id)
    with django_assert_num_queries(9):
        page = flag_page(flag, reader=coach)
    assert page.forms == 2 * flags - 1
