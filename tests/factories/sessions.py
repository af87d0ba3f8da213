from datetime import timedelta

import factory
from django.utils import timezone

from interviews.models import Leg, Participation, Session
from tests.factories.catalogue import PacketVersionFactory, RubricVersionFactory
from tests.factories.people import UserFactory


class SessionFactory(factory.django.DjangoModelFactory):
    """A confirmed swap between `first` and `second`: leg 1 has `first` as interviewer."""

    class Meta:
        model = Session
        skip_postgeneration_save = True

    mode = "swap"
    starts_at = factory.LazyFunction(
        lambda: timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=2)
    )
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + timedelta(minutes=60))
    created_at = factory.LazyFunction(timezone.now)
    changed_at = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        first = kwargs.pop("first", None) or UserFactory()
        second = kwargs.pop("second", None) or UserFactory()
        kind = kwargs.pop("kind", "coding")
        session = super()._create(model_class, *args, **kwargs)
        pairs = [(first, second), (second, first)]
        for user in (first, second):
            Participation.objects.create(session=session, user=user)
        for number, (interviewer, candidate) in enumerate(
            pairs if session.mode == "swap" else pairs[:1], start=1
        ):
            packet = PacketVersionFactory(kind=kind)
            rubric = RubricVersionFactory(kind=kind)
            Leg.objects.create(
                session=session,
                number=number,
                interviewer=interviewer,
                candidate=candidate,
                kind=kind,
                minutes=25 if session.mode == "swap" else 45,
                packet_version=packet,
                rubric_version=rubric,
            )
        return session
