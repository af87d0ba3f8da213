from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from jobs.models import Job


@admin.register(Job)
class JobAdmin(admin.ModelAdmin):
    """The queue and its dead letters, to look at. Reviving one is an admin action."""

    list_display = ("key", "kind", "run_at", "tries", "done_at", "dead_at", "last_error")
    list_filter = (
        "kind",
        ("dead_at", admin.EmptyFieldListFilter),
        ("done_at", admin.EmptyFieldListFilter),
    )
    search_fields = ("key",)
    ordering = ("-run_at",)
    actions = ("revive",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        return False

    @admin.action(description="Try the dead jobs again", permissions=["delete"])
    def revive(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        revived = queryset.exclude(dead_at=None).update(
            dead_at=None, tries=0, lease_until=None, run_at=timezone.now()
        )
        self.message_user(request, f"{revived} jobs will be tried again.")
