"""The words this room stores, each with its Vietnamese label, and the life of a version."""

from __future__ import annotations

from motcua.base.labels import Labelled


class ProcedureKind(Labelled):
    """Who issues it: a ministry, the province, or an administration for itself."""

    STANDARD = "standard", "Do bộ, ngành công bố"
    SPECIFIC = "specific", "Do địa phương quy định"
    INTERNAL = "internal", "Nội bộ giữa các cơ quan"


class OnlineLevel(Labelled):
    """Decree 42/2022: what of the service can be done online."""

    INFORMATION = "information", "Cung cấp thông tin trực tuyến"
    PARTIAL = "partial", "Dịch vụ công trực tuyến một phần"
    FULL = "full", "Dịch vụ công trực tuyến toàn trình"


class Channel(Labelled):
    DIRECT = "direct", "Trực tiếp"
    ONLINE = "online", "Trực tuyến"
    POSTAL = "postal", "Dịch vụ bưu chính"


class FeeKind(Labelled):
    """Law on fees and charges 97/2015: two kinds that are never added up as one."""

    FEE = "fee", "Phí"
    CHARGE = "charge", "Lệ phí"


class Audience(Labelled):
    """For whom, as people look for it; folded from the national subject types."""

    CITIZEN = "citizen", "Công dân Việt Nam"
    BUSINESS = "business", "Doanh nghiệp, hợp tác xã"
    ORGANISATION = "organisation", "Tổ chức khác"
    FOREIGNER = "foreigner", "Người nước ngoài, người Việt Nam ở nước ngoài"
    OFFICIAL = "official", "Cán bộ, công chức, viên chức"


class Provenance(Labelled):
    """How far a record can be trusted: checked against its source, taken over, or recalled."""

    VERIFIED = "verified", "Đã đối chiếu nguồn"
    CATALOGUE = "catalogue", "Theo danh mục quốc gia"
    MEMORY = "memory", "Chưa đối chiếu nguồn"


class AnnouncementKind(Labelled):
    """Decree 63/2010 art. 14, and the standardising decisions of practice."""

    NEW = "new", "Mới ban hành"
    AMENDED = "amended", "Sửa đổi, bổ sung"
    REPLACED = "replaced", "Thay thế"
    ABOLISHED = "abolished", "Bãi bỏ, hủy bỏ"
    STANDARDISED = "standardised", "Chuẩn hóa"


class DutyKind(Labelled):
    """What an announcement makes a unit do (Decree 63/2010 art. 17 and 24)."""

    NATIONAL_ENTRY = "national_entry", "Nhập Cơ sở dữ liệu quốc gia"
    ELECTRONIC_PROCESS = "electronic_process", "Thiết lập quy trình điện tử"
    POSTING = "posting", "Niêm yết công khai"
    WEBSITE = "website", "Đăng trên trang thông tin điện tử"


class VersionState(Labelled):
    """Draft → published; retired is published but withdrawn before it ever came into force."""

    DRAFT = "draft", "Bản nháp"
    PUBLISHED = "published", "Đã công bố"
    RETIRED = "retired", "Đã rút trước khi có hiệu lực"


class ProcessState(Labelled):
    DRAFT = "draft", "Bản nháp"
    PUBLISHED = "published", "Đã phê duyệt"


class StepKind(Labelled):
    INTAKE = "intake", "Tiếp nhận"
    TASK = "task", "Xử lý"
    CONSULT = "consult", "Lấy ý kiến"
    APPROVE = "approve", "Duyệt"
    SIGN = "sign", "Ký"
    RECORD = "record", "Vào sổ, phát hành"
    RETURN = "return", "Trả kết quả"


class Place(Labelled):
    """Where a step is done, seen from the competent agency; a named room is `room:<key>`."""

    ONE_STOP = "one_stop", "Bộ phận Một cửa"
    AGENCY = "agency", "Cơ quan giải quyết"
    LEADERSHIP = "leadership", "Lãnh đạo cơ quan"
    CLERICAL = "clerical", "Văn thư"


class QuarantineState(Labelled):
    OPEN = "open", "Chờ quyết định"
    TAKEN = "taken", "Đã nhận"
    MERGED = "merged", "Đã gộp"
    DISMISSED = "dismissed", "Đã loại"


# National subject types (domain reference of the national catalogue); both ĐT and DT occur.
_AUDIENCES = {
    1: Audience.CITIZEN,
    2: Audience.BUSINESS,
    3: Audience.FOREIGNER,
    4: Audience.FOREIGNER,
    6: Audience.ORGANISATION,
    7: Audience.ORGANISATION,
    8: Audience.BUSINESS,
    9: Audience.ORGANISATION,
    10: Audience.BUSINESS,
    11: Audience.BUSINESS,
    12: Audience.FOREIGNER,
    13: Audience.OFFICIAL,
}


def audiences(subjects: tuple[str, ...]) -> tuple[Audience, ...]:
    """The audiences of national subject codes such as `ĐT1` or `DT12`, without repetition."""
    numbers = (int(digits) for code in subjects if (digits := code[2:]).isdigit())
    found = {_AUDIENCES[number] for number in numbers if number in _AUDIENCES}
    return tuple(sorted(found))
