from django.urls import include, path, re_path

from scheduling.views.calendar import calendar, calendar_feed, calendar_revoke
from scheduling.views.calendar_accounts import (
    calendar_account,
    calendar_account_connect,
    calendar_account_disconnect,
)
from scheduling.views.calendar_questions import session_in_calendar
from scheduling.views.cloud_accounts import calendar_sign_in
from scheduling.views.disputes import (
    dispute,
    dispute_agree,
    dispute_decide,
    dispute_reopen,
    dispute_take_back,
    disputes,
    session_dispute,
)
from scheduling.views.inbound import mail_inbound
from scheduling.views.ledger import ledger
from scheduling.views.match_preferences import finder, finder_want_again
from scheduling.views.my_calendar import my_calendar
from scheduling.views.proposals import (
    proposal,
    proposal_accept,
    proposal_decline,
    proposal_undo,
    proposal_withdraw,
    proposals,
)
from scheduling.views.propose import propose
from scheduling.views.reconfirm import answer_by_mail, reconfirm_by_mail
from scheduling.views.sessions import (
    session,
    session_cancel,
    session_keep,
    session_meeting_url,
    session_move,
    session_reconfirm,
    session_undo_cancel,
    sessions,
)
from scheduling.views.sources import calendars, calendars_file, source_refresh, source_remove
from scheduling.views.waitlist import slot_wanted, waitlist, waitlist_leave

urlpatterns = [
    path("waitlist/", waitlist, name="waitlist"),
    path("waitlist/leave/", waitlist_leave, name="waitlist_leave"),
    path("waitlist/slots/<uuid:public_id>/", slot_wanted, name="slot_wanted"),
    path("", include("scheduling.urls_availability")),
    path("partners/<uuid:public_id>/propose/", propose, name="propose"),
    path("proposals/", proposals, name="proposals"),
    path("proposals/finder/", finder, name="proposals_finder"),
    path(
        "proposals/finder/<uuid:public_id>/want-again/",
        finder_want_again,
        name="proposals_finder_want_again",
    ),
    path("proposals/<uuid:public_id>/", proposal, name="proposal"),
    path("proposals/<uuid:public_id>/accept/", proposal_accept, name="proposal_accept"),
    path("proposals/<uuid:public_id>/decline/", proposal_decline, name="proposal_decline"),
    path("proposals/<uuid:public_id>/withdraw/", proposal_withdraw, name="proposal_withdraw"),
    path("proposals/<uuid:public_id>/undo/", proposal_undo, name="proposal_undo"),
    path("sessions/", sessions, name="sessions"),
    path("sessions/<uuid:public_id>/", session, name="session"),
    path("sessions/<uuid:public_id>/cancel/", session_cancel, name="session_cancel"),
    path("sessions/<uuid:public_id>/move/", session_move, name="session_move"),
    path("sessions/<uuid:public_id>/keep/", session_keep, name="session_keep"),
    path(
        "sessions/<uuid:public_id>/in-calendar/",
        session_in_calendar,
        name="session_in_calendar",
    ),
    path("sessions/<uuid:public_id>/reconfirm/", session_reconfirm, name="session_reconfirm"),
    path("sessions/<uuid:public_id>/meeting/", session_meeting_url, name="session_meeting_url"),
    path("mail/confirm/<str:token>/", reconfirm_by_mail, name="reconfirm_by_mail"),
    re_path(
        r"^mail/answer/(?P<token>[^/]+)/(?P<answer>decline|move|calendar)/$",
        answer_by_mail,
        name="answer_by_mail",
    ),
    path("mail/inbound/", mail_inbound, name="mail_inbound"),
    path("sessions/<uuid:public_id>/undo/", session_undo_cancel, name="session_undo_cancel"),
    path("sessions/<uuid:public_id>/dispute/", session_dispute, name="session_dispute"),
    path("disputes/", disputes, name="disputes"),
    path("disputes/<uuid:public_id>/", dispute, name="dispute"),
    path("disputes/<uuid:public_id>/agree/", dispute_agree, name="dispute_agree"),
    path("disputes/<uuid:public_id>/decide/", dispute_decide, name="dispute_decide"),
    path("disputes/<uuid:public_id>/take-back/", dispute_take_back, name="dispute_take_back"),
    path("disputes/<uuid:public_id>/reopen/", dispute_reopen, name="dispute_reopen"),
    path("calendar/", calendar, name="calendar"),
    path("calendar/week/", my_calendar, name="my_calendar"),
    path("calendars/", calendars, name="calendars"),
    path("calendars/file/", calendars_file, name="calendars_file"),
    path("calendars/sign-in/<slug:kind>/", calendar_sign_in, name="calendar_sign_in"),
    path("calendars/accounts/", calendar_account_connect, name="calendar_account_connect"),
    path("calendars/accounts/<uuid:public_id>/", calendar_account, name="calendar_account"),
    path(
        "calendars/accounts/<uuid:public_id>/disconnect/",
        calendar_account_disconnect,
        name="calendar_account_disconnect",
    ),
    path("calendars/<uuid:public_id>/refresh/", source_refresh, name="source_refresh"),
    path("calendars/<uuid:public_id>/remove/", source_remove, name="source_remove"),
    path("ledger/", ledger, name="ledger"),
    path("calendar/revoke/", calendar_revoke, name="calendar_revoke"),
    path("calendar/<str:token>.ics", calendar_feed, name="calendar_feed"),
]
