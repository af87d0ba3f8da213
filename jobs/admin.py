from django.contrib import admin

from jobs.models import Job


@admin.register(Job)
class JobAdmin(admin.ModelAdmin):
    """The queue and its dead letters, to look at. Reviving one is an admin action."""

    list_display = ("key", "kind", "run_at", "tries", "done_at", "dead_at", "last_error")
    list_filter = ("kind", ("dead_at", admin.EmptyFieldListFilter))
    search_fields = ("key",)
    actions = ("revive",)

    def has_add_permission(self, request) -> bool:  # type: ignore[no-untyped-def]
        return False

    def has_change_permission(self, request, obj=None) -> bool:  # type: ignore[no-untyped-def]
        return False

    @admin.action(description="Try the dead jobs again", permissions=["delete"])
    def revive(self, request, queryset) -> None:  # type: ignore[no-untyped-def]
        revived = queryset.exclude(dead_at=None).update(dead_at=None, tries=0, lease_until=None)
        self.message_user(request, f"{revived} jobs will be tried again.")
