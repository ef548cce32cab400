"""Addresses of the citizens' door: Vietnamese without diacritics, route names in English."""

from __future__ import annotations

from django.urls import path

from motcua.portal.views import (
    apply,
    catalogue,
    follow,
    guidance,
    hall,
    home,
    plain,
    posting,
    promises,
    verify,
)

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("thu-tuc/", catalogue.catalogue, name="catalogue"),
    path("thu-tuc/<str:code>/", catalogue.procedure, name="procedure"),
    path("thu-tuc/<str:code>/ban-in/", catalogue.procedure_sheet, name="procedure_sheet"),
    path("niem-yet/", posting.postings, name="postings"),
    path("niem-yet/<str:key>/", posting.posting, name="posting"),
    path("nop-ho-so/<str:code>/", apply.start, name="apply"),
    path("nop-ho-so/<str:code>/giay-to/bo/", apply.drop_file, name="apply_drop_file"),
    path("nop-ho-so/<str:code>/xem-lai/", apply.check, name="apply_check"),
    path("nop-ho-so/<str:code>/da-nop/", apply.done, name="apply_done"),
    path("nop-ho-so/<str:code>/bo-don/", apply.discard, name="apply_discard"),
    path("nop-ho-so/<str:code>/<slug:slug>/", apply.part, name="apply_part"),
    path("tra-cuu/", follow.follow, name="follow"),
    path("tra-cuu/<str:code>/", follow.followed, name="followed"),
    path("tra-cuu/<str:code>/rut-ho-so/", follow.withdraw, name="withdraw"),
    path("tra-cuu/<str:code>/bo-sung/", follow.supplement, name="supplement"),
    path("tra-cuu/<str:code>/giay-tiep-nhan/", follow.receipt, name="receipt"),
    path("tra-cuu/<str:code>/thoat/", follow.leave, name="leave"),
    path("tro-giup/", guidance.help_page, name="help"),
    path("cach-tinh-thoi-han/", guidance.deadlines, name="deadlines"),
    path("bao-ve-du-lieu-ca-nhan/", guidance.privacy, name="privacy"),
    path("kha-nang-tiep-can/", guidance.accessibility, name="accessibility"),
    path("robots.txt", plain.robots, name="robots"),
    path("favicon.ico", plain.favicon, name="favicon"),
    path("healthz", plain.healthz, name="healthz"),
    *hall.urlpatterns,
    *promises.urlpatterns,
    *verify.urlpatterns,
]
