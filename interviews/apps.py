from django.apps import AppConfig


class InterviewsConfig(AppConfig):
    name = "interviews"

    def ready(self) -> None:
        import interviews.receivers  # noqa: F401, PLC0415 (models must be loaded first)
