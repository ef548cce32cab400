"""The values that a province sets without a programmer: one table, read aloud from top to bottom.

A default holds until the first change. Grounds marked as believed are not verified in a text here;
the person who changes such a value is told so.
"""

from __future__ import annotations

from typing import Final

from django.conf import settings

from motcua.rulebook.entries import Entry, Group
from motcua.rulebook.kinds import Number, Switch, Text
from motcua.rulebook.messages import BLOCKS, MESSAGES

_FORM = Text(
    most=30, pattern=r"Mẫu (?:số )?[0-9A-Za-zĐđ./-]{1,20}", form="Ghi như “Mẫu số 06”.", blank=True
)
_TITLE = Text(most=120, blank=True)
_SYMBOL = Text(
    most=20,
    pattern=r"[0-9A-ZĐ][0-9A-ZĐ./-]*",
    form="Chữ in hoa, số, gạch ngang; ví dụ TNHS.",
    blank=True,
)
_HOURS = "giờ làm việc"
_FORMS = (
    ("receipt", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
    ("supplement", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
    ("refusal", "Phiếu từ chối tiếp nhận giải quyết hồ sơ"),
    ("apology", "Văn bản xin lỗi"),
    ("stop_notice", "Thông báo dừng giải quyết hồ sơ"),
    ("routing_slip", "Phiếu kiểm soát quá trình giải quyết hồ sơ"),
    ("register", "Sổ theo dõi hồ sơ"),
)
_BY_CIRCULAR = "Thông tư 01/2018/TT-VPCP; từ 15/9/2025 Thông tư 03/2025/TT-VPCP"
_AS_CIRCULAR = "Để trống thì theo thông tư đang có hiệu lực vào ngày của văn bản."


def _numbers() -> tuple[Entry, ...]:
    return tuple(
        Entry(f"form.{form}.number", f"{label}: số mẫu", _FORM, "", _BY_CIRCULAR, _AS_CIRCULAR)
        for form, label in _FORMS
    )


def _titles() -> tuple[Entry, ...]:
    return tuple(
        Entry(
            f"form.{form}.title", f"{label}: tên in trên mẫu", _TITLE, "", _BY_CIRCULAR,
            f"{_AS_CIRCULAR} Xuống dòng ở dấu gạch đứng |.",
        )
        for form, label in _FORMS
    )  # fmt: skip


PLACES: Final = Group(
    "don-vi", "Tên gọi và liên hệ", "In trên mọi trang, giấy tờ và tin nhắn.",
    (
        Entry("province.name", "Tên tỉnh", Text(most=60), settings.PROVINCE),
        Entry("centre.name", "Tên Trung tâm", Text(most=160), settings.CENTRE_NAME),
        Entry(
            "contact.hotline", "Đường dây nóng",
            Text(most=30, pattern=r"[0-9 ().+-]{3,30}", form="Chỉ ghi số, dấu cách, chấm, gạch."),
            settings.HOTLINE,
        ),
    ),
)  # fmt: skip
FORMS: Final = Group(
    "mau", "Số và tên mẫu", "Theo thông tư của từng thời kỳ; chỉ ghi khi tỉnh được hướng dẫn khác.",
    (*_numbers(), *_titles()),
)  # fmt: skip
SYMBOLS: Final = Group(
    "ky-hieu", "Ký hiệu văn bản", "Đứng sau dấu gạch chéo của số văn bản; để trống thì chỉ in số.",
    (
        Entry("symbol.receipt", "Giấy tiếp nhận", _SYMBOL, "TNHS", "Mẫu 01"),
        Entry("symbol.supplement", "Phiếu yêu cầu bổ sung", _SYMBOL, "HDHS", "Mẫu 02"),
        Entry("symbol.refusal", "Phiếu từ chối", _SYMBOL, "", "Mẫu 03"),
        Entry("symbol.apology", "Văn bản xin lỗi", _SYMBOL, "PXL", "Mẫu 04"),
        Entry("symbol.stop_notice", "Thông báo dừng giải quyết", _SYMBOL, "", "Mẫu 05"),
        Entry("symbol.notice", "Thông báo rút hồ sơ, thông báo khác", _SYMBOL, "TB"),
        Entry("symbol.result", "Kết quả soạn trên hệ thống", _SYMBOL, "KQ"),
    ),
)  # fmt: skip
LIMITS: Final = Group(
    "thoi-han", "Thời hạn và cảnh báo", "Không thay thời hạn của thủ tục; chỉ là hạn việc trong hệ thống.",
    (
        Entry(
            "intake.acceptance_hours", "Tiếp nhận hồ sơ nộp trực tuyến trong", Number(1, 40, _HOURS), 8,
            "Nghị định 45/2020/NĐ-CP và chỉ đạo của tỉnh", "Báo trước khi đã qua một nửa và ba phần tư.",
        ),
        Entry(
            "control.desk_hours", "Trung tâm kiểm soát một văn bản trong", Number(1, 40, _HOURS), 4,
            "Quy chế của Trung tâm",
        ),
        Entry(
            "apology.draft_days", "Soạn sẵn văn bản xin lỗi khi hồ sơ chưa xong và còn",
            Number(1, 10, "ngày làm việc"), 2,
            "Nghị định 118/2025/NĐ-CP: gửi văn bản xin lỗi trước ngày hẹn trả (1 ngày, theo Nghị định 61/2018)",
        ),
    ),
)  # fmt: skip
# The law leaves the numbers to circulars that did not come with the software: the province fills them in.
_ARCHIVES: Final = (
    "Luật Lưu trữ 33/2024/QH15 (từ 01/7/2025) và thông tư về thời hạn bảo quản. Số năm do tỉnh điền"
)
KEEPING: Final = Group(
    "luu-giu",
    "Thời hạn lưu giữ dữ liệu cá nhân",
    "Tính từ khi hồ sơ kết thúc; hết hạn thì được xóa, xem trước ở trang Lưu giữ dữ liệu.",
    (
        Entry(
            "retention.automatic", "Tự ghi đề nghị xóa mỗi đêm khi hết thời hạn", Switch(), default=False,
            hint="Máy chỉ ghi đề nghị; Giám đốc Trung tâm xác nhận thì mới xóa. Tắt thì người ghi.",
        ),
        Entry(
            "retention.declined_days", "Hồ sơ không được tiếp nhận", Number(90, 3650, "ngày"), 365,
            "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15, Nghị định 356/2025/NĐ-CP: chỉ xóa khi hết thời "
            "hạn. Số ngày do tỉnh điền",
        ),
        Entry(
            "retention.dossier_years", "Hồ sơ đã kết thúc, mọi lĩnh vực khác", Number(5, 100, "năm"), 20,
            _ARCHIVES,
        ),
        Entry(
            "retention.civil_status_years", "Lĩnh vực hộ tịch", Number(5, 100, "năm"), 70,
            _ARCHIVES,
        ),
        Entry(
            "retention.land_years", "Lĩnh vực đất đai", Number(5, 100, "năm"), 70,
            _ARCHIVES,
        ),
        Entry(
            "retention.certification_years", "Lĩnh vực chứng thực", Number(2, 100, "năm"), 10,
            _ARCHIVES,
        ),
    ),
)  # fmt: skip
RULES: Final = (PLACES, FORMS, SYMBOLS, LIMITS, KEEPING)
WORDINGS: Final = (MESSAGES, BLOCKS)
GROUPS: Final = (*RULES, *WORDINGS)
ENTRIES: Final = {entry.name: entry for group in GROUPS for entry in group.entries}
