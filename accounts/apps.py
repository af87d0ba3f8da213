from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        import accounts.receivers  # noqa: F401, PLC0415 (models must be loaded first)
