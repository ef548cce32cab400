"""The papers of a raw record: what is handed in, what is only shown, what is merely a note."""

from __future__ import annotations

from typing import Any

from motcua.base.text import fold
from motcua.procedures.importing.shapes import (
    Raw,
    clean,
    objects,
    papers_of,
    quantities,
    text,
    without_bullet,
)
from motcua.procedures.importing.wording import slug

Json = dict[str, Any]
# Headings of the dossier's parts, which say nothing about a case.
_HEADINGS = ("giay to phai nop", "giay to phai xuat trinh", "luu y", "thanh phan ho so")


def translate_papers(raw: Raw, *, corrected: bool) -> tuple[list[Json], list[str]]:
    """Papers, and the notes found among them (as a correction; else they are left out).

    As a correction a paper is required unless it belongs to one case of several; taken at its
    word it is required where the record says so, which the national catalogue never does.
    """
    several = len(_case_names(raw)) > 1
    papers: dict[str, Json] = {}
    notes: list[str] = []
    for heading, paper in papers_of(raw):
        name = without_bullet(text(paper, "name"))
        originals, copies = quantities(paper)
        if not name:
            continue
        if not originals and not copies:
            notes.append(name)
            continue
        case = "" if _is_heading(heading) else without_bullet(heading)
        condition = case if several else ""
        required = not condition if corrected else paper.get("required") is True
        key = _free_key(papers, name)
        papers[key] = {
            "key": key,
            "name": name,
            "code": clean(text(paper, "code")),
            "originals": originals,
            "copies": copies,
            "required": required,
            "condition": condition,
            "form": _form(paper),
            "shown_only": "xuat trinh" in fold(heading),
        }
    return list(papers.values()), notes if corrected else []


def _case_names(raw: Raw) -> set[str]:
    names = (clean(text(case, "name")) for case in objects(raw, "executionCases"))
    return {name for name in names if not _is_heading(name)}


def _is_heading(name: str) -> bool:
    return not name or any(heading in fold(name) for heading in _HEADINGS)


def _free_key(taken: dict[str, Json], name: str) -> str:
    """A key from the name that no other paper has: `to-khai`, `to-khai-2`."""
    wanted = slug(name) or "giay-to"
    key, number = wanted, 1
    while key in taken:
        number += 1
        key = f"{wanted}-{number}"
    return key


def _form(paper: Raw) -> str:
    return next((clean(text(file, "fileName")) for file in objects(paper, "attachments")), "")
