"""The kinds of areas, agencies, units and successions: stored values with their Vietnamese labels."""

from __future__ import annotations

from motcua.base.labels import Labelled


class Level(Labelled):
    """A level of government; the district level ended on 1 July 2025 and stays for history."""

    PROVINCE = "province", "Cấp tỉnh"
    DISTRICT = "district", "Cấp huyện"
    COMMUNE = "commune", "Cấp xã"


class AreaKind(Labelled):
    """What an area is called in law; the label is written before its name."""

    PROVINCE = "province", "tỉnh"
    CITY = "city", "thành phố"
    TOWN = "town", "thị xã"
    RURAL_DISTRICT = "rural_district", "huyện"
    WARD = "ward", "phường"
    TOWNSHIP = "township", "thị trấn"
    COMMUNE = "commune", "xã"
    SPECIAL_ZONE = "special_zone", "đặc khu"


class AgencyKind(Labelled):
    """What an agency is in the order of government."""

    PEOPLES_COMMITTEE = "peoples_committee", "Ủy ban nhân dân"
    OFFICE = "office", "Văn phòng"
    DEPARTMENT = "department", "Sở, ban, ngành"
    MANAGEMENT_BOARD = "management_board", "Ban quản lý"
    CENTRE = "centre", "Trung tâm phục vụ hành chính công"
    VERTICAL = "vertical", "Cơ quan ngành dọc"


class UnitKind(Labelled):
    """What a unit does inside its agency."""

    CENTRE = "centre", "Trung tâm phục vụ hành chính công"
    ONE_STOP = "one_stop", "Bộ phận Một cửa"
    ROOM = "room", "Phòng chuyên môn"
    LEADERSHIP = "leadership", "Lãnh đạo"
    CLERICAL = "clerical", "Văn thư"
    VERTICAL = "vertical", "Đơn vị ngành dọc"


class SuccessionKind(Labelled):
    """How one agency's work passed to another."""

    MERGER = "merger", "Sáp nhập, hợp nhất"
    SPLIT = "split", "Chia, tách"
    TAKEOVER = "takeover", "Tiếp nhận chức năng, nhiệm vụ"
    RENAMING = "renaming", "Đổi tên"


class ReorganisationState(Labelled):
    """How far a decision about institutions has come; only an approved one is applied."""

    DRAFT = "draft", "Đang soạn"
    PREPARED = "prepared", "Chờ duyệt"
    APPROVED = "approved", "Đã duyệt, chờ áp dụng"
    APPLIED = "applied", "Đã áp dụng"
    CANCELLED = "cancelled", "Đã hủy"


# The units that receive dossiers; the others only work on them.
RECEIVING_KINDS = frozenset({UnitKind.CENTRE, UnitKind.ONE_STOP})
