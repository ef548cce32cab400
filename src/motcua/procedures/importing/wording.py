"""What the words of the national catalogue mean here: kinds, units, subjects, limits in free text."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from motcua.base.text import fold

KINDS = {"STANDARD": "standard", "SPECIFIC": "specific", "STANDARD_INTERNAL": "internal"}
STATES = frozenset({"ACTIVE", "UPDATED"})
CHANNELS = {"DIRECT": "direct", "ONLINE": "online", "POSTAL": "postal"}
CHANNEL_LABELS = {"DIRECT": "trực tiếp", "ONLINE": "trực tuyến", "POSTAL": "bưu chính"}
UNITS = {"WORKING_DAY": "working_day", "DAY": "calendar_day", "HOUR": "working_hour"}
UNIT_WORDS = {
    "WORKING_DAY": "ngày làm việc",
    "DAY": "ngày",
    "HOUR": "giờ",
    "MONTH": "tháng",
    "OTHER": "đơn vị khác",
}
FEE_KINDS = {"FEE": "fee", "SERVICE_FEE": "charge"}
FEE_NAMES = {"FEE": "Phí", "SERVICE_FEE": "Lệ phí", "PRICE_LEVEL": "Giá dịch vụ"}
SUBJECTS = {
    "Công dân Việt Nam": "ĐT1",
    "Doanh nghiệp": "ĐT2",
    "Người nước ngoài cư trú tại Việt Nam": "ĐT3",
    "Người nước ngoài": "ĐT4",
    "Đảng viên": "ĐT5",
    "Tổ chức Đảng": "ĐT6",
    "Tổ chức nước ngoài": "ĐT7",
    "Doanh nghiệp Việt Nam": "ĐT8",
    "Tổ chức (không bao gồm doanh nghiệp, HTX)": "ĐT9",
    "Doanh nghiệp có vốn đầu tư nước ngoài": "ĐT10",
    "Hợp tác xã": "DT11",
    "Người Việt Nam định cư ở nước ngoài": "DT12",
    "Cán bộ, công chức, viên chức": "DT13",
    "Công dân Việt Nam mà không xác định được nơi thường trú hoặc nơi tạm trú": "ĐT14",
    "Người nước ngoài đã cư trú tại Việt Nam": "ĐT15",
}
# Resolution 202/2025/QH15: the 34 units of the first level since 12 June 2025.
PROVINCES = frozenset(
    map(
        fold,
        (
            "Hà Nội",
            "Cao Bằng",
            "Tuyên Quang",
            "Điện Biên",
            "Lai Châu",
            "Sơn La",
            "Lào Cai",
            "Thái Nguyên",
            "Lạng Sơn",
            "Quảng Ninh",
            "Bắc Ninh",
            "Phú Thọ",
            "Hải Phòng",
            "Hưng Yên",
            "Ninh Bình",
            "Thanh Hóa",
            "Nghệ An",
            "Hà Tĩnh",
            "Quảng Trị",
            "Huế",
            "Đà Nẵng",
            "Quảng Ngãi",
            "Gia Lai",
            "Khánh Hòa",
            "Đắk Lắk",
            "Lâm Đồng",
            "Đồng Nai",
            "Hồ Chí Minh",
            "Tây Ninh",
            "Đồng Tháp",
            "Vĩnh Long",
            "An Giang",
            "Cần Thơ",
            "Cà Mau",
        ),
    )
)
# Whole words of the folded name that only agencies ended by 1 July 2025 carry.
_ENDED = re.compile(
    r"\b(cap huyen|thi tran|so ke hoach va dau tu|so giao thong van tai"
    r"|so tai nguyen va moi truong|so nong nghiep va phat trien nong thon"
    r"|so lao dong|so thong tin va truyen thong|ban dan toc)\b"
)
_PROVINCE = re.compile(r"\b(?:tinh|thanh pho) (.+)$")
_LOCAL_ISSUER = re.compile(r"^(ubnd|uy ban nhan dan|so |trung tam phuc vu)")
_LIMIT = re.compile(r"(?:khong qua |toi da )?0*(\d+(?:[.,]\d+)?) (ngay lam viec|ngay|gio)\b")
_UNIT_OF = {"ngay lam viec": "working_day", "ngay": "calendar_day", "gio": "working_hour"}
_ELSEWHERE = re.compile(
    r"theo quy dinh|nghi quyet|hoi dong nhan dan|quyet dinh so|chi tiet tai|tra cuu|muc thu|"
    r"muc le phi|muc phi|dinh kem"
)
# Levels by the words of an agency's folded name; the first that fits speaks.
_LEVELS = (
    ("commune", re.compile(r"cap xa\b|\bubnd xa|\buy ban nhan dan xa|\bxa, phuong")),
    ("province", re.compile(r"cap tinh|^so |\bso |tinh, thanh pho|\btinh\b|khu kinh te|khu vuc")),
)


@lru_cache(maxsize=4096)
def agency_ended(name: str) -> bool:
    """Whether the agency belongs to the order of before 1 July 2025."""
    return bool(_ENDED.search(fold(name)))


@lru_cache(maxsize=4096)
def is_local(issuer: str) -> bool:
    """Whether the issuer is a province or a body of one."""
    return bool(_LOCAL_ISSUER.search(fold(issuer)))


@lru_cache(maxsize=4096)
def unknown_province(issuer: str) -> bool:
    """Whether a local issuer names no province of today."""
    named = _PROVINCE.search(fold(issuer))
    return is_local(issuer) and (named is None or named.group(1) not in PROVINCES)


def levels_of(agencies: list[str]) -> list[str]:
    """The levels that the agencies' names speak of, the lowest first; empty for central bodies."""
    found = {_level_of(name) for name in agencies}
    return [level for level in ("commune", "province") if level in found]


@lru_cache(maxsize=4096)
def _level_of(name: str) -> str:
    folded = fold(name)
    return next((level for level, words in _LEVELS if words.search(folded)), "")


def stated_elsewhere(description: str) -> bool:
    """Whether the text says that the amount is fixed by another document."""
    return bool(_ELSEWHERE.search(fold(description)))


def limit_in_words(sentence: str) -> tuple[Decimal, str] | None:
    """The only limit a sentence names, as amount and stored unit; None for none or several."""
    found = {(match[0].replace(",", "."), match[1]) for match in _LIMIT.findall(fold(sentence))}
    if len(found) != 1:
        return None
    amount, unit = found.pop()
    return Decimal(amount), _UNIT_OF[unit]


def slug(value: str, *, most: int = 48) -> str:
    """`Giấy chứng sinh (bản chính)` as `giay-chung-sinh-ban-chinh`, cut at a word."""
    words = re.findall(r"[a-z0-9]+", fold(value))
    made = "-".join(words)
    if len(made) <= most:
        return made
    return made[: most + 1].rsplit("-", 1)[0][:most]
