"""Keeping, scanning, opening and sweeping files."""

from __future__ import annotations

import hashlib
import io
import os
import socket
import struct
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from motcua.base.verdict import NotPermittedError
from motcua.documents import actions, ports, queries, rules, serving, tasks
from motcua.documents import vault as store
from motcua.documents.kinds import FileKind
from motcua.documents.models import StoredFile
from motcua.documents.states import ScanStatus
from rooms.documents.conftest import CHI_HOA, office, pdf, png

pytestmark = pytest.mark.django_db


@pytest.fixture
def keep(vault, at):
    return lambda content, **more: actions.store(
        content, actor=CHI_HOA, at=at("2026-09-03T09:40"), **more
    )


def test_a_file_is_kept_under_its_hash(keep, vault):
    content = pdf()
    kept = keep(content)
    assert kept.sha256 == hashlib.sha256(content).hexdigest()
    assert (kept.size, kept.kind, kept.media_type) == (len(content), "pdf", "application/pdf")
    path = vault / kept.sha256[:2] / kept.sha256[2:4] / kept.sha256
    assert path.read_bytes() == content
    assert [found.name for found in vault.rglob("*") if found.is_file()] == [kept.sha256]


def test_the_same_bytes_are_kept_once(keep, vault):
    first, second = keep(io.BytesIO(pdf())), keep(pdf())
    assert first == second
    assert StoredFile.objects.count() == 1
    assert len([path for path in vault.rglob("*") if path.is_file()]) == 1


def test_a_refused_file_leaves_nothing_behind(keep, vault):
    with pytest.raises(rules.FileRefusedError):
        keep(b"MZ\x90")
    assert not StoredFile.objects.exists()
    assert not list(vault.iterdir())


def test_an_upload_is_not_read_beyond_its_limit(keep):
    class Endless:
        asked = 0

        def read(self, size):
            self.asked += size
            return b"%PDF-" + b"0" * (size - 5)

    upload = Endless()
    with pytest.raises(rules.FileRefusedError, match="quá mức 20 MB"):
        keep(upload)
    assert upload.asked == 20 * 1024 * 1024 + 1


def test_a_file_damaged_on_its_way_is_refused(keep):
    content = pdf()
    assert keep(content, expected=hashlib.sha256(content).hexdigest().upper())
    with pytest.raises(rules.FileRefusedError, match="hỏng dọc đường"):
        keep(content, expected="0" * 64)


def test_a_store_that_fails_half_way_keeps_no_scrap(vault, monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError("đĩa đầy")))
    store.path_of("ab" * 32).parent.mkdir(parents=True)
    with pytest.raises(OSError, match="đĩa đầy"):
        store.put("ab" * 32, b"x")
    assert not [path for path in vault.rglob("*") if path.is_file()]


def test_a_path_is_made_from_a_hash_only(vault):
    for wrong in ("../../etc/passwd", "AB" * 32, "ab" * 31, ""):
        with pytest.raises(ValueError, match="SHA-256"):
            store.path_of(wrong)


def test_the_database_refuses_a_row_that_contradicts_itself(vault, at):
    row = {"sha256": "ab" * 32, "size": 1, "kind": "pdf", "stored_at": at("2026-09-03T09:40")}
    wrong = [
        row | {"scan_status": "clean"},
        row | {"scan_status": "pending", "scanned_at": row["stored_at"]},
        row | {"scan_status": "pending", "sha256": "AB" * 32},
        row | {"scan_status": "pending", "size": 0},
        row | {"scan_status": "pending", "kind": "exe"},
    ]
    for values in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            StoredFile.objects.create(**values)


# --- the scanner


def test_without_a_scanner_a_file_says_so_and_can_be_opened(keep):
    kept = keep(pdf())
    assert kept.scan_status == ScanStatus.UNAVAILABLE
    opened = queries.open_file(kept.sha256)
    assert opened.view.scan_status.label == "Chưa quét mã độc"
    assert opened.view.kind is FileKind.PDF


def test_with_a_scanner_a_file_waits_for_its_verdict(keep, settings, at):
    settings.CLAMD_SOCKET = "/nowhere"
    kept = keep(pdf())
    assert kept.scan_status == ScanStatus.PENDING
    with pytest.raises(NotPermittedError, match="đang được quét"):
        queries.open_file(kept.sha256)
    later = at("2026-09-03T09:41")
    assert actions.scan(kept.sha256, scanner=ports.FakeScanner(), at=later) is ScanStatus.CLEAN
    assert StoredFile.objects.get().scanned_at == later
    assert queries.open_file(kept.sha256).path.is_file()


def test_an_infected_file_is_never_served_again(keep, at):
    kept = keep(pdf(ports.EICAR))
    actions.scan(kept.sha256, scanner=ports.FakeScanner(), at=at("2026-09-03T09:41"))
    assert StoredFile.objects.get().finding == "Eicar-Test-Signature"
    with pytest.raises(NotPermittedError, match="mã độc nên đã bị khóa"):
        queries.open_file(kept.sha256)
    # Neither a second upload nor a scanner that fell silent gives it back.
    keep(pdf(ports.EICAR))
    actions.scan(kept.sha256, scanner=ports.NoScanner(), at=at("2026-09-03T09:42"))
    assert StoredFile.objects.get().scan_status == ScanStatus.INFECTED


def test_the_task_asks_about_all_that_wait_and_only_if_there_is_a_scanner(
    keep, settings, monkeypatch
):
    keep(pdf())
    keep(png())
    assert tasks.scan_waiting() == 0
    settings.CLAMD_SOCKET = "/somewhere"
    monkeypatch.setattr(ports, "ClamdScanner", lambda _: ports.FakeScanner())
    assert tasks.scan_waiting() == 2
    assert queries.awaiting_scan(10) == []


@pytest.fixture
def clamd(tmp_path):
    """A daemon that speaks INSTREAM: tells what it was sent and answers as told."""
    address = str(tmp_path / "clamd.sock")
    heard, answers = [], [b"stream: OK\0"]
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    server.bind(address)
    server.listen()

    def exactly(line, count):
        got = b""
        while len(got) < count:
            got += line.recv(count - len(got))
        return got

    def serve():
        line, _ = server.accept()
        with line:
            assert exactly(line, 10) == b"zINSTREAM\0"
            body = b""
            while size := struct.unpack(">I", exactly(line, 4))[0]:
                body += exactly(line, size)
            heard.append(body)
            line.sendall(answers[0])

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield ports.ClamdScanner(address), heard, answers
    thread.join(5)
    server.close()


def test_clamd_is_sent_the_whole_file_in_pieces(clamd, tmp_path):
    scanner, heard, _ = clamd
    path = tmp_path / "tep"
    path.write_bytes(os.urandom(200_000))
    assert not scanner.scan(path).infected
    assert heard == [path.read_bytes()]


@pytest.mark.parametrize(
    ("answer", "name"), [(b"stream: Win.Test.EICAR_HDB-1 FOUND\0", "Win.Test.EICAR_HDB-1")]
)
def test_clamd_names_what_it_found(clamd, tmp_path, answer, name):
    scanner, _, answers = clamd
    answers[0] = answer
    path = tmp_path / "tep"
    path.write_bytes(b"x")
    assert scanner.scan(path).name == name


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: "])
def test_an_answer_that_is_no_verdict_is_none(clamd, tmp_path, answer):
    scanner, _, answers = clamd
    answers[0] = answer
    path = tmp_path / "tep"
    path.write_bytes(b"x")
    with pytest.raises(ports.ScannerUnavailableError):
        scanner.scan(path)


def test_a_scanner_that_is_down_leaves_the_file_unscanned(keep, settings, at):
    settings.CLAMD_SOCKET = "/nowhere/clamd.sock"
    kept = keep(pdf())
    status = actions.scan(kept.sha256, scanner=ports.scanner(), at=at("2026-09-03T09:41"))
    assert status is ScanStatus.UNAVAILABLE
    assert queries.awaiting_scan(5) == [kept.sha256]


# --- showing


def test_a_pdf_is_shown_and_cannot_act_in_our_name(keep):
    answer = serving.respond(queries.open_file(keep(pdf()).sha256), "Bản vẽ\r\n.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline;")
    assert "\r" not in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer["Cache-Control"] == "private, no-store"
    assert b"".join(answer.streaming_content) == pdf()


def test_a_picture_is_shown_in_a_sandbox(keep):
    answer = serving.respond(queries.open_file(keep(png()).sha256), "ảnh")
    assert "sandbox" in answer["Content-Security-Policy"]
    answer.close()


def test_anything_else_and_anything_asked_for_is_a_download(keep):
    word = serving.respond(queries.open_file(keep(office()).sha256), "đơn.docx")
    assert word["Content-Disposition"].startswith("attachment;")
    asked = serving.respond(queries.open_file(keep(pdf()).sha256), "a.pdf", download=True)
    assert asked["Content-Disposition"] == 'attachment; filename="a.pdf"'
    word.close()
    asked.close()


def test_a_form_drawn_just_now_is_shown_with_the_same_care():
    answer = serving.respond_pdf(b"%PDF-", "Giấy hẹn H48.129-260903-0012")
    assert answer["Content-Disposition"].startswith("inline; filename*=utf-8''Gi")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    asked = serving.respond_pdf(b"%PDF-", "a.pdf", download=True)
    assert asked["Content-Disposition"] == 'attachment; filename="a.pdf"'


def test_a_file_that_is_not_there_is_told_apart(keep, vault):
    with pytest.raises(queries.FileMissingError, match="Không có tệp này"):
        queries.open_file("ab" * 32)
    kept = keep(pdf())
    store.path_of(kept.sha256).unlink()
    with pytest.raises(queries.FileMissingError, match="quản trị kỹ thuật"):
        queries.open_file(kept.sha256)


def test_many_files_are_read_in_one_query(keep, django_assert_num_queries):
    kept = [keep(pdf()).sha256, keep(png()).sha256]
    with django_assert_num_queries(1):
        assert set(queries.files([*kept, "ab" * 32])) == set(kept)


# --- sweeping


def test_only_old_files_without_a_row_are_swept(keep, vault, at):
    kept = keep(pdf()).sha256
    store.put("ab" * 32, b"old")
    store.put("cd" * 32, b"young")
    noon = at("2026-09-03T12:00")
    for sha256, hour in ((kept, 10), ("ab" * 32, 10), ("cd" * 32, 13)):
        moment = noon.replace(hour=hour).timestamp()
        os.utime(store.path_of(sha256), (moment, moment))
    assert actions.sweep(older_than=noon) == 1
    assert store.path_of(kept).is_file()
    assert not store.path_of("ab" * 32).exists()
    assert store.path_of("cd" * 32).is_file()


@pytest.mark.django_db(transaction=True)
def test_the_sweep_waits_for_whoever_is_keeping_the_file(vault, at):
    content, noon = pdf(), at("2026-09-03T12:00")
    sha256 = hashlib.sha256(content).hexdigest()
    store.put(sha256, content)
    os.utime(store.path_of(sha256), (0, 0))
    swept = []

    def sweep():
        swept.append(actions.sweep(older_than=noon))
        connection.close()

    thread = threading.Thread(target=sweep)
    with transaction.atomic():
        actions.store(content, actor=CHI_HOA, at=noon)
        thread.start()
        thread.join(0.5)
        assert thread.is_alive()
    thread.join(5)
    assert swept == [0]
    assert store.path_of(sha256).is_file()
