"""Every trap of the national catalogue, each shown by one spoilt record, and none by a sound one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.procedures.importing.reasons import REASONS
from motcua.procedures.importing.traps import traps
from rooms.procedures import raws

TABLE = [
    ("code_blank", raws.row(code=" ")),
    ("code_blanks", raws.row(code=" 1.014325", codeNotation=" 1.014325")),
    ("code_deleted", raws.row(code="1.014955-Xoa", codeNotation="1.014955-Xoa")),
    ("code_digits", raws.row(code="1.0133611", codeNotation="1.0133611")),
    ("code_notation", raws.row(codeNotation="1.001194")),
    ("name_blank", raws.row(name=" \u200b ")),
    ("name_has_code", raws.row(name="Cấp giấy phép môi trường (cấp Tỉnh) ( 1.010727 )")),
    ("name_pasted", raws.row(name="Hòa giải tranh chấp \n(1) Trình tự thực hiện:")),
    ("wrong_kind", raws.row(name=7)),
    ("wrong_kind", raws.row(departments="Sở Tư pháp")),
    ("issuer_blank", raws.row(departmentPromulgate="")),
    ("issuer_unknown", raws.row(departmentPromulgate="UBND tỉnh Kon Tum", type="SPECIFIC")),
    ("type_unknown", raws.row(type="LOCAL")),
    ("type_contradicts", raws.row(departmentPromulgate="UBND tỉnh Đắk Lắk")),
    ("type_contradicts", raws.row(type="SPECIFIC")),
    ("state_unknown", raws.row(state="DELETED")),
    ("agency_blank", raws.row(departments=["", " "])),
    ("agency_partly_blank", raws.row(departments=["", "Ủy ban nhân dân cấp xã"])),
    ("agency_ended", raws.row(departments=["Ủy ban nhân dân cấp huyện"])),
    ("agency_ended", raws.full(unitGroupsExecuting=[{"name": "UBND xã,\xa0phường,\xa0thị trấn."}])),
    ("sector_blank", raws.row(categories=[])),
    ("sector_many", raws.row(categories=["Trồng trọt", "Bảo vệ thực vật"])),
    ("sector_many", raws.full(categoriesDetails=[{"name": "Hộ tịch"}, {"name": "Quốc tịch"}])),
    ("sector_blank", raws.full(categoriesDetails=[])),
    ("subject_blank", raws.row(formalityTargetType=[])),
    ("subject_unknown", raws.row(formalityTargetType=["nhóm 1"])),
    ("subject_blank", raws.full(subjectTypesDetails=[])),
    ("subject_unknown", raws.full(subjectTypesDetails=[{"code": "N1", "name": "nhóm 1"}])),
    ("steps_blank", raws.full(executionSteps=[{"name": "", "description": " "}])),
    ("level_blank", raws.full(isWard=False)),
    ("method_blank", raws.full(executionMethods=[])),
    ("method_unknown", raws.methods(submissionMethod="FAX")),
    ("method_repeated", raws.methods(submissionMethod="ONLINE", processingTime=15)),
    ("limit_blank", raws.methods(processingTime=None)),
    ("limit_blank", raws.methods(processingTime=0)),
    ("limit_free_text", raws.methods(processingTime="Không quá 07 ngày kể từ ngày nhận hồ sơ")),
    ("limit_unit", raws.methods(processingTimeUnit="OTHER")),
    ("limit_unit", raws.methods(processingTimeUnit="MONTH")),
    ("limit_case", raws.case(processingDay={"qty": 25, "type": "DAY"})),
    ("fee_thousands", raws.fee(value=100)),
    ("fee_thousands", raws.fee(value=20)),
    ("fee_unstated", raws.fee(value=None, description="")),
    ("fee_unstated", raws.fee(value=0, description="Theo quy định của Hội đồng nhân dân tỉnh")),
    ("fee_kind", raws.fee(type="PRICE_LEVEL")),
    ("paper_blank", raws.full(executionCases=[])),
    ("paper_note", raws.paper(originalQty=0, copyQty=0)),
    ("paper_required", raws.paper(required=False)),
    ("paper_nameless", raws.paper(name="")),
    ("paper_repeated", raws.another_paper()),
    ("case_code", raws.case(code="1.001193")),
    ("case_repeated", raws.full(cases=[raws.full()["cases"][0]] * 2)),
    ("result_blank", raws.full(resultsDetails=[])),
    ("legal_blank", raws.full(legalBasisesDetails=[])),
]


@pytest.mark.parametrize("raw", [raws.row(), raws.full()], ids=["row", "full"])
def test_a_sound_record_has_no_trap(raw):
    assert traps(raw) == []


@pytest.mark.parametrize(("code", "raw"), TABLE, ids=[code for code, _ in TABLE])
def test_a_spoilt_record_is_told_in_a_sentence(code, raw):
    found = {trap.code: trap for trap in traps(raw)}
    assert code in found
    assert found[code].sentence.endswith((".", "”."))
    assert found[code].field


def test_the_table_shows_every_reason_that_one_record_can_give():
    of_the_batch = {"code_repeated", "name_repeated", "differs", "not_a_record"}
    assert {code for code, _ in TABLE} == REASONS.keys() - of_the_batch


@pytest.mark.parametrize(
    "raw",
    [
        raws.fee(value=8000),
        raws.fee(value=1_500_000),
        raws.fee(value=0, description=""),
        raws.fee(value=None, description="20.000 đồng/lần"),
        raws.methods(processingTime="3"),
        raws.row(name="  Thủ tục \n đăng ký  khai sinh"),
        raws.row(departmentPromulgate="UBND tỉnh Quảng Ngãi", type="SPECIFIC"),
        raws.row(departmentPromulgate="UBND Thành phố Huế", type="SPECIFIC"),
        raws.row(categories=["Nông nghiệp", "Nông nghiệp"]),
    ],
)
def test_what_is_only_unlovely_is_no_trap(raw):
    assert traps(raw) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@given(st.sampled_from(sorted(raws.full())), JSON, st.booleans())
def test_no_value_of_any_kind_breaks_the_reading(key, value, of_a_row):
    raw = (raws.row() if of_a_row else raws.full()) | {key: value}
    assert all(trap.code in REASONS for trap in traps(raw))
