"""Why a record waits for a person: the reasons, their short names for lists and filters."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Trap:
    """One doubtful point: a stable code, a sentence for the officer, the raw field it is about."""

    code: str
    sentence: str
    field: str

    def to_json(self) -> dict[str, str]:
        return asdict(self)


REASONS = {
    "wrong_kind": "Trường sai kiểu dữ liệu",
    "code_blank": "Không có mã",
    "code_blanks": "Mã có dấu cách thừa",
    "code_deleted": "Mã có đuôi “Xoa”",
    "code_digits": "Mã sai dạng",
    "code_notation": "Ký hiệu khác mã",
    "code_repeated": "Mã có ở nhiều bản ghi",
    "name_blank": "Không có tên",
    "name_has_code": "Tên lặp lại mã",
    "name_pasted": "Tên dính phần khác",
    "name_repeated": "Trùng tên và cơ quan với mã khác",
    "issuer_blank": "Không ghi cơ quan công bố",
    "issuer_unknown": "Tỉnh công bố không nhận ra",
    "type_unknown": "Loại thủ tục lạ",
    "type_contradicts": "Loại trái với cơ quan công bố",
    "state_unknown": "Không còn hiệu lực",
    "agency_blank": "Không ghi cơ quan thực hiện",
    "agency_partly_blank": "Cơ quan thực hiện thiếu tên",
    "agency_ended": "Cơ quan không còn",
    "sector_blank": "Không ghi lĩnh vực",
    "sector_many": "Nhiều lĩnh vực",
    "subject_blank": "Không ghi đối tượng",
    "subject_unknown": "Đối tượng lạ",
    "steps_blank": "Không có trình tự",
    "method_blank": "Không có cách thức",
    "method_unknown": "Cách nộp lạ",
    "method_repeated": "Một cách nộp có nhiều thời hạn",
    "limit_blank": "Không có thời hạn",
    "limit_free_text": "Thời hạn viết bằng lời",
    "limit_unit": "Đơn vị thời hạn không rõ",
    "limit_case": "Thời hạn kênh khác trường hợp",
    "fee_thousands": "Phí ghi theo nghìn đồng",
    "fee_unstated": "Không rõ mức phí",
    "fee_kind": "Khoản thu không rõ phí hay lệ phí",
    "paper_blank": "Không có thành phần hồ sơ",
    "paper_note": "Thành phần 0 bản (ghi chú)",
    "paper_required": "Không giấy tờ nào bắt buộc",
    "paper_nameless": "Giấy tờ không tên",
    "paper_repeated": "Giấy tờ lặp lại",
    "case_code": "Mã trường hợp sai dạng",
    "case_repeated": "Mã trường hợp trùng",
    "result_blank": "Không có kết quả",
    "legal_blank": "Không có căn cứ pháp lý",
    "level_blank": "Không rõ cấp thực hiện",
    "not_a_record": "Không thành bản ghi thủ tục",
    "differs": "Khác bản đang có",
}
