"""A procedure as a sheet for the notice board (niêm yết): the fields of `ProcedureSheet`."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.urls import reverse

from motcua.base.dates import format_date
from motcua.documents.forms import Letterhead, PostedFact, PostedPaper, ProcedureSheet
from motcua.portal import cards
from motcua.procedures.pinned import PinnedVersion
from motcua.rulebook import queries as rulebook


def public_url(path: str) -> str:
    """The address that a QR code holds."""
    return f"{settings.PUBLIC_URL}{path}"


def sheet(version: PinnedVersion, on: date) -> ProcedureSheet:
    """The version of that day; the day stands on the sheet, since a sheet outlives a version."""
    agency, place = cards.decides(version, on)
    main_fee, fee_note = cards.fee_summary(version)
    fees = [cards.fee_words(fee).rstrip(".") for fee in version.fees]
    facts = [
        PostedFact("Thời hạn", version.limit.label),
        PostedFact(cards.fee_heading(version), main_fee if not fee_note else "; ".join(fees)),
        PostedFact("Nơi giải quyết", f"{agency}, {place}" if place else agency),
        PostedFact("Cách nộp", ", ".join(way.label for way in cards.ways(version))),
        PostedFact("Kết quả", "; ".join(result.name for result in version.results)),
    ]
    return ProcedureSheet(
        head=Letterhead(
            f"UBND TỈNH {rulebook.text('province.name', on)}".upper(),
            rulebook.text("centre.name", on),
            "",
            "",
        ),
        lookup_url=public_url(reverse("portal:procedure", args=[version.code])),
        hotline=rulebook.text("contact.hotline", on),
        name=version.name,
        procedure_code=version.code,
        sector=version.sector.name,
        facts=tuple(fact for fact in facts if fact.value),
        papers=tuple(
            PostedPaper(
                line.paper.name,
                str(line.paper.originals),
                str(line.paper.copies),
                " ".join(filter(None, (*line.notes, line.spared))),
            )
            for line in cards.paper_lines(version)
        ),
        steps=version.content.steps,
        conditions=tuple(line for line in version.content.conditions.split("\n") if line),
        grounds=version.content.legal_bases,
        posted=f"Theo quyết định công bố {version.announcement}, có hiệu lực từ "
        f"{format_date(version.effective_from)}. Bản in theo nội dung ngày {format_date(on)}.",
    )
