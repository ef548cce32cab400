"""Letters and results on their way out: numbered, drawn, signed, kept, and known by a public code.

`issue` does all of it inside the caller's transaction: a letter whose act does not go through has
never had a number. Where the signer has a certificate the file is signed; where not, the paper is
printed and signed by hand, and the verification page says so.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import connection

from motcua.accounts import certificates
from motcua.accounts.certificates import CertificateView
from motcua.agencies import queries as agencies
from motcua.agencies.views import UnitView
from motcua.base.dates import in_vietnam
from motcua.base.verdict import InvalidError
from motcua.documents import actions as documents
from motcua.documents import pdf
from motcua.documents.forms import Sheet
from motcua.documents.models import StoredFile
from motcua.documents.signing.ports import Mark, Signer, Wish
from motcua.dossiers import letter_facts, letter_heads, letter_sheets, records
from motcua.dossiers.actions import attachments
from motcua.dossiers.folding import DossierState
from motcua.dossiers.issued import IssuedDocument
from motcua.dossiers.letter_heads import Number, Signature
from motcua.dossiers.models import DraftAct
from motcua.dossiers.records import Request
from motcua.dossiers.states import ActKind
from motcua.dossiers.versions import version_of
from motcua.journal import actions as journal
from motcua.journal.writing import NewFact
from motcua.rulebook import queries as rulebook

# Twelve signs of an alphabet without look-alikes: sixty bits, which nobody guesses.
_ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH: Final = 12
_GROUP = 4
_PLACES: Final = {"result": "result"}
Writer = Callable[[Number], Sheet]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is about to leave: of which dossier, under whose numbers, as which kind of thing.

    `write` makes the sheet once its number is known; `act` is the draft act behind it.
    """

    dossier_id: int
    state: DossierState
    form: str
    title: str
    unit: UnitView
    write: Writer
    act: DraftAct | None = None


def number(unit_id: int, symbol: str, at: datetime) -> int:
    """The next number of the unit's letters with that symbol in the year; inside a transaction.

    The counter's row stays locked until the commit, so the numbers have no gap: who fails gives
    the number back.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO dossiers_dossiercounter AS t (unit_id, kind, period, value)"
            " VALUES (%s, %s, %s, 1)"
            " ON CONFLICT (unit_id, kind, period) DO UPDATE SET value = t.value + 1"
            " RETURNING value",
            [unit_id, f"so:{symbol}", f"{in_vietnam(at).year}"],
        )
        return int(cursor.fetchone()[0])


def symbol_of(form: str, at: datetime) -> str:
    """What stands behind the stroke of the number; empty where only the number is printed."""
    return rulebook.text(f"symbol.{form}", in_vietnam(at).date())


def new_code() -> str:
    """A public code that says nothing and cannot be guessed."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(CODE_LENGTH))


def shown_code(code: str) -> str:
    """`7K3MQ9XTPA2C` as people read and type it: `7K3M-Q9XT-PA2C`."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def verify_url(code: str) -> str:
    return f"{settings.PUBLIC_URL}/xac-minh/?ma={code}"


def render_preview(sheet: Sheet, *, at: datetime) -> bytes:
    """The sheet as it would read, marked as a preview across every page; never kept anywhere."""
    return pdf.render(sheet, on=in_vietnam(at).date(), preview=True)


def render_word(sheet: Sheet, *, at: datetime) -> bytes:
    """The sheet as a Word file, for whoever must edit it."""
    from motcua.documents import word

    return word.render(sheet, on=in_vietnam(at).date())


def preview_of(
    kind: ActKind, content: dict[str, object], state: DossierState, request: Request
) -> Sheet:
    """The letter of a draft, in the name of whoever looks at it; for `render_preview`."""
    return letter_sheets.letter_of(
        kind, content, state, version_of(state), at=request.at,
        signature=letter_heads.signature_of(request.actor, state.competent_agency_id),
    )  # fmt: skip


def issue_letter(act: DraftAct, state: DossierState, *, request: Request) -> IssuedDocument:
    """Number, draw, sign and keep the letter of an act; inside the transaction that issues it.

    `state` is the dossier before the act takes effect: the letter tells of it as it was. Raises
    `KeyUnavailableError` or `UnableToSignError` when the signer's certificate cannot sign now.
    """
    kind, at = ActKind(act.kind), request.at
    on = in_vietnam(at).date()
    signature = letter_heads.signature_of(request.actor, state.competent_agency_id)
    version = version_of(state)

    def written(number: Number) -> Sheet:
        return letter_sheets.letter_of(
            kind, act.content, state, version, at=at, signature=signature, number=number
        )

    going = Outgoing(
        act.dossier_id, state, letter_sheets.form_of(kind, on), kind.label,
        letter_heads.issuing_unit(kind, state, on), written, act,
    )  # fmt: skip
    certificate = _certificate(request)
    opened: AbstractContextManager[Signer | None] = (
        certificates.signer(certificate, at=at) if certificate else nullcontext()
    )
    with opened as signer:
        return issue(going, signature, signer, certificate, request=request)


def issue(
    going: Outgoing,
    signature: Signature,
    signer: Signer | None,
    certificate: CertificateView | None,
    *,
    request: Request,
    number_text: str = "",
) -> IssuedDocument:
    """`issue_letter` for whatever has a sheet and an open key; `number_text` where one was given."""
    at = request.at
    symbol = symbol_of(going.form, at)
    series = symbol or going.form
    count = None if number_text else number(going.unit.id, series, at)
    told = number_text or (f"{count:02}/{symbol}" if symbol else f"{count:02}")
    code = new_code()
    sheet = going.write(Number(told, verify_url(code), shown_code(code)))
    content = draw(sheet, at=at, to_sign=signer is not None)
    if signer is not None:
        content = signed(content, signer, signature, going, at)
    return keep(
        going, content, request=request, verify_code=code, certificate=certificate,
        number=(series, count, told),
    )  # fmt: skip


def draw(sheet: Sheet, *, at: datetime, to_sign: bool) -> bytes:
    """The sheet as PDF/A; where it will be signed, with the field that the signature fills."""
    on = in_vietnam(at).date()
    if not to_sign:
        return pdf.render(sheet, on=on)
    from motcua.documents.signing import making

    content, room = pdf.render_with_room(sheet, on=on)
    return content if room is None else making.with_field(content, making.Spot.within(room), at=at)


def signed(
    content: bytes, signer: Signer, signature: Signature, going: Outgoing, at: datetime
) -> bytes:
    """The file with the officer's signature and its stamp."""
    agency = agencies.agency(going.state.competent_agency_id)
    mark = Mark(signature.name, going.unit.agency_name or agency.name)
    wish = Wish(in_vietnam(at), reason=going.title, place=settings.PROVINCE, mark=mark)
    return signer.sign(content, wish)


def keep(
    going: Outgoing,
    content: bytes,
    *,
    request: Request,
    verify_code: str,
    certificate: CertificateView | None,
    number: tuple[str, int | None, str],
) -> IssuedDocument:
    """Store the bytes, put them into the dossier, and let the world verify them."""
    series, count, told = number
    file: StoredFile = documents.store(content, actor=request.actor, at=request.at)
    name = f"{going.title} {told.replace('/', '-')}.pdf"
    place = _PLACES.get(going.form, "form")
    attachment = attachments.put(
        going.dossier_id, file=file, name=name, place=place, request=request
    )
    made = IssuedDocument.objects.create(
        dossier_id=going.dossier_id, act=going.act, attachment=attachment, file=file,
        kind=going.form, title=going.title[:200], verify_code=verify_code,
        unit_id=going.unit.id, agency_id=going.state.competent_agency_id,
        symbol=series, year=in_vietnam(request.at).year, number=count, number_text=told,
        issued_at=request.at, signed_by_id=request.actor.account_id,
        certificate_id=certificate.id if certificate else None,
    )  # fmt: skip
    _tell_issued(made, request)
    return made


def end(
    issued: IssuedDocument, *, reason: str, request: Request, by: IssuedDocument | None = None
) -> None:
    """The document counts no more: revoked, or replaced by another. What it was stays readable."""
    if issued.ended_at is not None:
        raise InvalidError("Văn bản này đã thôi giá trị từ trước. Tải lại trang để xem.")
    issued.ended_at, issued.end_reason, issued.replaced_by = request.at, reason, by
    issued.save(update_fields=["ended_at", "end_reason", "replaced_by"])
    data = letter_facts.LetterEnded(issued=issued.pk, number=issued.number_text)
    if by is not None:
        data["replaced_by"] = by.pk
    beside = letter_facts.EndedBeside(reason=reason)
    _record(letter_facts.ENDED, issued.dossier_id, data, request, beside)


def _certificate(request: Request) -> CertificateView | None:
    account = request.actor.account_id
    return certificates.current(account, request.at) if account is not None else None


def _tell_issued(made: IssuedDocument, request: Request) -> None:
    data = letter_facts.LetterIssued(
        issued=made.pk, kind=made.kind, number=made.number_text, verify=made.verify_code,
        sha256=made.file_id, signed=made.certificate_id is not None,
    )  # fmt: skip
    if made.act_id is not None:
        data["act"] = made.act_id
    _record(letter_facts.ISSUED, made.dossier_id, data, request)


def _record(
    verb: str,
    dossier_id: int,
    data: letter_facts.LetterIssued | letter_facts.LetterEnded,
    request: Request,
    beside: letter_facts.EndedBeside | None = None,
) -> None:
    fact = NewFact(verb, records.SUBJECT, dossier_id, data, request.actor, request.at, beside)
    journal.record([fact])
