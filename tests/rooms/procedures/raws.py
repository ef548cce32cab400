"""Raw records of the national catalogue as the portal writes them, sound unless a story spoils them."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

Raw = dict[str, Any]

_ROW: Raw = {
    "id": "019f6f67-c3a8-7163-8167-02e782ebf1c2",
    "code": "1.001193",
    "codeNotation": "1.001193",
    "name": "Thủ tục đăng ký khai sinh",
    "categories": ["Hộ tịch"],
    "departments": ["Ủy ban nhân dân cấp xã"],
    "departmentPromulgate": "Bộ Tư pháp",
    "formalityTargetType": ["Công dân Việt Nam"],
    "state": "UPDATED",
    "type": "STANDARD",
}


def _method(channel: str) -> Raw:
    fee = {"type": "SERVICE_FEE", "value": 8000, "description": "8.000 đồng/bản sao"}
    return {
        "submissionMethod": channel,
        "processingTime": 3,
        "processingTimeUnit": "WORKING_DAY",
        "description": "",
        "fees": [fee],
    }


_FULL: Raw = {
    "code": "1.001193",
    "codeNotation": "1.001193",
    "name": "Thủ tục đăng ký khai sinh",
    "type": "STANDARD",
    "state": "UPDATED",
    "isWard": True,
    "isProvince": False,
    "isFullProcess": True,
    "isNonTerritorial": True,
    "departmentPromulgateName": "Bộ Tư pháp",
    "departmentPromulgateCode": "G15",
    "categoriesDetails": [{"code": "G15-TP07", "name": "Hộ tịch"}],
    "departmentsExecuting": [],
    "unitGroupsExecuting": [{"name": "Ủy ban nhân dân cấp xã"}],
    "subjectTypesDetails": [{"code": "ĐT1", "name": "Công dân Việt Nam"}],
    "executionSteps": [{"name": "Bước 1", "description": "Nộp hồ sơ."}],
    "executionMethods": [_method("DIRECT"), _method("ONLINE")],
    "executionCases": [
        {
            "name": "* Giấy tờ phải nộp:",
            "profileComponents": [
                {
                    "name": "- Tờ khai đăng ký khai sinh",
                    "code": "000.00.00.G15-KQ003301",
                    "originalQty": 1,
                    "copyQty": 0,
                    "required": True,
                    "attachments": [],
                }
            ],
        }
    ],
    "cases": [
        {
            "code": "1.001193.01",
            "name": "Đăng ký khai sinh",
            "processingDay": {"qty": 3, "type": "WORKING_DAY"},
        }
    ],
    "resultsDetails": [{"code": "KQ.G15.000031", "name": "Giấy khai sinh"}],
    "legalBasisesDetails": [{"code": "60/2014/QH13", "name": "Luật Hộ tịch"}],
    "requirementsAndConditions": "",
}


def row(**changes: Any) -> Raw:
    return deepcopy(_ROW) | changes


def full(**changes: Any) -> Raw:
    return deepcopy(_FULL) | changes


def methods(**changes: Any) -> Raw:
    """A full record with the first method changed."""
    raw = full()
    raw["executionMethods"][0] |= changes
    return raw


def fee(**changes: Any) -> Raw:
    raw = full()
    raw["executionMethods"][0]["fees"][0] |= changes
    return raw


def paper(**changes: Any) -> Raw:
    raw = full()
    raw["executionCases"][0]["profileComponents"][0] |= changes
    return raw


def another_paper(**changes: Any) -> Raw:
    """A full record with a second paper, equal to the first but for the changes."""
    raw = full()
    papers = raw["executionCases"][0]["profileComponents"]
    papers.append(deepcopy(papers[0]) | changes)
    return raw


def case(**changes: Any) -> Raw:
    raw = full()
    raw["cases"][0] |= changes
    return raw


def write(folder: Path, rows: list[Any], fulls: dict[str, Any] | None = None) -> Path:
    """A catalogue on disk; a string among the rows is written as it is."""
    lines = [item if isinstance(item, str) else json.dumps(item) for item in rows]
    (folder / "catalog.jsonl").write_text("\n".join(lines), "utf-8")
    (folder / "details").mkdir(exist_ok=True)
    for name, raw in (fulls or {}).items():
        said = raw if isinstance(raw, str) else json.dumps({"code": "OK", "data": raw})
        (folder / "details" / f"{name}.json").write_text(said, "utf-8")
    return folder
