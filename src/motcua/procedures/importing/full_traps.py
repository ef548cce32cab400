"""What only a full record can have wrong: limits, fees, papers, cases, results."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from motcua.procedures.importing import wording
from motcua.procedures.importing.reasons import Trap
from motcua.procedures.importing.shapes import (
    Raw,
    clean,
    number,
    objects,
    papers_of,
    quantities,
    text,
)

_CASE_CODE = re.compile(r"[1-9]\.\d{6}(?:\.\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2})?\.\d{2,3}")
_LEVEL_FLAGS = ("isWard", "isProvince", "isMinistry", "isVertical", "isOtherAgency")
_THOUSAND = 1000
_METHODS = "executionMethods"


def _sector(raw: Raw) -> Iterator[Trap]:
    sectors = {
        (text(item, "code"), clean(text(item, "name")))
        for item in objects(raw, "categoriesDetails")
    }
    if not any(name for _, name in sectors):
        yield Trap("sector_blank", "Không ghi lĩnh vực.", "categoriesDetails")
    elif len(sectors) > 1:
        named = "; ".join(sorted(f"{code} {name}" for code, name in sectors))
        yield Trap("sector_many", f"Có nhiều lĩnh vực: {named}. Chọn một.", "categoriesDetails")


def _subjects(raw: Raw) -> Iterator[Trap]:
    key = "subjectTypesDetails"
    subjects = objects(raw, key)
    if not subjects:
        yield Trap("subject_blank", "Không ghi đối tượng thực hiện.", key)
    known = set(wording.SUBJECTS.values())
    for item in subjects:
        if text(item, "code") not in known:
            sentence = f"Đối tượng “{clean(text(item, 'name'))}” không có trong bảng quốc gia."
            yield Trap("subject_unknown", sentence, key)


def _level(raw: Raw) -> Iterator[Trap]:
    if not any(raw.get(flag) is True for flag in _LEVEL_FLAGS):
        yield Trap("level_blank", "Không đánh dấu cấp nào thực hiện.", "isWard")


def _steps(raw: Raw) -> Iterator[Trap]:
    steps = objects(raw, "executionSteps")
    if not any(clean(text(step, "description") + text(step, "name")) for step in steps):
        yield Trap("steps_blank", "Không có trình tự thực hiện.", "executionSteps")


def _limits(raw: Raw) -> Iterator[Trap]:
    methods = objects(raw, _METHODS)
    if not methods:
        yield Trap("method_blank", "Không có cách thức thực hiện.", _METHODS)
    said = dict.fromkeys(trap for method in methods for trap in _limit(method))
    yield from said
    times: dict[str, set[str]] = {}
    for method in methods:
        channel = text(method, "submissionMethod")
        times.setdefault(channel, set()).add(_time(method))
    for channel, found in times.items():
        if channel not in wording.CHANNELS:
            yield Trap("method_unknown", f"Cách nộp “{channel}” không nhận ra.", _METHODS)
        elif len(found) > 1:
            label = wording.CHANNEL_LABELS[channel]
            sentence = f"Nộp {label} có {len(found)} thời hạn: {'; '.join(sorted(found))}."
            yield Trap("method_repeated", sentence, _METHODS)


def _limit(method: Raw) -> Iterator[Trap]:
    written, unit = method.get("processingTime"), text(method, "processingTimeUnit")
    amount = number(written)
    if written is None or written == "":
        yield Trap("limit_blank", "Có cách nộp không ghi thời hạn giải quyết.", _METHODS)
    elif amount is None:
        shown = clean(str(written))[:160]
        yield Trap("limit_free_text", f"Thời hạn viết bằng lời: “{shown}”.", _METHODS)
    elif not amount:
        yield Trap("limit_blank", "Thời hạn giải quyết ghi 0.", _METHODS)
    if amount is not None and unit not in wording.UNITS:
        word = wording.UNIT_WORDS.get(unit, unit or "trống")
        sentence = f"Thời hạn {written} tính theo “{word}”: chọn ngày làm việc, ngày hoặc giờ."
        yield Trap("limit_unit", sentence, _METHODS)


def _time(method: Raw) -> str:
    written, unit = method.get("processingTime"), text(method, "processingTimeUnit")
    amount = number(written)
    shown = f"{amount.normalize():f}" if amount is not None else clean(str(written))[:60]
    return f"{shown} {wording.UNIT_WORDS.get(unit, unit)}".strip()


def _cases(raw: Raw) -> Iterator[Trap]:
    cases = objects(raw, "cases")
    codes = Counter(text(case, "code") for case in cases)
    for code, times in codes.items():
        if not _CASE_CODE.fullmatch(code):
            yield Trap("case_code", f"Mã trường hợp “{code}” sai dạng.", "cases")
        elif times > 1:
            yield Trap("case_repeated", f"Mã trường hợp {code} dùng {times} lần.", "cases")
    channels = {_time(method) for method in objects(raw, _METHODS)}
    for case in cases:
        time = _case_time(case)
        if time and channels and time not in channels:
            sentence = (
                f"Trường hợp {text(case, 'code')} ghi {time}, "
                f"cách nộp ghi {'; '.join(sorted(channels))}."
            )
            yield Trap("limit_case", sentence, "cases")


def _case_time(case: Raw) -> str:
    day = case.get("processingDay")
    if not isinstance(day, dict):
        return ""
    return _time({"processingTime": day.get("qty"), "processingTimeUnit": day.get("type")})


def _fees(raw: Raw) -> Iterator[Trap]:
    fees = (fee for method in objects(raw, _METHODS) for fee in objects(method, "fees"))
    yield from dict.fromkeys(trap for fee in fees for trap in _fee(fee))


def _fee(fee: Raw) -> Iterator[Trap]:
    kind, value = text(fee, "type"), number(fee.get("value"))
    said = clean(text(fee, "description"))
    if kind not in wording.FEE_KINDS:
        word = wording.FEE_NAMES.get(kind, kind or "trống")
        yield Trap("fee_kind", f"Khoản thu loại “{word}” không phải phí, lệ phí.", _METHODS)
    if value is not None and 0 < value < _THOUSAND:
        sentence = (
            f"Mức thu ghi {value:f}: có thể là nghìn đồng hoặc ngoại tệ. Lời ghi: “{said[:120]}”."
        )
        yield Trap("fee_thousands", sentence, _METHODS)
    elif value is None and not said:
        yield Trap("fee_unstated", "Có khoản thu không ghi mức, không ghi chú.", _METHODS)
    elif not value and wording.stated_elsewhere(said):
        shown = "0" if value is not None else "trống"
        sentence = f"Mức thu ghi {shown} nhưng lời ghi: “{said[:120]}”."
        yield Trap("fee_unstated", sentence, _METHODS)


def _papers(raw: Raw) -> Iterator[Trap]:
    key = "executionCases"
    papers = papers_of(raw)
    if not papers:
        yield Trap("paper_blank", "Không có thành phần hồ sơ.", key)
        return
    notes = sum(quantities(paper) == (0, 0) for _, paper in papers)
    if notes:
        sentence = (
            f"{notes} trong {len(papers)} thành phần ghi 0 bản: là ghi chú, không phải giấy tờ."
        )
        yield Trap("paper_note", sentence, key)
    if not any(paper.get("required") is True for _, paper in papers):
        sentence = f"Cả {len(papers)} thành phần đều không đánh dấu bắt buộc."
        yield Trap("paper_required", sentence, key)
    nameless = sum(not clean(text(paper, "name")) for _, paper in papers)
    if nameless:
        yield Trap("paper_nameless", f"{nameless} thành phần không có tên.", key)
    seen = Counter((case, clean(text(paper, "name"))) for case, paper in papers)
    for (_, name), times in seen.items():
        if name and times > 1:
            yield Trap("paper_repeated", f"“{name[:80]}” liệt kê {times} lần.", key)


def _outcome(raw: Raw) -> Iterator[Trap]:
    if not objects(raw, "resultsDetails"):
        yield Trap("result_blank", "Không ghi kết quả thực hiện.", "resultsDetails")
    if not objects(raw, "legalBasisesDetails"):
        yield Trap("legal_blank", "Không ghi căn cứ pháp lý.", "legalBasisesDetails")


FULL_CHECKS: tuple[Callable[[Raw], Iterator[Trap]], ...] = (
    _sector,
    _subjects,
    _level,
    _steps,
    _limits,
    _cases,
    _fees,
    _papers,
    _outcome,
)
