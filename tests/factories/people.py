import factory
from django.utils import timezone

from accounts.models import User


class UserFactory(factory.django.DjangoModelFactory):
    """A person who signed up, verified the address and finished onboarding.

    `UserFactory(timezone="Asia/Tokyo", level=4, candidate_kinds=["coding"])` sets the profile
    and preparation too.
    """

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    password = factory.django.Password("correct horse battery")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        profile_fields = {
            name: kwargs.pop(name)
            for name in (
                *("pseudonym", "timezone", "languages", "accommodations"),
                *("extra_time_percent", "weekly_goal", "paused_until_date"),
            )
            if name in kwargs
        }
        preparation_fields = {
            name: kwargs.pop(name)
            for name in (
                *("level", "interviewer_level", "target_loop", "interview_date"),
                "candidate_kinds",
                *("interviewer_kinds", "volunteers_only"),
            )
            if name in kwargs
        }
        user = super()._create(model_class, *args, **kwargs)
        now = timezone.now()
        defaults = {"languages": ["en"], "timezone_confirmed_at": now, "onboarded_at": now}
        for name, value in (defaults | profile_fields).items():
            setattr(user.profile, name, value)
        user.profile.save()
        defaults = {"candidate_kinds": ["coding"], "interviewer_kinds": ["coding"]}
        for name, value in (defaults | preparation_fields).items():
            setattr(user.preparation, name, value)
        user.preparation.save()
        user.emailaddress_set.create(email=user.email, verified=True, primary=True)
        return user
