"""Records for the stories of this room, in the JSON that files and the importer use."""

from __future__ import annotations

from datetime import date
from typing import Any

from motcua.base.actor import Actor, ActorKind, Grant
from motcua.procedures.announcements import NewAnnouncement
from motcua.procedures.content import Record, parse_record
from motcua.procedures.states import AnnouncementKind


def officer(number: int, name: str, role: str) -> Actor:
    return Actor(ActorKind.OFFICER, str(number), name, (Grant(role, 1, 1),))


LAN = officer(1, "Lan", "business_admin")
MINH = officer(2, "Minh", "centre_director")
TUNG = officer(3, "Tùng", "intake_officer")


def decision_1351(**changes: Any) -> NewAnnouncement:
    said: dict[str, Any] = {
        "key": "qd-1351",
        "number": "1351/QĐ-UBND",
        "signed_on": date(2025, 6, 20),
        "kind": AnnouncementKind.NEW,
        "issuer": "UBND tỉnh Quảng Ngãi",
        "effective_on": date(2025, 7, 1),
        "summary": "Công bố danh mục thủ tục lĩnh vực hộ tịch.",
    }
    return NewAnnouncement(**(said | changes))


def step(key: str, kind: str, *then: str, hours: str = "1", **more: Any) -> dict[str, Any]:
    roles = {"intake": "intake_officer", "return": "return_officer", "sign": "head_of_agency"}
    return {
        "key": key,
        "name": f"Bước {key}",
        "role": roles.get(kind, "case_officer"),
        "place": "one_stop" if kind in {"intake", "return"} else "agency",
        "hours": hours,
        "kind": kind,
        "next": [{"to": target, "label": ""} for target in then],
    } | more


def birth_steps() -> list[dict[str, Any]]:
    """Registration of a birth: eight working hours, and no more."""
    return [
        step("b1", "intake", "b2", hours="1"),
        step("b2", "task", "b3", hours="4"),
        step("b3", "sign", "b4", hours="2", send_back_to=["b2"]),
        step("b4", "record", "b5", hours="1"),
        step("b5", "return", hours="0"),
    ]


def raw_record(**changes: Any) -> dict[str, Any]:
    """`Đăng ký khai sinh` of a commune, complete, with what the test changes."""
    return {
        "code": "1.001193",
        "name": "Đăng ký khai sinh",
        "sector": {"code": "G15-TP07", "name": "Hộ tịch"},
        "kind": "standard",
        "levels": ["commune"],
        "competence": {"level": "commune", "agency": None},
        "executing": ["Ủy ban nhân dân cấp xã"],
        "legal_bases": ["Luật Hộ tịch 60/2014/QH13"],
        "subjects": ["ĐT1", "DT12"],
        "steps": ["Người yêu cầu nộp tờ khai và giấy chứng sinh."],
        "methods": [
            {
                "channel": "direct",
                "limit": {"amount": "1", "unit": "working_day"},
                "fees": [{"kind": "charge", "name": "Lệ phí khai sinh", "amount": 0}],
            }
        ],
        "limit": {"amount": "1", "unit": "working_day", "cutoff_15h": True},
        "papers": [
            {"key": "to-khai", "name": "Tờ khai đăng ký khai sinh"},
            {"key": "giay-chung-sinh", "name": "Giấy chứng sinh"},
        ],
        "results": [{"code": "KQ.G15.000032", "name": "Giấy khai sinh"}],
        "online_level": "full",
        "sets": 1,
        "process": {"steps": birth_steps()},
        "provenance": "verified",
    } | changes


def record(**changes: Any) -> Record:
    return parse_record(raw_record(**changes))
