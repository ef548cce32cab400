"""A commune's own software sends dossiers in, follows them and takes their steps."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.dossiers import checks
from motcua.dossiers.actions import results, routing
from motcua.dossiers.records import Request
from motcua.procedures import queries as procedures


def test_a_machine_receives_and_reads_a_dossier(machine, birth, world):
    answer = machine.post("/dossiers", birth(), key="den-1")
    assert answer.status_code == 201
    made = answer.json()
    assert made["replayed"] is False
    assert len(made["fact_digest"]) == 64
    dossier = made["dossier"]
    assert dossier["code"] == f"{world.one_stop().unit_code}-260903-0001"
    assert dossier["due_at"] == dossier["due_original"] == "2026-09-04T17:00:00+07:00"
    assert (dossier["status"], dossier["national_status"], dossier["version"]) == ("accepted", 2, 1)
    assert machine.get(f"/dossiers/{dossier['code']}").json() == dossier


def test_no_name_or_number_of_a_person_leaves_by_this_door(machine, birth):
    answer = machine.post("/dossiers", birth())
    code = answer.json()["dossier"]["code"]
    for shown in (answer, machine.get(f"/dossiers/{code}"), machine.get("/inbox")):
        text = shown.content.decode()
        assert not any(secret in text for secret in ("Sen", "051185004317", "0905000317"))


def test_a_dossier_goes_its_whole_way_with_machines_at_the_counter(
    machine, received, world, now, birth
):
    """The counter's program gives and returns; people in the agency do what people must do."""
    code = received["code"]
    given = machine.step(code, "forward", key="giao-1", version=1).json()["dossier"]
    assert given["awaiting_hand_over"]
    for _ in range(20):
        now.at += timedelta(minutes=10)
        shown = machine.get(f"/dossiers/{code}").json()
        if shown["status"] == "completed":
            break
        _by_people(world, code, shown, now.at)
    assert shown["status"] == "completed"
    assert machine.step(code, "notify_result").status_code == 200
    back = machine.step(
        code, "return_result", key="tra-1", identity_check="card",
        receiver={"name": "Nguyễn Thị Sen"}, method="counter",
    ).json()["dossier"]  # fmt: skip
    assert (back["status"], back["delivery"]) == ("returned", "delivered")
    assert checks.check(due_dates=True).findings == []


def _by_people(world, code, shown, at):
    version = procedures.current_version(shown["procedure_code"], at.date())
    step = version.process.step(shown["step"])
    if shown["awaiting_hand_over"]:
        (following, *_rest) = step.next
        step = version.process.step(following.to)
        routing.take_over(code, request=Request(world.officer(step.role), at))
        return
    asked = Request(world.officer(step.role), at)
    if step.kind == "sign":
        results.sign_result(code, number="12/GKS", request=asked)
    elif step.kind == "record":
        results.record_result(code, request=asked)
    else:
        routing.forward(code, request=asked, choice=step.next[0].to)


def test_an_online_dossier_waits_until_it_is_accepted(machine, birth):
    sent = machine.post("/dossiers", birth(channel="online")).json()["dossier"]
    assert (sent["status"], sent["due_at"], sent["national_status"]) == ("registered", None, 1)
    accepted = machine.step(sent["code"], "accept").json()["dossier"]
    assert accepted["status"] == "accepted"
    assert accepted["due_at"]


def test_what_a_machine_may_not_do_a_person_must(machine, received):
    """There is no action to sign, to refuse or to stop: the schema does not know them."""
    for action in ("sign_result", "refuse", "stop", "apologise", "issue_act", "recompute_due"):
        answer = machine.step(received["code"], action)
        assert answer.status_code == 422
        assert "action" in answer.json()["fields"]


@pytest.mark.parametrize(
    "field", ["due_at", "accepted_at", "finished_at", "status", "code", "unit_id", "book_number"]
)
def test_nobody_dictates_dates_numbers_or_places(machine, birth, received, field):
    """OpenCPS let clients write `dueDate` and `finishDate`; here such a field is refused by name."""
    answer = machine.post("/dossiers", birth(**{field: "2020-01-01T00:00:00+07:00"}))
    assert answer.status_code == 422
    assert field in answer.json()["fields"]
    answer = machine.step(received["code"], "forward", **{field: "x"})
    assert field in answer.json()["fields"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"procedure_code": "9.999999"}, "procedure_code"),
        ({"procedure_code": ""}, "procedure_code"),
        ({"applicant": {"name": ""}}, "applicant.name"),
        ({"applicant": {"name": "123"}}, "applicant.name"),
        ({"applicant": {"name": "Sen"}}, "applicant.phone"),
        ({"applicant": {"name": "Sen", "phone": "12"}}, "applicant.phone"),
        ({"applicant": {"name": "Sen", "phone": "٠٩٠٥٠٠٠٣١٧"}}, "applicant.phone"),
        ({"applicant": {"name": "Sen", "id_number": "٠٥١١٨٥٠٠٤٣١٧"}}, "applicant.id_number"),
        ({"applicant": {"name": "Sen", "phone": "0905000317", "email": "x"}}, "applicant.email"),
        ({"applicant": {"name": "Sen", "phone": "0905000317", "born_on": "2024-W01-1"}}, "applicant.born_on"),
        ({"applicant": {"name": "S\x00en"}}, "applicant.name"),
        ({"applicant": {"name": "S" * 201}}, "applicant.name"),
        ({"owner": {"name": "7"}}, "owner.name"),
        ({"representative": {"name": "Bình", "phone": "9"}}, "representative.phone"),
        ({"papers": []}, "paper_1"),
        ({"papers": [{"key": "a", "name": "b", "originals": 100}]}, "papers.0.originals"),
        ({"papers": [{"key": "a", "name": "b", "originals": True}]}, "papers.0.originals"),
        ({"papers": [{"key": "a", "name": "b", "originals": 10**40}]}, "papers.0.originals"),
        ({"content": "x" * 2001}, "content"),
        ({"content": "a\x00b"}, "content"),
        ({"content": "\ud800"}, "content"),
        ({"sets": 0}, "sets"),
        ({"sets": "1"}, "sets"),
        ({"channel": "telegram"}, "channel"),
        ({"return_channel": None}, "return_channel"),
        ({"exempt_fees": "yes"}, "exempt_fees"),
    ],
)  # fmt: skip
def test_each_field_is_refused_by_its_own_name(machine, birth, papers, change, field):
    answer = machine.post("/dossiers", birth(**change))
    assert answer.status_code == 422, answer.content
    fields = answer.json()["fields"]
    if field == "paper_1":
        field = f"paper_{papers[0]['key']}"
    assert field in fields, fields
    assert fields[field]


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("assign", {}),
        ("assign", {"officer": 10**30}),
        ("assign", {"officer": 999_999_999}),
        ("forward", {"officer": 999_999_999}),
        ("forward", {"choice": "khong-co"}),
        ("send_back", {"to_step": "khong-co", "reason": "nhầm"}),
        ("decline_offer", {"reason": "nhầm"}),
        ("record_result", {"number": "1/QĐ"}),
        ("return_result", {"identity_check": "card"}),
        ("take_fee", {"amount": -1, "receipt": "1"}),
        ("take_fee", {"amount": 1, "receipt": "1"}),
        ("post_result", {"tracking": "VN1"}),
        ("supplement", {"papers": []}),
        ("settle_obligation", {"receipt": "1"}),
        ("accept", {}),
        ("complete_intake", {}),
        ("forward", {"version": 0}),
        ("forward", {"version": "1"}),
    ],
)
def test_a_step_that_cannot_be_taken_changes_nothing(machine, received, action, fields):
    answer = machine.step(received["code"], action, **fields)
    assert answer.status_code in {403, 422}, answer.content
    assert machine.get(f"/dossiers/{received['code']}").json() == received


def test_a_forwarded_dossier_names_only_people_of_the_unit_it_goes_to(
    machine, received, world, now
):
    """An officer of elsewhere as the one in charge would leave the dossier with nobody."""
    stranger = world.officer("case_officer", "ubnd-21040").account_id
    answer = machine.step(received["code"], "forward", officer=stranger)
    assert answer.status_code == 422
    assert "officer" in answer.json()["fields"]
    known = world.officer("case_officer").account_id
    assert machine.step(received["code"], "forward", officer=known).status_code == 200


def test_another_units_dossier_looks_like_one_that_is_not_there(machine, neighbour, received):
    hidden = neighbour.get(f"/dossiers/{received['code']}")
    absent = neighbour.get("/dossiers/H48.999-260903-0001")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.json() == absent.json()
    hidden = neighbour.step(received["code"], "forward")
    absent = neighbour.step("H48.999-260903-0001", "forward")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.json() == absent.json()
    assert neighbour.get("/inbox").json()["items"] == []


def test_a_stale_version_is_a_conflict(machine, received):
    assert machine.step(received["code"], "forward", version=1).status_code == 200
    late = machine.step(received["code"], "forward", version=1)
    assert late.status_code in {409, 422}
    stale = machine.step(received["code"], "take_over", version=1)
    assert stale.status_code in {403, 409}


def test_a_version_that_was_not_looked_at_is_a_conflict(machine, received):
    answer = machine.step(received["code"], "forward", version=7)
    assert answer.status_code == 409
    assert answer.json()["code"] == "conflict"


def test_the_inbox_turns_its_pages_and_forgets_nobody(machine, birth, now):
    codes = set()
    for _ in range(5):
        now.at += timedelta(minutes=1)
        codes.add(machine.post("/dossiers", birth()).json()["dossier"]["code"])
    seen, cursor = [], ""
    while True:
        page = machine.get("/inbox", limit=2, cursor=cursor).json()
        seen += [row["code"] for row in page["items"]]
        cursor = page["next_cursor"]
        if not cursor:
            break
    assert sorted(seen) == sorted(codes)
    row = machine.get("/inbox", limit=1).json()["items"][0]
    assert row["remaining_minutes"] > 0


@pytest.mark.parametrize(
    "cursor", ["~99999999999999999999999", "x", "2026-09-03T09:40~1", "~", "1~1"]
)
def test_a_made_up_cursor_opens_nothing_else(machine, neighbour, received, cursor):
    for caller in (machine, neighbour):
        answer = caller.get("/inbox", cursor=cursor)
        assert answer.status_code in {200, 422}
    assert neighbour.get("/inbox", cursor="~0").json()["items"] == []
