from django.urls import path

from interviews.views.bank import packet_fork, packet_leaked, packet_restore, packet_retire
from interviews.views.bank_files import library_export, library_export_all, library_import
from interviews.views.draft_life import (
    draft_carry,
    draft_discard,
    draft_export,
    draft_reopen,
    draft_run,
    draft_withdraw,
)
from interviews.views.draft_review import draft_review, draft_submit
from interviews.views.drafts import draft, draft_check, draft_edit, draft_new, drafts
from interviews.views.library import (
    library,
    library_coverage,
    library_diff,
    library_packet,
    library_version,
)
from interviews.views.loops import loop, loops
from interviews.views.onboarding import onboarding, preparation
from interviews.views.prepare import prepare, prepare_check, prepare_print

urlpatterns = [
    path("welcome/", onboarding, name="onboarding"),
    path("preparation/", preparation, name="preparation"),
    path("loops/", loops, name="loops"),
    path("loops/<slug:company>/<slug:slug>/", loop, name="loop"),
    path("library/", library, name="library"),
    path("library/coverage/", library_coverage, name="library_coverage"),
    path("library/import/", library_import, name="library_import"),
    path("library/export/", library_export_all, name="library_export_all"),
    path("library/drafts/", drafts, name="drafts"),
    path("library/drafts/new/", draft_new, name="draft_new"),
    path("library/drafts/<uuid:public_id>/", draft, name="draft"),
    path("library/drafts/<uuid:public_id>/check/", draft_check, name="draft_check"),
    path("library/drafts/<uuid:public_id>/submit/", draft_submit, name="draft_submit"),
    path("library/drafts/<uuid:public_id>/withdraw/", draft_withdraw, name="draft_withdraw"),
    path("library/drafts/<uuid:public_id>/review/", draft_review, name="draft_review"),
    path("library/drafts/<uuid:public_id>/run/", draft_run, name="draft_run"),
    path("library/drafts/<uuid:public_id>/carry/", draft_carry, name="draft_carry"),
    path("library/drafts/<uuid:public_id>/discard/", draft_discard, name="draft_discard"),
    path("library/drafts/<uuid:public_id>/reopen/", draft_reopen, name="draft_reopen"),
    path("library/drafts/<uuid:public_id>/files/", draft_export, name="draft_export"),
    path("library/<slug:slug>/edit/", draft_edit, name="draft_edit"),
    path("library/<slug:slug>/", library_packet, name="library_packet"),
    path("library/<slug:slug>/<int:number>/", library_version, name="library_version"),
    path("library/<slug:slug>/changes/", library_diff, name="library_diff"),
    path("sessions/<uuid:public_id>/prepare/", prepare, name="prepare"),
    path("sessions/<uuid:public_id>/prepare/print/", prepare_print, name="prepare_print"),
    path("sessions/<uuid:public_id>/prepare/check/", prepare_check, name="prepare_check"),
    path("library/<slug:slug>/files/", library_export, name="library_export"),
    path("library/<slug:slug>/retire/", packet_retire, name="packet_retire"),
    path("library/<slug:slug>/restore/", packet_restore, name="packet_restore"),
    path("library/<slug:slug>/leaked/", packet_leaked, name="packet_leaked"),
    path("library/<slug:slug>/fork/", packet_fork, name="packet_fork"),
]
