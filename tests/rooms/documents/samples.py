"""One sheet of every form, with invented people; both eras share them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from motcua.documents import beside_forms, forms

OLD_ERA = date(2024, 2, 6)
NEW_ERA = date(2026, 9, 3)

HEAD = forms.Letterhead(
    "UBND phường Nghĩa Lộ",
    "Trung tâm Phục vụ hành chính công",
    "0042/TNHS",
    "Nghĩa Lộ, ngày 03 tháng 9 năm 2026",
)
COMMON = {
    "head": HEAD,
    "code": "H48.129-260903-0012",
    "lookup_url": "https://motcua.example.vn/tra-cuu/H48.129-260903-0012/",
    "hotline": "0255 000 0000",
    "digest": "3f9a1c0e7b52d4886a1f0c9de2b7745a90cc13e8f6a2547b1d0e9f8c7b6a5d43",
}
WHO = {
    "address": "Tổ 6, phường Nghĩa Lộ, tỉnh Quảng Ngãi",
    "phone": "0905 000 317",
    "email": "tuyen.minhhoa@example.vn",
}
WHAT = {"procedure": "Cấp Giấy xác nhận tình trạng hôn nhân", "procedure_code": "1.004873"}

RECEIPT = forms.Receipt(
    **COMMON,
    **WHO,
    **WHAT,
    unit="Trung tâm Phục vụ hành chính công phường Nghĩa Lộ",
    applicant="Nguyễn Thị Thanh Tuyền",
    submitter="Nguyễn Văn Đượm (được ủy quyền)",
    id_number="051185004317",
    papers=(
        forms.ReceivedPaper(
            "Tờ khai cấp Giấy xác nhận tình trạng hôn nhân", "bản chính", "01", "đã số hóa"
        ),
        forms.ReceivedPaper("Trích lục ghi chú ly hôn hoặc bản án", "bản sao", "01"),
        forms.ReceivedPaper(
            "Giấy xác nhận đã cấp trước đây", "dữ liệu", "0", "lấy từ cơ sở dữ liệu hộ tịch"
        ),
    ),
    sets="01",
    limit="3 ngày làm việc",
    received_at="09 giờ 41 phút, ngày 03/09/2026",
    due_at="17 giờ 00 phút, ngày 08/09/2026",
    return_at="Trung tâm Phục vụ hành chính công phường Nghĩa Lộ",
    fees="15.000 đồng (đã nộp)",
    book_no="01/2026",
    book_seq="1.204",
    signed_by="Nguyễn Văn Đượm",
    officer="Trần Thị Ngọc Ánh",
)
SUPPLEMENT = forms.Supplement(
    **COMMON,
    **WHO,
    **WHAT,
    applicant="Lê Văn Bảo",
    items=(
        forms.SupplementItem("Bản vẽ mặt cắt móng nhà, tỷ lệ 1/50", originals="02"),
        forms.SupplementItem("Giấy tờ về quyền sử dụng đất", certified="01"),
    ),
    reason="Bản vẽ nộp ngày 28/08 thiếu mặt cắt móng nên chưa đủ căn cứ thẩm định.",
    ground="khoản 2 Điều 55 Nghị định 175/2024/NĐ-CP",
    deadline="17 giờ 00 phút, thứ Hai ngày 21/09/2026",
    contact="ông Hồ Minh Khôi, điện thoại 0255 000 0129,",
    signer="Hồ Minh Khôi",
)
REFUSAL = forms.Refusal(
    **COMMON,
    **WHO,
    **WHAT,
    unit="Trung tâm Phục vụ hành chính công phường Nghĩa Lộ",
    applicant="Công ty TNHH Sa Kỳ Xanh",
    reason="Địa điểm kinh doanh thuộc xã Sơn Tịnh, không thuộc thẩm quyền của phường Nghĩa Lộ.",
    ground="Điều 12 Nghị định 118/2025/NĐ-CP",
    go_to="UBND xã Sơn Tịnh",
    returned=("Giấy chứng nhận đăng ký doanh nghiệp",),
    signed_by="Phan Đình Thuận",
    signer="Trần Thị Ngọc Ánh",
)
APOLOGY = forms.Apology(
    **COMMON,
    agency="UBND phường Nghĩa Lộ",
    applicant="Nguyễn Thị Kim Oanh",
    procedure="cấp giấy phép sửa chữa, cải tạo nhà ở",
    received_on="19/08/2026",
    original_due="17 giờ 00 phút, ngày 04/09/2026",
    reason="chờ kết quả đo lại ranh giới thửa đất.",
    new_due="17 giờ 00 phút, ngày 09/09/2026",
    extra="3 ngày làm việc",
    one_stop="Trung tâm Phục vụ hành chính công phường Nghĩa Lộ",
    signer_role="Chủ tịch",
    signer="Đặng Văn Thuấn",
)
STOP = forms.StopNotice(
    **COMMON,
    **WHAT,
    agency="UBND phường Nghĩa Lộ",
    applicant="Rơ Châm Hải",
    received_on="18/08/2026",
    stopped_on="03/09/2026",
    reason="Quá thời hạn bổ sung ghi trong Phiếu yêu cầu bổ sung ngày 24/08/2026.",
    ground="khoản 4 Điều 19 Nghị định 118/2025/NĐ-CP",
    papers="trả lại 02 bản chính tại Trung tâm",
    fees="chưa thu",
    contact="bà Trần Thị Ngọc Ánh, điện thoại 0255 000 0129",
    signer="Đặng Văn Thuấn",
)
SLIP = forms.RoutingSlip(
    **COMMON,
    **WHAT,
    agency="UBND phường Nghĩa Lộ",
    partners="Phòng Tư pháp",
    due_at="17 giờ 00 phút, ngày 08/09/2026",
    rows=tuple(
        forms.SlipRow(
            unit,
            f"{hour} giờ 05 phút, 03/09/2026",
            giver,
            f"{hour} giờ 20 phút, 03/09/2026",
            taker,
            outcome,
        )
        for unit, hour, giver, taker, outcome in (
            ("Bộ phận Một cửa", "10", "Trần Thị Ngọc Ánh", "Võ Thị Minh Châu", ""),
            ("Công chức tư pháp, hộ tịch", "14", "Võ Thị Minh Châu", "Đặng Văn Thuấn", "Trước hạn"),
            ("Chủ tịch UBND phường", "15", "Đặng Văn Thuấn", "Trần Thị Ngọc Ánh", "Trước hạn"),
        )
    ),
)
HANDOVER = forms.HandoverList(
    head=HEAD,
    giver_unit="Trung tâm Phục vụ hành chính công phường Nghĩa Lộ",
    taker_unit="Phòng Kinh tế, Hạ tầng và Đô thị",
    given_at="15 giờ 30 phút, ngày 03/09/2026",
    rows=tuple(
        forms.HandoverRow(
            f"H48.129-260903-{n:04}",
            "Phạm Thị Hồng Gấm",
            "Cấp giấy phép xây dựng nhà ở riêng lẻ",
            "01",
            "14/09/2026",
        )
        for n in range(1, 6)
    ),
    giver="Trần Thị Ngọc Ánh",
    taker="Võ Thị Minh Châu",
)
POSTED = forms.ProcedureSheet(
    head=HEAD,
    lookup_url="https://motcua.example.vn/thu-tuc/1.013225/",
    hotline="0255 000 0000",
    name="Cấp giấy phép xây dựng mới nhà ở riêng lẻ",
    procedure_code="1.013225",
    sector="Hoạt động xây dựng",
    facts=(
        forms.PostedFact("Thời hạn", "7 ngày làm việc"),
        forms.PostedFact("Lệ phí", "75.000 đồng"),
        forms.PostedFact("Nơi giải quyết", "UBND phường, xã nơi có đất"),
        forms.PostedFact("Kết quả", "Giấy phép xây dựng kèm bản vẽ đóng dấu"),
    ),
    papers=(
        forms.PostedPaper("Đơn đề nghị cấp giấy phép xây dựng", "1", "0", "Mẫu số 1, Phụ lục II"),
        forms.PostedPaper(
            "Giấy tờ về quyền sử dụng đất",
            "0",
            "1",
            "Không phải nộp nếu thửa đất đã có trong cơ sở dữ liệu đất đai",
        ),
        forms.PostedPaper(
            "Bản vẽ thiết kế xây dựng", "2", "0", "Mặt bằng, mặt đứng, mặt cắt, móng, đấu nối"
        ),
        forms.PostedPaper(
            "Cam kết bảo đảm an toàn công trình liền kề",
            "1",
            "0",
            "Chỉ khi nhà xây sát công trình bên cạnh",
        ),
    ),
    steps=(
        "Nộp hồ sơ trên mạng, tại quầy hoặc qua bưu chính.",
        "Bộ phận Một cửa kiểm tra trong 8 giờ làm việc và cấp giấy hẹn.",
        "Phòng chuyên môn thẩm định.",
        "Nhận giấy phép.",
    ),
    conditions=("Phù hợp mục đích sử dụng đất và quy hoạch chi tiết.",),
    grounds=(
        "Luật Xây dựng 50/2014/QH13, sửa đổi bởi Luật 62/2020/QH14",
        "Nghị định 175/2024/NĐ-CP",
    ),
    posted="Niêm yết theo Quyết định công bố 1077/QĐ-BXD, áp dụng từ 01/07/2026.",
)
TO_WHOM = ("Như trên", "Trung tâm Phục vụ hành chính công phường", "Lưu: hồ sơ")
EXAMINED = replace(
    REFUSAL,
    after_examination=True,
    go_to="",
    signed_by="",
    returned=(),
    reason="Thửa đất nằm trong hành lang bảo vệ đê sông Trà Khúc nên không được xây dựng công trình mới.",
    condition="Phù hợp mục đích sử dụng đất và quy hoạch chi tiết",
    recipients=TO_WHOM,
    signer_role="Chủ tịch",
    signer="Đặng Văn Thuấn",
)
NOTICE = forms.Notice(
    **COMMON,
    title=("THÔNG BÁO", "VỀ VIỆC RÚT HỒ SƠ"),
    applicant="Rơ Châm Hải",
    paragraphs=(
        "UBND phường Nghĩa Lộ đồng ý cho Ông/Bà rút hồ sơ H48.129-260903-0012 nộp ngày 18/08/2026.",
        "Giấy tờ bản chính đã nộp được trả lại tại Trung tâm Phục vụ hành chính công.",
    ),
    reason="Ông/Bà đổi kế hoạch kinh doanh.",
    contact="bà Trần Thị Ngọc Ánh, điện thoại 0255 000 0129",
    recipients=TO_WHOM,
    signer_role="Chủ tịch",
    signer="Đặng Văn Thuấn",
)
RESULT = forms.Result(
    **COMMON,
    **WHAT,
    title=("GIẤY XÁC NHẬN", "TÌNH TRẠNG HÔN NHÂN"),
    agency="UBND phường Nghĩa Lộ",
    applicant="Nguyễn Thị Thanh Tuyền",
    id_label="Số định danh cá nhân",
    id_number="051185004317",
    address=WHO["address"],
    ground="Luật Hộ tịch ngày 20/11/2014",
    paragraphs=("Xác nhận bà Nguyễn Thị Thanh Tuyền hiện tại chưa đăng ký kết hôn với ai.",),
    recipients=TO_WHOM,
    signer_role="Chủ tịch",
    signer="Đặng Văn Thuấn",
)
REGISTER = forms.Register(
    head=replace(HEAD, number=""),
    unit="Trung tâm Phục vụ hành chính công phường Nghĩa Lộ",
    year="2026",
    opened_on="01/01/2026",
    rows=tuple(
        forms.RegisterRow(
            str(n),
            f"H48.129-260903-{n:04}",
            "Cấp giấy phép xây dựng mới nhà ở riêng lẻ",
            "01",
            "Phạm Thị Hồng Gấm",
            "Tổ 6, 0905 000 317",
            "UBND phường Nghĩa Lộ",
            "03/09/2026",
            "14/09/2026",
            "03/09/2026",
            "11/09/2026",
            "14/09/2026",
            "Tại quầy",
            "Phạm Thị Hồng Gấm",
        )
        for n in range(1, 21)
    ),
    signer="Trần Thị Ngọc Ánh",
)
LETTERS = (SUPPLEMENT, REFUSAL, EXAMINED, APOLOGY, NOTICE, RESULT)
LINKED = replace(
    RECEIPT,
    legs=(
        forms.ReceiptLeg(
            "Công an phường Nghĩa Lộ", "Đăng ký thường trú cho trẻ", "56 giờ làm việc",
            "09 giờ 40 phút, ngày 16/09/2026",
        ),
        forms.ReceiptLeg(
            "Bảo hiểm xã hội tỉnh Quảng Ngãi", "Cấp thẻ bảo hiểm y tế", "24 giờ làm việc",
            "09 giờ 40 phút, ngày 21/09/2026",
        ),
    ),
)  # fmt: skip
LETTER = beside_forms.ConsultationLetter(
    **COMMON, **WHAT,
    to="Công an phường Nghĩa Lộ",
    from_unit="Văn phòng Hội đồng nhân dân và Ủy ban nhân dân phường Nghĩa Lộ",
    applicant="Nguyễn Thị Thanh Tuyền",
    question="Đề nghị xác nhận thông tin cư trú.\nNêu rõ thời gian thường trú.",
    answer_by="17 giờ 00 phút, ngày 07/09/2026",
    signer="Trần Thị Mỹ Duyên",
    enclosed="02 tệp trong hồ sơ điện tử",
    answer="Có thường trú từ năm 1990.", answered_at="09 giờ 00 phút, ngày 05/09/2026",
    answer_number="12/CA",
)  # fmt: skip
MINUTES = beside_forms.VerificationMinutes(
    **COMMON, **WHAT,
    held_at="14 giờ 00 phút, ngày 04/09/2026",
    place="Tổ 6, phường Nghĩa Lộ",
    participants=("Ông Nguyễn Văn Thơ, tổ trưởng", "Bà Trần Thị Bé"),
    content=("Có mặt tại nơi ở.", "Các bên xác nhận đúng như tờ khai."),
    applicant="Nguyễn Thị Thanh Tuyền",
    recorder="Trần Thị Mỹ Duyên",
    unit="Văn phòng",
)  # fmt: skip
SLIP_OF_ORIGINALS = beside_forms.OriginalsSlip(
    **COMMON, **WHAT,
    title=("GIẤY NHẬN BẢN CHÍNH",),
    applicant="Nguyễn Thị Thanh Tuyền",
    unit="Trung tâm Phục vụ hành chính công phường Nghĩa Lộ",
    moment_label="Nhận lúc",
    at="09 giờ 00 phút, ngày 03/09/2026",
    sentence="Đã nhận các bản chính sau để đối chiếu; sẽ trả lại người nộp.",
    papers=(forms.ReceivedPaper("Giấy chứng sinh", "bản chính", "1"),),
    citizen_role="NGƯỜI GIAO",
    citizen="Nguyễn Thị Thanh Tuyền",
    officer_role="NGƯỜI NHẬN",
    officer="Phạm Thị Thu Hà",
)  # fmt: skip
BOTH_ERAS = (
    LINKED, LETTER, MINUTES, SLIP_OF_ORIGINALS, RECEIPT, *LETTERS, SLIP, REGISTER, HANDOVER, POSTED
)  # fmt: skip
ALL = [(sheet, on) for sheet in BOTH_ERAS for on in (OLD_ERA, NEW_ERA)] + [(STOP, NEW_ERA)]
