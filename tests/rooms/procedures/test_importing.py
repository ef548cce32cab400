"""Lan brings the national catalogue in; what is doubtful waits for her, nothing is overwritten."""

from __future__ import annotations

import json

import pytest

from motcua.base.actor import SYSTEM
from motcua.base.verdict import InvalidError, NotPermittedError
from motcua.procedures.content import parse_content, parse_record
from motcua.procedures.importing import actions, commands, queries
from motcua.procedures.importing.sources import NoCatalogueError, read
from motcua.procedures.importing.translating import translate
from motcua.procedures.models import ImportBatch, ProcedureVersion, QuarantinedRecord
from rooms.procedures import raws

pytestmark = pytest.mark.django_db


@pytest.fixture
def bring(tmp_path, lan, now):
    """Import these rows and full records as Lan."""

    def go(rows, fulls=None):
        path = raws.write(tmp_path, rows, fulls)
        return actions.import_catalogue(path=path, actor=lan, at=now)

    return go


@pytest.fixture
def waiting(bring):
    """One full record in the quarantine."""

    def go(raw):
        bring([], {"one": raw})
        return QuarantinedRecord.objects.get()

    return go


def test_a_sound_line_becomes_a_draft_that_is_found_and_not_public(bring):
    report = bring([raws.row()])
    assert (report.read, report.taken, report.quarantined) == (1, 1, 0)
    draft = ProcedureVersion.objects.get()
    assert (draft.state, draft.provenance, draft.process) == ("draft", "catalogue", None)
    assert [item.code for item in queries.catalogue("khai sinh")] == ["1.001193"]
    assert [item.code for item in queries.catalogue("1.0011")] == ["1.001193"]


def test_a_sound_full_record_covers_its_line(bring):
    report = bring([raws.row()], {"1.001193": raws.full()})
    assert (report.taken, report.unchanged) == (1, 1)
    content = parse_content(ProcedureVersion.objects.get().content)
    assert content.limit is not None
    assert content.limit.text == "3 ngày làm việc"
    assert [paper.name for paper in content.papers] == ["Tờ khai đăng ký khai sinh"]
    assert content.fees[0].amount == 8000


def test_a_full_record_completes_the_draft_its_line_left(bring):
    bring([raws.row()])
    report = bring([raws.row()], {"1.001193": raws.full()})
    assert (report.taken, report.filled, report.unchanged) == (0, 1, 1)
    draft = ProcedureVersion.objects.get()
    assert (draft.revision, bool(draft.content["papers"])) == (2, True)


def test_the_same_files_again_change_nothing(bring):
    rows = [raws.row(), raws.row(code="1.000656", codeNotation="1.000656", departments=[])]
    first = bring(rows)
    again = bring(list(reversed(rows)))
    assert (first.taken, first.quarantined) == (1, 1)
    assert (again.repeated, again.taken, again.quarantined, again.unchanged) == (True, 0, 0, 2)
    assert ImportBatch.objects.count() == 1


def test_a_grown_catalogue_brings_only_what_is_new(bring):
    spoilt = raws.row(code="1.000656", codeNotation="1.000656", departments=[])
    bring([raws.row(), spoilt])
    fresh = raws.row(code="1.000894", codeNotation="1.000894", name="Thủ tục đăng ký kết hôn")
    report = bring([raws.row(), spoilt, fresh])
    assert (report.taken, report.quarantined, report.unchanged) == (1, 0, 2)


def test_a_line_that_stands_twice_is_one_record(bring):
    report = bring([raws.row(), raws.row()])
    assert (report.taken, report.quarantined, report.unchanged) == (1, 0, 1)


def test_two_records_with_one_code_both_wait(bring):
    report = bring([raws.row(), raws.row(name="Thủ tục khác hẳn")])
    assert (report.taken, report.quarantined) == (0, 2)
    assert report.reasons["code_repeated"] == 2


def test_one_name_from_the_same_hands_under_two_codes_waits(bring):
    report = bring([raws.row(), raws.row(code="1.009999", codeNotation="1.009999")])
    assert (report.taken, report.reasons["name_repeated"]) == (0, 2)


def test_a_published_version_is_never_overwritten(bring, publish):
    published = publish(parse_record(translate(raws.full(), corrected=True)))
    changed = raws.full()
    for method in changed["executionMethods"]:
        method["processingTime"] = 5
    changed["cases"] = []
    report = bring([raws.row()], {"1.001193": changed})
    assert (report.taken, report.filled, report.unchanged) == (0, 0, 1)
    assert dict(report.reasons) == {"differs": 1}
    held = QuarantinedRecord.objects.get()
    assert "Thời hạn" in held.reasons[0]["sentence"]
    published.refresh_from_db()
    assert published.content["limit"]["amount"] == "3"
    seen = queries.one(held.id)
    assert seen is not None
    limits = next(side for side in seen.sides if side.label == "Thời hạn")
    assert (limits.existing, limits.incoming) == (("3 ngày làm việc",), ("5 ngày làm việc",))
    assert limits.differs
    assert seen.existing_version_id == published.id


def test_a_line_with_another_name_than_the_published_waits(bring, publish):
    publish(parse_record(translate(raws.full(), corrected=True)))
    report = bring([raws.row(name="Thủ tục đăng ký khai sinh lưu động")])
    assert dict(report.reasons) == {"differs": 1}


def test_agencies_that_the_full_record_names_are_no_gap_of_the_line(bring):
    report = bring([raws.row(departments=[""])], {"one": raws.paper(required=False)})
    assert (report.taken, dict(report.reasons)) == (1, {"paper_required": 1})


BROKEN = [
    ('{"code": "1.00', "không phải JSON"),
    ("[1, 2]", "không phải một bản ghi"),
    ('"1.001193"', "không phải một bản ghi"),
    ('{"id": "x"}', "không có mã lẫn tên"),
    ('{"code": "1.001193", "name": NaN}', "NaN"),
    ('{"code": "1.001193", "name": "a\\u0000"}', "ký tự hỏng"),
    ('{"code": "1.001193", "name": "\\ud800"}', "ký tự hỏng"),
    ('{"code": "1.001193", "x": 1e999}', "số quá lớn"),
    ('{"code": "1.001193", "x": ' + "[" * 99 + "]" * 99 + "}", "quá sâu"),
    ('{"code": "1.001193", "x": ' + "[" * 99_999 + "]" * 99_999 + "}", "quá sâu"),
]


@pytest.mark.parametrize(("line", "why"), BROKEN, ids=[why for _, why in BROKEN])
def test_a_broken_line_is_reported_with_its_place_and_costs_no_other(bring, line, why):
    report = bring([line, raws.row()])
    assert (report.taken, report.exit_code) == (1, 1)
    (found,) = report.unreadable
    assert found.place == "catalog.jsonl, dòng 1"
    assert why in found.why


def test_broken_files_are_reported(tmp_path, lan, now):
    folder = raws.write(tmp_path, [], {"empty": "", "cut": '{"data": ', "sound": raws.full()})
    (folder / "details" / "latin.json").write_bytes(b'{"code": "1.001193", "name": "\xe9"}')
    (folder / "details" / "bom.json").write_bytes(
        b"\xef\xbb\xbf" + json.dumps(raws.full(code="1.000656", codeNotation="")).encode()
    )
    report = actions.import_catalogue(path=folder, actor=lan, at=now)
    assert {item.place for item in report.unreadable} == {
        "details/empty.json",
        "details/cut.json",
        "details/latin.json",
    }
    assert report.full == 2


def test_a_single_file_is_read_too(tmp_path, lan, now):
    one = tmp_path / "1.001193.json"
    one.write_text(json.dumps(raws.full()), "utf-8")
    assert actions.import_catalogue(path=one, actor=lan, at=now).taken == 1


def test_a_path_without_a_catalogue_is_refused(tmp_path):
    with pytest.raises(NoCatalogueError, match=r"catalog\.jsonl"):
        list(read(tmp_path))


def test_the_command_line_tells_people_and_machines(tmp_path, now):
    path = raws.write(tmp_path, [raws.row(), "{", raws.row(code="x", codeNotation="x")])
    code, said = commands.import_path(path, as_json=True, at=now)
    found = json.loads(said)
    assert (code, found["read"], found["taken"], found["quarantined"]) == (1, 2, 0, 2)
    assert found["quarantined_by_reason"]["code_digits"] == 1
    assert found["unreadable"][0]["place"] == "catalog.jsonl, dòng 2"
    code, said = commands.import_path(path, as_json=False, at=now)
    assert "đã nhập trước đây" in said
    code, said = commands.import_path(tmp_path / "nowhere", as_json=True, at=now)
    assert (code, "error" in json.loads(said)) == (2, True)


def test_taking_the_proposal_reads_thousands_notes_and_words(waiting, lan, now):
    raw = raws.another_paper(name="Lưu ý: mang theo bản chính", originalQty=0, copyQty=0)
    raw["executionCases"][0]["profileComponents"][0]["required"] = False
    for method in raw["executionMethods"]:
        method |= {"processingTime": "Không quá 07 ngày làm việc", "processingTimeUnit": "OTHER"}
        method["fees"] = [{"type": "FEE", "value": 100, "description": "100.000 đồng"}]
    raw["cases"] = []
    row = actions.take_corrected(record_id=waiting(raw).id, actor=lan, at=now)
    assert row.state == "taken"
    content = parse_content(row.version.content)
    assert content.limit is not None
    assert content.limit.text == "7 ngày làm việc"
    assert content.fees[0].amount == 100_000
    assert [(paper.name, paper.required) for paper in content.papers] == [
        ("Tờ khai đăng ký khai sinh", True)
    ]
    assert "mang theo bản chính" in content.conditions


def test_taking_it_at_its_word_keeps_what_is_written(waiting, lan, now):
    row = actions.take_as_is(record_id=waiting(raws.fee(value=100)).id, actor=lan, at=now)
    content = parse_content(row.version.content)
    assert content.methods[0].fees[0].amount == 100


def test_fees_of_the_missions_abroad_are_not_made_dong(waiting):
    held = waiting(raws.fee(value=20) | {"departmentPromulgateCode": "G08"})
    seen = queries.one(held.id)
    assert seen is not None
    assert seen.proposal["methods"][0]["fees"][0]["amount"] is None


def test_the_officers_own_corrections_are_taken(waiting, lan, now):
    held = waiting(raws.full(code="1.0133611", codeNotation="1.0133611", cases=[]))
    with pytest.raises(InvalidError):
        actions.take_corrected(record_id=held.id, actor=lan, at=now)
    seen = queries.one(held.id)
    assert seen is not None
    assert list(seen.problems) == ["code"]
    assert seen.proposal["code"] == "1.0133611"
    corrected = translate(held.raw, corrected=True) | {"code": "1.013361"}
    row = actions.take_corrected(record_id=held.id, corrected=corrected, actor=lan, at=now)
    assert (row.state, row.version.code, row.decided_by) == ("taken", "1.013361", "officer:1")


def test_taking_completes_the_bare_draft_of_the_list(bring, lan, now):
    bring([raws.row()], {"one": raws.paper(required=False)})
    row = actions.take_corrected(record_id=QuarantinedRecord.objects.get().id, actor=lan, at=now)
    draft = ProcedureVersion.objects.get()
    assert (row.state, row.version, bool(draft.content["papers"])) == ("merged", draft, True)


def test_what_is_decided_is_decided_once(waiting, lan, now):
    held = waiting(raws.fee(value=100))
    actions.dismiss(record_id=held.id, note="Không dùng ở tỉnh.", actor=lan, at=now)
    with pytest.raises(actions.AlreadyDecidedError, match="Đã loại"):
        actions.take_as_is(record_id=held.id, actor=lan, at=now)


def test_a_dismissal_says_why_and_the_record_does_not_come_back(bring, lan, now):
    bring([], {"one": raws.fee(value=100)})
    held = QuarantinedRecord.objects.get()
    with pytest.raises(InvalidError, match="lý do"):
        actions.dismiss(record_id=held.id, note=" ", actor=lan, at=now)
    actions.dismiss(record_id=held.id, note="Không dùng ở tỉnh.", actor=lan, at=now)
    report = bring([raws.row()], {"one": raws.fee(value=100)})
    assert (report.quarantined, report.unchanged) == (0, 1)
    assert queries.quarantine()[1] == 0
    assert queries.quarantine(state="dismissed")[1] == 1


def test_many_are_taken_and_the_unfit_stay(bring, lan, now):
    rows = [raws.row(departments=[]), raws.row(code="1.0133611", codeNotation="1.0133611")]
    bring(rows)
    ids = [item.id for item in queries.quarantine()[0]]
    taken, refused = actions.take_many(record_ids=ids, actor=lan, at=now)
    assert (len(taken), len(refused)) == (1, 1)
    assert queries.quarantine()[1] == 1


def test_the_list_is_narrowed_by_reason_and_words(bring):
    bring(
        [
            raws.row(departments=[]),
            raws.row(code="1.000894", codeNotation="1.000894", name="Kết hôn", state="DELETED"),
        ]
    )
    assert [item.code for item in queries.quarantine(reason="state_unknown")[0]] == ["1.000894"]
    assert [item.code for item in queries.quarantine(text="khai sinh")[0]] == ["1.001193"]
    assert [item.code for item in queries.quarantine(text="1.0008")[0]] == ["1.000894"]
    counted = {item.code: item.count for item in queries.counts_by_reason()}
    assert counted == {"agency_blank": 1, "state_unknown": 1}


def test_only_a_business_administrator_imports_and_decides(bring, tmp_path, tung, minh, now):
    path = raws.write(tmp_path, [raws.row(departments=[])])
    for stranger in (tung, minh):
        with pytest.raises(NotPermittedError):
            actions.import_catalogue(path=path, actor=stranger, at=now)
    bring([raws.row(departments=[])])
    held = QuarantinedRecord.objects.get()
    for stranger in (tung, minh, SYSTEM):
        with pytest.raises(NotPermittedError):
            actions.take_as_is(record_id=held.id, actor=stranger, at=now)
        with pytest.raises(NotPermittedError):
            actions.dismiss(record_id=held.id, note="x", actor=stranger, at=now)
