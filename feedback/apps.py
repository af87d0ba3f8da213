from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "feedback"

    def ready(self) -> None:
        import feedback.receivers  # noqa: F401, PLC0415 (models must be loaded first)
