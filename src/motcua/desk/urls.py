"""Every address of the officers' door. Each view declares its gate."""

from __future__ import annotations

from django.urls import path

from motcua.desk import account_views, factors
from motcua.desk.views import (
    acts,
    administration,
    calendars,
    catalogue,
    daybook,
    dossier,
    finding,
    handover,
    hours,
    inbox,
    instant,
    leading,
    linked,
    online,
    papers,
    received,
    reception,
    register,
    rules,
)

app_name = "desk"

urlpatterns = [
    path("ban-lam-viec/", inbox.inbox, name="inbox"),
    path("ban-lam-viec/phan-cong/", leading.assignment, name="assignment"),
    path("ban-lam-viec/phan-cong/giao/", leading.assign_several, name="assign_several"),
    path("ban-lam-viec/cho-ky/", leading.signing, name="signing"),
    path("ban-lam-viec/<slug:view>/", inbox.inbox, name="shelf"),
    path("quay/tiep-nhan/", reception.reception, name="reception"),
    path("quay/tiep-nhan/thu-tuc/", reception.find_procedure, name="find_procedure"),
    path("quay/tiep-nhan/xong/<str:code>/", received.received, name="received"),
    path("quay/truc-tuyen/", online.online_queue, name="online_queue"),
    path("quay/ban-giao/", handover.handover, name="handover"),
    path("quay/ban-giao/giao/", handover.give, name="give_offers"),
    path("quay/ban-giao/nhan/", handover.take, name="take_offers"),
    path(
        "quay/ban-giao/danh-sach/<number:unit_id>/", handover.handover_sheet, name="handover_sheet"
    ),
    path("quay/tra-ket-qua/", finding.return_counter, name="return_counter"),
    path("quay/tra-ket-qua/<str:code>/", finding.return_one, name="return_one"),
    path("tim-kiem/", finding.search, name="search"),
    path("ho-so/<str:code>/", dossier.dossier, name="dossier"),
    path("ho-so/<str:code>/viec/<slug:slug>/", dossier.step, name="step"),
    path("ho-so/<str:code>/giay-tiep-nhan/", papers.receipt, name="receipt"),
    path("ho-so/<str:code>/phieu-kiem-soat/", papers.routing_slip, name="routing_slip"),
    path("ho-so/<str:code>/tep/", papers.add_files, name="add_files"),
    path("ho-so/<str:code>/tep/<number:attachment_id>/", papers.open_file, name="open_file"),
    path("ho-so/<str:code>/tep/<number:attachment_id>/bo/", papers.remove_file, name="remove_file"),
    path("ho-so/<str:code>/van-ban/soan/<slug:kind>/", acts.draft, name="draft_act"),
    path("ho-so/<str:code>/van-ban/<number:act_id>/", acts.act, name="act"),
    path("ho-so/<str:code>/van-ban/<number:act_id>/sua/", acts.edit, name="edit_act"),
    path("ho-so/<str:code>/van-ban/<number:act_id>/duyet/", acts.approve, name="approve_act"),
    path("ho-so/<str:code>/van-ban/<number:act_id>/tra-lai/", acts.send_back, name="send_back_act"),
    path("ho-so/<str:code>/van-ban/<number:act_id>/huy/", acts.cancel, name="cancel_act"),
    path("danh-muc/", catalogue.catalogue, name="catalogue"),
    path("danh-muc/phien-ban/<number:version_id>/", catalogue.version, name="version"),
    path("danh-muc/can-xem-lai/", catalogue.quarantine, name="quarantine"),
    path("danh-muc/can-xem-lai/nhieu/", catalogue.decide_several, name="decide_several"),
    path(
        "danh-muc/can-xem-lai/<number:record_id>/",
        catalogue.quarantined_record,
        name="quarantined_record",
    ),
    path(
        "danh-muc/can-xem-lai/<number:record_id>/quyet-dinh/",
        catalogue.decide_record,
        name="decide_record",
    ),
    path("lich-lam-viec/", calendars.calendars, name="calendars"),
    path("lich-lam-viec/<int:year>/", calendars.calendar_year, name="calendar_year"),
    path("lich-lam-viec/<int:year>/sua/", calendars.edit_calendar, name="edit_calendar"),
    path(
        "lich-lam-viec/de-nghi/<int:proposal_id>/",
        calendars.calendar_proposal,
        name="calendar_proposal",
    ),
    path(
        "lich-lam-viec/de-nghi/<int:proposal_id>/xac-nhan/",
        calendars.confirm_calendar,
        name="confirm_calendar",
    ),
    path(
        "lich-lam-viec/de-nghi/<int:proposal_id>/rut/",
        calendars.withdraw_calendar,
        name="withdraw_calendar",
    ),
    *account_views.urlpatterns,
    *daybook.urlpatterns,
    *instant.urlpatterns,
    *administration.urlpatterns,
    *hours.urlpatterns,
    *register.urlpatterns,
    *rules.urlpatterns,
    *linked.urlpatterns,
    *factors.urlpatterns,
]
