"""The roles of a post and the scopes of a token, with the words that people read."""

from __future__ import annotations

from motcua.base.labels import Labelled


class Role(Labelled):
    """What an officer does at their post; one person may hold several."""

    GUIDE = "guide", "Hướng dẫn, lấy số"
    INTAKE_OFFICER = "intake_officer", "Tiếp nhận hồ sơ"
    RETURN_OFFICER = "return_officer", "Trả kết quả"
    FEE_OFFICER = "fee_officer", "Thu phí, lệ phí"
    CASE_OFFICER = "case_officer", "Chuyên viên thụ lý"
    HEAD_OF_ROOM = "head_of_room", "Lãnh đạo phòng"
    HEAD_OF_AGENCY = "head_of_agency", "Lãnh đạo cơ quan"
    CLERK = "clerk", "Văn thư"
    CONTROLLER = "controller", "Chuyên viên kiểm soát"
    CENTRE_DIRECTOR = "centre_director", "Giám đốc Trung tâm"
    BUSINESS_ADMIN = "business_admin", "Quản trị nghiệp vụ"
    TECHNICAL_ADMIN = "technical_admin", "Quản trị kỹ thuật"
    INSPECTOR = "inspector", "Giám sát, thanh tra"
    POSTAL_STAFF = "postal_staff", "Nhân viên bưu chính"


class Scope(Labelled):
    """What a machine may do with its token, always within the token's unit."""

    DOSSIERS_READ = "dossiers:read", "Đọc hồ sơ của đơn vị"
    DOSSIERS_WRITE = "dossiers:write", "Tạo hồ sơ, ghi bước xử lý"
    PROCEDURES_READ = "procedures:read", "Đọc danh mục thủ tục"
    DUE_COMPUTE = "due:compute", "Tính ngày hẹn trả"
