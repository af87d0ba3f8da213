"""What a session's page says to its candidate: see interviews.session_panels."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from interviews.models import Kind, Leg, Session
from interviews.session_panels import Panel, register_panel
from practice.domain.checklist import Line
from practice.forms import ToldForm
from practice.models import Story, Telling
from practice.queries.checklist import checklist_of
from practice.queries.stories import stories_of, stories_to_tell


@dataclass(frozen=True)
class BeforeSession:
    lines: list[Line]
    is_behavioural: bool
    stories: list[Story]  # to tell, their titles; those told least come first

    @property
    def done(self) -> int:
        return sum(line.is_done for line in self.lines)


@dataclass(frozen=True)
class AfterSession:
    session: Session
    form: ToldForm
    has_stories: bool


def before_session(session: Session, reader: User, *, now: datetime) -> Panel | None:
    """For a candidate until the session ends: the checklist, and the stories at hand."""
    kinds = [leg.kind for leg in _own_legs(session, reader)]
    if not kinds or not session.is_live or session.ends_at <= now:
        return None
    is_behavioural = Kind.BEHAVIOURAL in kinds
    stories = stories_to_tell(reader) if is_behavioural else []
    content = BeforeSession(checklist_of(reader), is_behavioural, stories)
    return Panel("practice/_before_session.html", content)


def after_session(session: Session, reader: User, *, now: datetime) -> Panel | None:
    """For the candidate of a behavioural round that was held: which stories they told."""
    legs = [leg for leg in _own_legs(session, reader) if leg.kind == Kind.BEHAVIOURAL]
    if not legs or session.state != Session.State.COMPLETED:
        return None
    stories = list(stories_of(reader).order_by("title"))
    told = Telling.objects.filter(leg__in=legs).values_list("story", flat=True)
    form = ToldForm(stories=stories, told=told)
    return Panel("practice/_after_session.html", AfterSession(session, form, bool(stories)))


def _own_legs(session: Session, reader: User) -> list[Leg]:
    return [leg for leg in session.legs.all() if leg.candidate_id == reader.pk]


register_panel("before", before_session)
register_panel("after", after_session)
