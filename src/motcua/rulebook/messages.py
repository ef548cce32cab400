"""The words of messages and of paragraphs on forms, with the places that each may fill in.

Stored and drawn only: sending them is another room's work. A place that would tell whose dossier it
is (`personal`) stands in no text message: a phone may have changed hands.
"""

from __future__ import annotations

from typing import Final

from motcua.rulebook.entries import Entry, Group
from motcua.rulebook.kinds import Block, Message, Switch
from motcua.rulebook.wording import Place

CODE = Place("mã hồ sơ", "H51.36.07-261123-0042")
DUE = Place("ngày hẹn", "17:00 ngày 30/11/2026")
NEW_DUE = Place("ngày hẹn mới", "17:00 ngày 04/12/2026")
PLACE = Place("nơi trả", "Trung tâm PVHCC phường Nghĩa Lộ")
HOTLINE = Place("đường dây nóng", "0255 000 0000")
AMOUNT = Place("số tiền", "50.000 ₫")
DEADLINE = Place("hạn bổ sung", "15/12/2026")
TRACK = Place("địa chỉ tra cứu", "dichvucong.example.vn/tra-cuu")
CENTRE = Place("tên Trung tâm", "Trung tâm Phục vụ - Kiểm soát thủ tục hành chính tỉnh Quảng Ngãi")
POST_CODE = Place("mã bưu gửi", "EA000000000VN")

_LAW = "Khoản 1 Điều 15 Nghị định 224/2026/NĐ-CP: báo mỗi lần đổi trạng thái"


def _sms(event: str, label: str, text: str, *places: Place) -> Entry:
    return Entry(f"message.{event}.sms", label, Message((CODE, *places, HOTLINE)), text, _LAW)


MESSAGES: Final = Group(
    "tin-nhan", "Tin nhắn cho người dân",
    "Lưu và xem trước ở đây; việc gửi do phần thông báo làm. Tin có dấu dài 70 ký tự một tin, không dấu 160.",
    (
        Entry("message.sms.plain", "Bỏ dấu tiếng Việt khi gửi", Switch("Bỏ dấu, rẻ hơn", "Giữ dấu"), default=False),
        _sms("submitted", "Đã nộp trực tuyến",
             "Đã nhận hồ sơ nộp qua mạng, mã {mã hồ sơ}. Chúng tôi xem và trả lời trong giờ làm việc."),
        _sms("accepted", "Đã tiếp nhận",
             "Hồ sơ {mã hồ sơ} đã được tiếp nhận, hẹn trả {ngày hẹn}. Tra cứu: {địa chỉ tra cứu}", DUE, TRACK),
        _sms("refused", "Từ chối",
             "Hồ sơ {mã hồ sơ} có thông báo từ chối, nêu rõ lý do. Xem tại {địa chỉ tra cứu} hoặc gọi {đường dây nóng}.", TRACK),
        _sms("supplement_requested", "Yêu cầu bổ sung",
             "Hồ sơ {mã hồ sơ} cần bổ sung giấy tờ trước {hạn bổ sung}. Xem tại {địa chỉ tra cứu}", DEADLINE, TRACK),
        _sms("supplemented", "Đã nhận bổ sung",
             "Đã nhận giấy tờ bổ sung của hồ sơ {mã hồ sơ}, hẹn trả {ngày hẹn}.", DUE),
        _sms("payment_due", "Phải nộp phí, lệ phí",
             "Hồ sơ {mã hồ sơ} cần nộp {số tiền}. Hướng dẫn: {địa chỉ tra cứu}", AMOUNT, TRACK),
        _sms("apology", "Xin lỗi và hẹn lại",
             "Chúng tôi xin lỗi vì hồ sơ {mã hồ sơ} chưa xong đúng hẹn. Ngày hẹn mới: {ngày hẹn mới}.", NEW_DUE),
        _sms("result_ready", "Đã có kết quả",
             "Hồ sơ {mã hồ sơ} đã có kết quả. Mời nhận tại {nơi trả}.", PLACE),
        _sms("posted", "Đã gửi qua bưu chính",
             "Kết quả hồ sơ {mã hồ sơ} đã gửi qua bưu chính, mã bưu gửi {mã bưu gửi}.", POST_CODE),
        _sms("withdrawn", "Đã rút hồ sơ",
             "Hồ sơ {mã hồ sơ} đã được rút theo yêu cầu. Cần hỏi thêm gọi {đường dây nóng}."),
        _sms("survey", "Mời đánh giá",
             "Mời đánh giá việc giải quyết hồ sơ {mã hồ sơ} tại {địa chỉ tra cứu}. Cảm ơn!", TRACK),
    ),
)  # fmt: skip
BLOCKS: Final = Group(
    "doan-in", "Đoạn chữ trên giấy in",
    "Chỉ phần chữ; khổ giấy, bố cục và các mục bắt buộc của mẫu do phần mềm giữ.",
    (
        Entry("block.receipt.note", "Giấy tiếp nhận: ghi chú cuối trang", Block((HOTLINE, CENTRE)), "",
              "Mẫu 01, mục ghi chú", "Để trống thì không in dòng nào."),
        Entry("block.contact", "Phiếu bổ sung, thông báo dừng: dòng liên hệ", Block((HOTLINE, CENTRE), most=200),
              "Cần hướng dẫn thêm, gọi {đường dây nóng}.", "Mẫu 02, Mẫu 05"),
    ),
)  # fmt: skip
