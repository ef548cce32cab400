"""Sectors gathered by the matters of a life; what fits none stands in the last group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from motcua.base.text import fold

# Title, and words of which one stands in the folded name of each of its sectors.
_TOPICS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Gia đình, hộ tịch", ("ho tich", "con nuoi", "gia dinh")),
    ("Nhà ở, xây dựng", ("xay dung", "nha o", "quy hoach")),
    ("Đất đai, bảo đảm", ("dat dai", "bien phap bao dam", "do dac")),
    ("Cư trú, giấy tờ cá nhân", ("cu tru", "chung thuc", "ly lich", "can cuoc", "xuat nhap canh")),
    ("Kinh doanh, đầu tư", ("doanh nghiep", "hop tac", "dau tu", "kinh doanh", "cong nghiep")),
    ("Việc làm, trợ giúp xã hội", ("bao tro", "giam ngheo", "co cong", "viec lam", "lao dong")),
    ("Đi lại, vận tải", ("duong bo", "duong thuy", "hang hai", "dang kiem")),
    ("Nông nghiệp, môi trường", ("lam", "thuy", "moi truong", "nong", "trong trot", "chan nuoi")),
    ("Y tế, giáo dục, văn hóa", ("benh", "thuc pham", "giao duc", "van bang", "van hoa",
                                 "the thao", "bieu dien", "ton giao", "duoc")),
)  # fmt: skip
_OTHER = "Việc khác"
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class SectorLink:
    name: str
    url: str
    count: int


@dataclass(frozen=True, slots=True)
class Topic:
    """A group of sectors; `count` is of all its procedures, `rest` of sectors not named."""

    title: str
    sectors: tuple[SectorLink, ...]
    count: int
    rest: int


def topics(sectors: Iterable[tuple[str, str, int]]) -> list[Topic]:
    """Every sector in exactly one group, the largest first; empty groups left out."""
    groups: dict[str, list[SectorLink]] = {title: [] for title in (*dict(_TOPICS), _OTHER)}
    for code, name, count in sectors:
        url = f"{reverse('portal:catalogue')}?{urlencode({'linh_vuc': code})}"
        groups[_group_of(name)].append(SectorLink(name, url, count))
    return [_topic(title, members) for title, members in groups.items() if members]


def _group_of(name: str) -> str:
    folded = f" {fold(name)} "
    for title, words in _TOPICS:
        if any(f" {word}" in folded for word in words):
            return title
    return _OTHER


def _topic(title: str, members: list[SectorLink]) -> Topic:
    ordered = sorted(members, key=lambda link: (-link.count, link.name))
    count = sum(link.count for link in ordered)
    return Topic(title, tuple(ordered[:_SHOWN]), count, max(len(ordered) - _SHOWN, 0))
