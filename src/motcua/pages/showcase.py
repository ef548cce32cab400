"""The living sheet of components: each shared piece once, drawn by the code that the pages use.

All data are invented; the moment is Thursday 03/09/2026, 09:40, as in the design's pictures.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from motcua.base.dates import VIETNAM
from motcua.pages.chrome import KeyHint, NavItem, Pager
from motcua.pages.day_calendar import Day, Mark
from motcua.pages.rows import InboxRow, grouped
from motcua.pages.stories import Moment, WhyStep

TODAY = date(2026, 9, 3)

COLOURS = (
    ("Xanh cửa", "#0B5563", "nút, liên kết, mục đang chọn, ngày được tính"),
    ("Xanh cửa đậm", "#083E49", "đầu trang bàn làm việc, khung tìm"),
    ("Mực", "#14212B", "chữ chính"),
    ("Mực nhạt", "#43515D", "chữ phụ"),
    ("Mực mờ", "#5A6772", "nhãn, ghi chú"),
    ("Viền ô", "#76838E", "viền ô nhập, trục hình"),
    ("Kẻ", "#D9DFE2", "đường kẻ"),
    ("Nền", "#F3F6F6", "cột trái, chân trang"),
    ("Đạt", "#1C6B3F", "xong, đạt"),
    ("Gần hạn", "#7A4900", "sắp đến hạn, cần xem lại"),
    ("Quá hạn", "#A8261C", "quá hạn, lỗi, chưa đạt"),
    ("Dừng", "#4B4A8C", "đồng hồ dừng, chờ người dân"),
    ("Kiểm soát", "#7A2E6B", "chờ Trung tâm kiểm soát"),
    ("Tiêu điểm", "#B35A00", "vòng tiêu điểm, hôm nay"),
)
EXTRA_TAGS = (("gate", "Chờ kiểm soát"), ("flat", "chỉ khi có"))
# Remaining and total working minutes, and whether the clock stands still.
CHIPS = ((2040, 3360, False), (320, 2400, False), (-600, 2400, False), (1920, 3360, True))


def _days() -> list[Day]:
    numbered = {21: 1, 22: 2, 24: 3, 28: 4}
    august = {
        20: Mark.START,
        22: Mark.MAKEUP,
        23: Mark.WEEKEND,
        25: Mark.PAUSED,
        26: Mark.PAUSED,
        27: Mark.PAUSED,
        29: Mark.WEEKEND,
        30: Mark.WEEKEND,
        31: Mark.HOLIDAY,
    }
    days = [
        Day(date(2026, 8, day), august.get(day, Mark.COUNTED), numbered.get(day))
        for day in range(20, 32)
    ]
    return [
        *days,
        Day(date(2026, 9, 1), Mark.HOLIDAY, word="lễ"),
        Day(date(2026, 9, 2), Mark.HOLIDAY, word="lễ"),
        Day(date(2026, 9, 3), Mark.COUNTED, 5),
        Day(date(2026, 9, 4), Mark.COUNTED, 6),
        Day(date(2026, 9, 5), Mark.WEEKEND),
        Day(date(2026, 9, 6), Mark.WEEKEND),
        Day(date(2026, 9, 7), Mark.DUE, 7),
    ]


WHY = (
    WhyStep(
        "Tiếp nhận lúc 14:10, thứ Năm 20/08",
        "Ngày nhận hồ sơ không tính. Bắt đầu đếm từ thứ Sáu 21/08.",
        "0",
        "Khoản 2 Điều 147 Bộ luật Dân sự",
    ),
    WhyStep(
        "21/08, 22/08 và 24/08",
        "Thứ Bảy 22/08 có tính, vì là ngày làm bù cho thứ Hai 31/08.",
        "+3",
        "Thông báo lịch nghỉ lễ năm 2026, phần hoán đổi ngày làm việc",
    ),
    WhyStep("Chờ anh/chị bổ sung, 25/08 đến 27/08", "Đồng hồ dừng 3 ngày.", "dừng"),
    WhyStep("Thứ Sáu 28/08", "Tính tiếp từ ngày làm việc sau ngày bổ sung đủ.", "+1"),
    WhyStep("03/09, 04/09 và 07/09", "Ba ngày làm việc còn lại.", "+3"),
    WhyStep(
        "Hẹn trả thứ Hai 07/09, 17:00", "Hết giờ làm việc của ngày thứ 7.", "7 ngày", is_sum=True
    ),
)


def _at(day: int, hour: int, minute: int, month: int = 8) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=VIETNAM)


STORY = (
    Moment("Trả kết quả", detail="Tại quầy phường Nghĩa Lộ và bản điện tử", kind="next"),
    Moment("Phòng chuyên môn thẩm định", _at(27, 10, 30), kind="cur", since=True),
    Moment("Yêu cầu bổ sung", _at(24, 16, 20), "Trung tâm đã duyệt trước khi gửi.", "p"),
    Moment("Tiếp nhận tại quầy 3", _at(20, 14, 10), link="#", link_text="Giấy tiếp nhận"),
)


def _inbox() -> list[InboxRow]:
    building = "Cấp giấy phép xây dựng nhà ở riêng lẻ"
    return [
        InboxRow(
            "H48.129-260814-0017",
            "#",
            "Trương Quang Lực",
            "Điều chỉnh giấy phép xây dựng",
            "Thẩm định",
            "run",
            "Đang xử lý",
            -600,
            3360,
            _at(27, 17, 0),
        ),
        InboxRow(
            "H48.129-260824-0031",
            "#",
            "Lê Thị Bích Hạnh",
            "Gia hạn giấy phép xây dựng",
            "Trình ký",
            "run",
            "Đang xử lý",
            320,
            2400,
            _at(3, 17, 0, 9),
        ),
        InboxRow(
            "H48.129-260820-0042",
            "#",
            "Phạm Thị Hồng Gấm",
            building,
            "Thẩm định",
            "run",
            "Đang xử lý",
            1260,
            3360,
            _at(7, 17, 0, 9),
        ),
        InboxRow(
            "H48.129-260818-0061",
            "#",
            "Y Blễ Niê",
            building,
            "Chờ bổ sung",
            "pause",
            "Yêu cầu bổ sung",
            1920,
            3360,
            None,
        ),
    ]


class SampleForm(forms.Form):
    """Every kind of field, so that each look can be seen beside its mistake."""

    phone = forms.CharField(
        label="Số điện thoại",
        help_text="Để báo khi hồ sơ có tin mới",
        widget=forms.TextInput(attrs={"class": "w-phone", "inputmode": "numeric"}),
    )
    drawing = forms.FileField(
        label="Bản vẽ mặt cắt móng",
        help_text="PDF hoặc ảnh, mỗi tệp không quá 20 MB",
        error_messages={"required": "Chưa có tệp nào. Chọn tệp hoặc chụp ảnh bản vẽ."},
    )
    channel = forms.ChoiceField(
        label="Nhận kết quả",
        choices=(("counter", "Tại quầy"), ("post", "Qua bưu chính"), ("online", "Bản điện tử")),
        widget=forms.RadioSelect,
        initial="counter",
    )
    same_owner = forms.BooleanField(label="Người nộp cũng là chủ hồ sơ", required=False)

    NEEDED: ClassVar[int] = 10

    def clean_phone(self) -> str:
        phone = str(self.cleaned_data["phone"])
        if len(phone) != self.NEEDED:
            raise forms.ValidationError(
                f"Số điện thoại có {self.NEEDED} số. Anh/chị mới nhập {len(phone)} số."
            )
        return phone


def components(request: HttpRequest) -> HttpResponse:
    """The sheet as a page; it shows invented data only and needs nobody signed in."""
    nav = (
        NavItem("Thủ tục", "#"),
        NavItem("Tra cứu hồ sơ", "#", current=True),
        NavItem("Phản ánh, kiến nghị", "#"),
    )
    context: dict[str, Any] = {
        "nav": nav,
        "side_nav": (NavItem("Đăng nhập", "#"), NavItem("English", "#", lang="en")),
        "foot_nav": (NavItem("Trợ giúp", "#"), NavItem("Cách tính thời hạn", "#")),
        "colours": COLOURS,
        "codes": range(1, 11),
        "extra_tags": EXTRA_TAGS,
        "chips": CHIPS,
        "days": _days(),
        "today": TODAY,
        "why": WHY,
        "story": STORY,
        "groups": grouped(_inbox(), TODAY),
        "form": SampleForm({"phone": "090500031", "channel": "counter"}),
        "pager": Pager("1–50 trong 1.234 hồ sơ", next_url="#"),
        "key_strip": (KeyHint(("J", "K"), "xuống, lên"), KeyHint(("Enter",), "mở hồ sơ")),
    }
    return render(request, "pages/components.html", context)
