"""Papers handed in: originals, copies, and whether they were digitised or come from a database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from motcua.base.labels import Labelled
from motcua.base.text import nfc
from motcua.base.verdict import InvalidError
from motcua.procedures.content import Paper
from motcua.procedures.pinned import PinnedVersion

MOST = 99


class PaperSource(Labelled):
    """Where a component of the dossier is."""

    PAPER = "paper", "Bản giấy"
    DIGITISED = "digitised", "Đã số hóa"
    DATABASE = "database", "Lấy từ dữ liệu"


def clean_papers(papers: Iterable[Mapping[str, Any]]) -> tuple[dict[str, Any], ...]:
    """Papers as they are kept; a line with no copy that is not from a database is left out."""
    return tuple(paper for raw in papers if (paper := _clean(raw)) is not None)


def _clean(raw: Mapping[str, Any]) -> dict[str, Any] | None:
    name = nfc(str(raw.get("name") or ""))
    if not name:
        raise InvalidError("Ghi tên giấy tờ.", fields={"papers": "Có dòng chưa ghi tên giấy tờ."})
    counts = {key: _count(raw.get(key, 0), name) for key in ("originals", "copies")}
    try:
        source = PaperSource(str(raw.get("source") or PaperSource.PAPER.value))
    except ValueError:
        raise InvalidError(f"“{name}”: chọn bản giấy, đã số hóa hay lấy từ dữ liệu.") from None
    if not any(counts.values()) and source is PaperSource.PAPER:
        return None
    return {
        "key": str(raw.get("key") or "")[:60],
        "name": name[:500],
        **counts,
        "source": source.value,
    }


def _count(value: Any, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str) or not str(value).isdecimal():
        raise InvalidError(
            f"“{name}”: số bản phải là số nguyên.", fields={"papers": "Số bản chưa đúng."}
        )
    count = int(value)
    if count > MOST:
        raise InvalidError(f"“{name}”: nhiều nhất {MOST} bản.", fields={"papers": "Quá nhiều bản."})
    return count


def missing_papers(version: PinnedVersion, papers: Iterable[Mapping[str, Any]]) -> list[Paper]:
    """Required papers that are not there; those of some case only are the officer's judgement."""
    given = {paper["key"] for paper in papers}
    return [
        paper
        for paper in version.papers
        if paper.required
        and not paper.condition
        and not paper.shown_only
        and paper.key not in given
    ]
