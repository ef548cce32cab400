"""What erasing leaves of a person: nothing in any column of any table, nothing in the file store."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection

from building import BINH, Case, permit
from motcua.base.text import fold
from motcua.control.actions import gate, overseeing
from motcua.control.actions.overseeing import Wanted
from motcua.control.models import Finding, Review
from motcua.control.queries import figures
from motcua.documents import actions as documents
from motcua.documents import vault
from motcua.documents.models import StoredFile
from motcua.documents.queries import FileMissingError, open_file
from motcua.documents.rules import FileRefusedError
from motcua.dossiers import checks
from motcua.dossiers.actions import (
    attachments,
    drafting,
    instant,
    intake,
    issuing,
    pauses,
    verifications,
)
from motcua.dossiers.actions.instant import Entry
from motcua.dossiers.issued import IssuedDocument
from motcua.dossiers.models import Attachment, Dossier, DraftAct
from motcua.dossiers.people import People, Person
from motcua.dossiers.queries import detail
from motcua.dossiers.records import Request
from motcua.dossiers.retention import actions, queries
from motcua.dossiers.states import ActKind
from motcua.journal import actions as journal
from motcua.journal import verification
from motcua.procedures.tariffs import Quantities

LAN = Person("Phạm Thị Lan", id_number="051185000088", phone="0905777001")
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
SHARED = PDF + b"% one form for all\n"


class Told(Case):
    """A permit that ended, after everything that can be written about its person was written."""

    def __init__(self, world) -> None:
        super().__init__(world)
        wanted = replace(permit(world), people=People(LAN, LAN))
        self.clerk = Request(world.officer("intake_officer"), world.at)
        self.other = intake.receive(
            wanted, unit_id=world.one_stop().id, request=self.clerk
        ).state.code
        self.filed(PDF, f"CCCD {BINH.name}.pdf")
        self.filed(SHARED, f"Mẫu chung {BINH.name}.pdf")
        verifications.verify(
            self.code, held_at=self.at, place=f"Nhà {self.says}", participants=BINH.name,
            content=self.says, request=self.by(self.officer),
        )  # fmt: skip
        drafting.draft_text(
            self.code, content={"title": self.says, "text": self.says, "ground": self.says},
            request=self.by(self.officer),
        )  # fmt: skip
        overseeing.raise_finding(self.finding(), request=self.by(self.controller))
        self.asked_for_papers()
        self.given_back()

    @property
    def says(self) -> str:
        return f"Ông {BINH.name}, số {BINH.id_number}, điện thoại {BINH.phone}"

    def filed(self, content: bytes, name: str) -> Attachment:
        file = documents.store(content, actor=self.officer, at=self.at)
        return attachments.attach(self.code, file=file, name=name, request=self.by(self.officer))

    def finding(self) -> Wanted:
        return Wanted(
            unit_id=self.state.holder_unit_id, title=self.says, content=self.says,
            ground=self.says, due_at=self.by(self.officer, 48).at, dossier_id=self.id,
        )  # fmt: skip

    def asked_for_papers(self) -> None:
        act = self.drafted(**self.asking(reason=self.says))
        act = gate.approve(act.pk, version=act.version, request=self.by(self.head))
        review = Review.objects.get(act=act, outcome="")
        gate.send_back(
            review.pk, reasons=["other"], note=self.says, version=act.version,
            request=self.by(self.controller),
        )  # fmt: skip
        act.refresh_from_db()
        act = gate.approve(act.pk, version=act.version, request=self.by(self.head))
        review = Review.objects.get(act=act, outcome="")
        gate.amend(
            review.pk, content=self.asking(reason=f"{self.says}."), version=act.version,
            note=self.says, request=self.by(self.controller),
        )  # fmt: skip
        act.refresh_from_db()
        issuing.issue_act(act.pk, version=act.version, request=self.by(self.head))
        clerk = self.world.in_unit("intake_officer", self.state.receiving_unit_id)
        papers = [{"key": self.version.papers[0].key, "name": "Bản vẽ", "originals": 1}]
        pauses.supplement(self.code, papers=papers, request=self.by(clerk, 2))

    def given_back(self) -> None:
        content = {
            "reason": self.says, "ground": "Điều 54", "reason_code": "condition_unmet",
        }  # fmt: skip
        act = self.cleared(self.drafted(ActKind.RETURN, **content))
        issuing.issue_act(act.pk, version=act.version, request=self.by(self.head, 3))


@pytest.fixture
def told(world, settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path / "files"
    return Told(world)


def erased(told):
    """The round that two people carry out long after; the moment."""
    later = told.at.replace(year=told.at.year + 80)
    admin = told.world.officer("business_admin", "trung-tam-pvhcc")
    director = told.world.officer("centre_director", "trung-tam-pvhcc")
    found = next(one for one in queries.rehearsed(later) if one.dossiers)
    number = actions.propose(
        found.kind.slug, seen=found.dossiers, reason="Biên bản 7", actor=admin, at=later
    )
    actions.confirm(number, seen=found.dossiers, actor=director, at=later)
    while actions.carry_out(number, at=later):
        continue
    return later


def tables_with(*words: str) -> list[str]:
    """Every table of the database in which one of the words stands, in whatever column."""
    with connection.cursor() as db:
        db.execute(
            "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind = 'r' AND n.nspname = 'public' ORDER BY 1"
        )
        tables = [row[0] for row in db.fetchall()]
        held = []
        for table in tables:
            db.execute(
                f"SELECT EXISTS (SELECT FROM {table} t"
                " WHERE lower(to_jsonb(t)::text) LIKE ANY(%s))",
                [[f"%{word.lower()}%" for word in words]],
            )
            if db.fetchone()[0]:
                held.append(table)
    return held


WORDS = (BINH.name, fold(BINH.name), BINH.id_number, BINH.phone)


def test_the_person_stood_in_many_tables_and_stands_in_none(told):
    before = set(tables_with(*WORDS))
    assert {
        "dossiers_dossier", "dossiers_draftact", "dossiers_attachment", "dossiers_verification",
        "dossiers_resultdraft", "control_review", "control_finding",
    } <= before  # fmt: skip
    assert any(name.startswith("journal_private") for name in before)
    erased(told)
    assert tables_with(*WORDS) == []
    journal.seal()
    report = verification.verify()
    assert not report.findings
    assert checks.check().findings == []


def test_what_was_entered_at_once_with_its_key_goes_too(told):
    """A certified copy, recorded at the counter with an idempotency key."""
    entry = Entry(
        "2.000815", People(BINH, BINH), Quantities(copies=3, pages=4), told.says, receipt="BL-1"
    )
    done = instant.record_instant(
        entry, unit_id=told.world.one_stop().id,
        request=replace(told.clerk, key=told.says, digest="a" * 64),
    )  # fmt: skip
    assert "dossiers_actionkey" in tables_with(BINH.name)
    later = erased(told)
    while any(found.dossiers for found in queries.rehearsed(later)):
        erased(told)
    assert tables_with(*WORDS) == []
    kept = Dossier.objects.get(pk=done.id)
    assert (kept.register_kind, kept.register_number, kept.fee_total) == ("BS", 1, 18_000)
    assert checks.check().findings == []


def test_files_go_after_the_commit_but_not_those_that_others_hold(told):
    own = Attachment.objects.get(dossier_id=told.id, name__startswith="CCCD").file_id
    shared = Attachment.objects.get(dossier_id=told.id, name__startswith="Mẫu").file_id
    attachments.attach(
        told.other, file=StoredFile.objects.get(pk=shared), name="Mẫu.pdf",
        request=told.clerk,
    )  # fmt: skip
    letters = set(IssuedDocument.objects.values_list("file_id", flat=True))
    later = erased(told)
    for gone in {own, *letters}:
        assert not Path(vault.path_of(gone)).exists()
        assert StoredFile.objects.get(pk=gone).gone_at == later
        with pytest.raises(FileMissingError, match="đã xóa theo thời hạn"):
            open_file(gone)
    assert open_file(shared).path.exists()


def test_a_crash_before_the_bytes_went_is_made_good_by_the_next_run(told, monkeypatch):
    def killed(*, at):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(documents, "remove_erased", killed)
        with pytest.raises(KeyboardInterrupt):
            erased(told)
    waiting = StoredFile.objects.filter(erased_at__isnull=False, gone_at=None)
    assert waiting.count() >= 2
    number = queries.under_way()[0]
    assert not actions.carry_out(number, at=told.at.replace(year=told.at.year + 80))
    assert not waiting.exists()
    kept = set(StoredFile.objects.filter(erased_at=None).values_list("pk", flat=True))
    assert set(vault.hashes(older_than=float("inf"))) == kept


def test_bytes_that_somebody_brings_again_are_kept_again(told):
    own = Attachment.objects.get(dossier_id=told.id, name__startswith="CCCD").file_id
    later = erased(told)
    with pytest.raises(FileRefusedError, match="vừa bị xóa"):
        documents.require_kept(own)
    again = documents.store(PDF, actor=told.officer, at=later)
    documents.require_kept(again.pk)
    assert again.pk == own
    assert documents.remove_erased(at=later) == 0
    assert open_file(own).path.read_bytes() == PDF


def test_what_counts_stays_and_the_pages_of_the_case_still_open(told):
    since, until = told.by(told.officer, -24).at, told.by(told.officer, 24 * 9).at
    counted = figures.figures(told.controller, since=since, until=until)
    acts = list(
        DraftAct.objects.order_by("pk").values_list("kind", "status", "reason_code", "number")
    )
    letters = list(IssuedDocument.objects.values_list("number_text", "verify_code"))
    erased(told)
    assert counted.shares
    assert figures.figures(told.controller, since=since, until=until) == counted
    assert acts == list(
        DraftAct.objects.order_by("pk").values_list("kind", "status", "reason_code", "number")
    )
    assert letters == list(IssuedDocument.objects.values_list("number_text", "verify_code"))
    shown = detail.case(told.code, told.controller)
    assert (shown.people, shown.attachments) == (None, ())
    assert detail.timeline(shown)
    assert Finding.objects.get().title == "Nội dung đã xóa theo thời hạn lưu giữ"
