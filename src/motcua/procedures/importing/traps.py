"""What is doubtful in one raw record of the national catalogue, each point with its sentence.

`traps` is pure. It reads both kinds of record; what only a full record can have wrong is in
`full_traps`. A blank more or less in a name is no trap: it is cleaned as it is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from motcua.procedures.content import CODE
from motcua.procedures.importing import wording
from motcua.procedures.importing.full_traps import FULL_CHECKS
from motcua.procedures.importing.reasons import Trap
from motcua.procedures.importing.shapes import (
    Raw,
    agencies_of,
    clean,
    is_full,
    objects,
    strings,
    text,
)

__all__ = ["Trap", "traps"]

_CODE_IN_NAME = re.compile(r"\(\s*[1-9]\.\d{6}\s*\)")
_PASTED = re.compile(r"trình tự thực hiện|thành phần hồ sơ|cách thức thực hiện", re.IGNORECASE)
_DELETED = re.compile(r"[-_\s]*xo[aá]$", re.IGNORECASE)
_TEXT_FIELDS = ("code", "codeNotation", "name", "state", "type")
_LIST_FIELDS = ("categories", "departments", "formalityTargetType", "executionMethods", "cases")


def traps(raw: Raw) -> list[Trap]:
    """Every trap of the record, in the order in which an officer reads it; empty when it is sound."""
    checks = (*_CHECKS, *(FULL_CHECKS if is_full(raw) else _ROW_CHECKS))
    return [trap for check in checks for trap in check(raw)]


def _wrong_kind(raw: Raw) -> Iterator[Trap]:
    for key in _TEXT_FIELDS:
        if not isinstance(raw.get(key, ""), str):
            yield Trap("wrong_kind", f"Trường “{key}” phải là chữ.", key)
    for key in _LIST_FIELDS:
        if not isinstance(raw.get(key, []), list):
            yield Trap("wrong_kind", f"Trường “{key}” phải là danh sách.", key)


def _code(raw: Raw) -> Iterator[Trap]:
    written = text(raw, "code")
    code = written.strip()
    if not code:
        yield Trap("code_blank", "Không có mã thủ tục: tra mã trên cơ sở dữ liệu quốc gia.", "code")
        return
    if written != code:
        yield Trap("code_blanks", f"Mã “{written}” có dấu cách ở đầu hoặc cuối.", "code")
    if _DELETED.search(code):
        yield Trap("code_deleted", f"Mã “{code}” có đuôi “Xoa”: bản ghi đã bị xóa.", "code")
    elif not re.fullmatch(CODE, code):
        yield Trap("code_digits", f"Mã “{code}” không đúng dạng một số, chấm, sáu số.", "code")
    notation = text(raw, "codeNotation")
    if notation.strip() and notation.strip() != code:
        yield Trap("code_notation", f"Ký hiệu “{notation}” khác mã “{code}”.", "codeNotation")


def _name(raw: Raw) -> Iterator[Trap]:
    name = clean(text(raw, "name"))
    if not name:
        yield Trap("name_blank", "Không có tên thủ tục.", "name")
    if _CODE_IN_NAME.search(name):
        yield Trap("name_has_code", "Tên lặp lại mã thủ tục trong ngoặc.", "name")
    if _PASTED.search(name):
        yield Trap("name_pasted", "Tên dính một đoạn của phần khác (chép thừa).", "name")


def _issuer(raw: Raw) -> Iterator[Trap]:
    key = "departmentPromulgateName" if is_full(raw) else "departmentPromulgate"
    issuer, kind = clean(text(raw, key)), text(raw, "type")
    if not issuer:
        yield Trap("issuer_blank", "Không ghi cơ quan công bố.", key)
    elif wording.unknown_province(issuer):
        yield Trap("issuer_unknown", f"“{issuer}” không phải một tỉnh, thành phố hiện nay.", key)
    if kind not in wording.KINDS:
        yield Trap("type_unknown", f"Loại “{kind}” không có trong bảng loại thủ tục.", "type")
    elif issuer and (kind == "SPECIFIC") is not wording.is_local(issuer) and "INTERNAL" not in kind:
        sentence = f"Loại {kind} không hợp với cơ quan công bố “{issuer}”."
        yield Trap("type_contradicts", sentence, "type")
    if text(raw, "state") not in wording.STATES:
        sentence = f"Trạng thái “{text(raw, 'state')}” không phải đang có hiệu lực."
        yield Trap("state_unknown", sentence, "state")


def _agencies(raw: Raw) -> Iterator[Trap]:
    key = "departmentsExecuting" if is_full(raw) else "departments"
    named = agencies_of(raw)
    written = strings(raw, key) or [text(item, "name") for item in objects(raw, key)]
    blanks = sum(not name.strip() for name in written)
    if not named:
        yield Trap("agency_blank", "Không ghi cơ quan thực hiện.", key)
    elif blanks:
        sentence = f"{blanks} trong {len(written)} cơ quan thực hiện để trống."
        yield Trap("agency_partly_blank", sentence, key)
    for name in named:
        if wording.agency_ended(name):
            sentence = f"“{name}” không còn từ 01/7/2025: thay bằng cơ quan kế thừa."
            yield Trap("agency_ended", sentence, key)


def _row_sector(raw: Raw) -> Iterator[Trap]:
    sectors = {name for name in map(clean, strings(raw, "categories")) if name}
    if not sectors:
        yield Trap("sector_blank", "Không ghi lĩnh vực.", "categories")
    elif len(sectors) > 1:
        named = "; ".join(sorted(sectors))
        yield Trap("sector_many", f"Có nhiều lĩnh vực: {named}. Chọn một.", "categories")


def _row_subjects(raw: Raw) -> Iterator[Trap]:
    key = "formalityTargetType"
    subjects = [clean(name) for name in strings(raw, key)]
    if not subjects:
        yield Trap("subject_blank", "Không ghi đối tượng thực hiện.", key)
    for name in subjects:
        if name not in wording.SUBJECTS:
            sentence = f"Đối tượng “{name}” không có trong bảng đối tượng quốc gia."
            yield Trap("subject_unknown", sentence, key)


Check = Callable[[Raw], Iterator[Trap]]
_CHECKS: tuple[Check, ...] = (_wrong_kind, _code, _name, _issuer, _agencies)
_ROW_CHECKS: tuple[Check, ...] = (_row_sector, _row_subjects)
