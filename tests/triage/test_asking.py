"""No accepted tip ever ends with nobody asked: random ladders, rosters, leaves, hours and clocks."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from crypto.keys import Seed
from triage.desk.alerts.asking import choose_asked
from triage.ground.vocabulary import PostKind, Priority
from triage.offices.duty.staff import Span, Staff
from triage.offices.posts.tables import Post
from triage.tips.routing.climb import Climb
from triage.tips.routing.ladder import Step

KEY = Seed.generate().public_key
NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)
PACE = timedelta(minutes=30)
PEOPLE = ["an", "bich", "chau", "dung", "em", "giang"]

spans = st.builds(
    lambda person, begins, hours: Span(
        person, NOON + timedelta(hours=begins), NOON + timedelta(hours=begins) + timedelta(hours=hours)
    ),
    st.sampled_from(PEOPLE),
    st.integers(-72, 72),
    st.integers(1, 96),
)
hours = st.dictionaries(st.integers(0, 6), st.tuples(st.integers(0, 719), st.integers(720, 1440)), max_size=7)
staffs = st.builds(
    Staff,
    holders=st.lists(st.sampled_from(PEOPLE), unique=True, max_size=3).map(tuple),
    deputies=st.lists(st.sampled_from(PEOPLE), unique=True, max_size=2).map(tuple),
    leaves=st.lists(spans, max_size=4).map(tuple),
    shifts=st.lists(spans, max_size=4).map(tuple),
    hours=hours,
)
ladders = st.lists(staffs, min_size=1, max_size=4)
times = st.integers(-5000, 5000).map(lambda minutes: NOON + timedelta(minutes=minutes))
barred = st.frozensets(st.sampled_from(PEOPLE), max_size=3)
KINDS = [PostKind.RESIDENTIAL, PostKind.COMMUNE, PostKind.DUTY_DESK]


def make_climb(staff: list[Staff], priority: Priority, without: frozenset[str], at: datetime) -> Climb:
    steps = tuple(Step(f"post{place}", f"area{place}", f"key{place}", KEY, each) for place, each in enumerate(staff))
    return Climb(steps, priority, PACE, without, at)


def make_posts(count: int) -> list[Post]:
    kinds = [PostKind.RESIDENTIAL] * (count - 1) + [PostKind.DUTY_DESK]
    return [Post(id=f"post{place}", kind=kind, created_at=NOON) for place, kind in enumerate(kinds)]


def anybody(staff: list[Staff], without: frozenset[str]) -> bool:
    return any(person not in without for each in staff for person in each.everybody)


@given(ladders, st.sampled_from(Priority), barred, times)
def test_somebody_is_told_at_once_when_anybody_may_see_the_tip(
    staff: list[Staff], priority: Priority, without: frozenset[str], at: datetime
) -> None:
    told = [person for _post, people in make_climb(staff, priority, without, at).list_told() for person in people]
    assert bool(told) == anybody(staff, without)
    assert not without & set(told)


@given(ladders, st.sampled_from(Priority), barred, times)
def test_somebody_is_asked_again_when_the_tip_has_reached_its_posts(
    staff: list[Staff], priority: Priority, without: frozenset[str], at: datetime
) -> None:
    posts = make_posts(len(staff))
    by_post = {post.id: each for post, each in zip(posts, staff, strict=True)}
    asked = choose_asked(posts, by_post, priority, without=without, at=at)
    people = [person for _post, people in asked for person in people]
    assert bool(people) == anybody(staff, without)
    assert not without & set(people)


@given(ladders, st.sampled_from(Priority), barred, times)
def test_every_post_of_the_ladder_gets_the_tip_when_it_waits_long_enough(
    staff: list[Staff], priority: Priority, without: frozenset[str], at: datetime
) -> None:
    climb = make_climb(staff, priority, without, at)
    granted = {grant.post_id: grant.visible_at for grant in climb.list_grants(None)}
    # A post whose people are all barred could open what they may not see: it gets nothing.
    closed = {
        step.post_id for step in climb.steps[:-1] if step.staff.everybody and not set(step.staff.everybody) - without
    }
    assert granted.keys() == {step.post_id for step in climb.steps} - closed
    assert granted[climb.steps[-1].post_id] <= climb.opens_at + len(staff) * PACE
    # Who is told can see the tip at once.
    assert all(granted[post_id] <= at for post_id, people in climb.list_told() if people)


@given(staffs, times)
def test_hours_begin_after_the_time_asked_for_when_the_post_is_closed(staff: Staff, at: datetime) -> None:
    opens_at = staff.opens_at(at)
    assert opens_at >= at
    assert staff.is_open(opens_at) or not any(staff.hours)


def test_deputy_is_asked_only_when_no_holder_is_there() -> None:
    leave = Span("an", NOON, NOON + timedelta(hours=8))
    staff = Staff(holders=("an",), deputies=("bich",), leaves=(leave,))
    assert staff.who_is_on_duty(NOON - timedelta(minutes=1)) == ("an",)
    assert staff.who_is_on_duty(NOON) == ("bich",)
    assert staff.who_is_on_duty(NOON + timedelta(hours=8)) == ("an",)


def test_shift_decides_when_it_runs() -> None:
    staff = Staff(holders=("an", "bich"), shifts=(Span("bich", NOON, NOON + timedelta(hours=8)),))
    assert staff.who_is_on_duty(NOON) == ("bich",)
    assert staff.who_is_on_duty(NOON + timedelta(hours=9)) == ("an", "bich")


def test_public_holiday_is_a_day_off_when_hours_are_set() -> None:
    # 2 September 2026, a Wednesday, is National Day; its eve is a day in lieu by law (Labour Code 2019, article 112).
    morning = datetime(2026, 9, 2, 3, tzinfo=UTC)
    staff = Staff(holders=("an",), hours=dict.fromkeys(range(7), (0, 1440)))
    assert not staff.is_open(morning)
    assert staff.opens_at(morning) == datetime(2026, 9, 2, 17, tzinfo=UTC)
