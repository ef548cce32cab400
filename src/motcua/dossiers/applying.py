"""An application before it is sent: its parts, what is still missing, and how it becomes an intake.

Pure. A draft holds `answers` by part, the parts that are `done`, and `files` by paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from motcua.agencies.states import Level
from motcua.base.verdict import InvalidError
from motcua.dossiers.papers import PaperSource
from motcua.dossiers.people import People, parse_person
from motcua.dossiers.states import ReturnChannel
from motcua.procedures.content import Paper
from motcua.procedures.pinned import PinnedVersion

MOST_FILES = 40
MOST_BYTES = 100 * 1024 * 1024
MOST_TEXT = 2000
_MEGABYTE = 1024 * 1024


class Part(StrEnum):
    """One thing a page, in the order in which it is asked."""

    ROLE = "role"
    APPLICANT = "applicant"
    OWNER = "owner"
    CASE = "case"
    PLACE = "place"
    CONTENT = "content"
    PAPERS = "papers"
    RETURN = "return"


class Capacity(StrEnum):
    """For whom the person at the screen applies."""

    SELF = "self"
    OTHER = "other"
    ORGANISATION = "organisation"

    @property
    def label(self) -> str:
        return {
            "self": "Cho chính tôi",
            "other": "Thay người khác, theo ủy quyền hoặc là người thân",
            "organisation": "Cho doanh nghiệp, tổ chức",
        }[self.value]


@dataclass(frozen=True, slots=True)
class DraftFile:
    """A stored file that waits in a draft."""

    sha256: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Draft:
    """What has been filled in; `dossier_code` once it was sent, and then nothing else."""

    procedure_code: str
    version: int = 1
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    done: tuple[str, ...] = ()
    files: Mapping[str, tuple[DraftFile, ...]] = field(default_factory=dict)
    dossier_code: str = ""

    def part(self, part: Part) -> Mapping[str, Any]:
        return self.answers.get(part.value, {})

    @property
    def capacity(self) -> Capacity:
        return Capacity(self.part(Part.ROLE).get("role") or Capacity.SELF.value)

    @property
    def all_files(self) -> tuple[DraftFile, ...]:
        return tuple(file for files in self.files.values() for file in files)


def read_content(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The stored JSON as the fields of a `Draft`."""
    return {
        "answers": dict(raw.get("answers") or {}),
        "done": tuple(raw.get("done") or ()),
        "files": {
            key: tuple(DraftFile(*file) for file in files)
            for key, files in (raw.get("files") or {}).items()
        },
    }


def write_content(draft: Draft) -> dict[str, Any]:
    """The fields of a `Draft` as they are stored."""
    return {
        "answers": dict(draft.answers),
        "done": list(draft.done),
        "files": {
            key: [[file.sha256, file.name, file.size] for file in files]
            for key, files in draft.files.items()
        },
    }


def asks_area(version: PinnedVersion) -> bool:
    """Whether the matter's commune decides who is competent, or how long it takes."""
    return version.level != Level.PROVINCE or version.limit.land


def papers_to_send(version: PinnedVersion) -> tuple[Paper, ...]:
    """The papers that are handed in; what is only shown at the counter is not among them."""
    return tuple(paper for paper in version.papers if not paper.shown_only)


def parts(version: PinnedVersion, draft: Draft) -> tuple[Part, ...]:
    """The parts that this application has, in order."""
    left_out = set()
    if draft.capacity is Capacity.SELF:
        left_out.add(Part.OWNER)
    if not version.cases:
        left_out.add(Part.CASE)
    if not asks_area(version):
        left_out.add(Part.PLACE)
    if not papers_to_send(version):
        left_out.add(Part.PAPERS)
    return tuple(part for part in Part if part not in left_out)


def next_part(version: PinnedVersion, draft: Draft) -> Part | None:
    """The first part that is not done; None when everything may be checked and sent."""
    return next((part for part in parts(version, draft) if part.value not in draft.done), None)


def people_of(draft: Draft) -> People:
    """Applicant, owner and representative; raises `InvalidError` with a sentence for each field."""
    applicant = parse_person(draft.part(Part.APPLICANT))
    if draft.capacity is Capacity.SELF:
        return People(applicant, applicant)
    owner = parse_person(draft.part(Part.OWNER), needs_contact=False)
    name = str(draft.part(Part.OWNER).get("representative") or "").strip()
    if not name:
        return People(applicant, owner)
    return People(applicant, owner, parse_person({"name": name}, needs_contact=False))


def papers_of(version: PinnedVersion, draft: Draft) -> tuple[dict[str, Any], ...]:
    """The papers as an intake takes them: files are digitised copies, ticks come from a database."""
    spared = set(draft.part(Part.PAPERS).get("database") or ())
    lines = (_paper_line(paper, draft, spared) for paper in papers_to_send(version))
    return tuple(line for line in lines if line is not None)


def _paper_line(paper: Paper, draft: Draft, spared: set[str]) -> dict[str, Any] | None:
    files = draft.files.get(paper.key, ())
    if not files and not (paper.key in spared and paper.reuse_source):
        return None
    source = PaperSource.DIGITISED if files else PaperSource.DATABASE
    return {
        "key": paper.key, "name": paper.name, "originals": 0, "copies": 1 if files else 0,
        "source": source.value,
    }  # fmt: skip


def case_of(version: PinnedVersion, draft: Draft) -> str:
    """The code of the case that the applicant chose; empty for the general one."""
    if not version.cases:
        return ""
    return str(draft.part(Part.CASE).get("case_code") or "")


def with_files(draft: Draft, added: Mapping[str, Iterable[DraftFile]]) -> dict[str, Any]:
    """The files of the draft with those added; the same file twice in one place counts once."""
    merged = {key: tuple(files) for key, files in draft.files.items()}
    for key, files in added.items():
        merged[key] = tuple(dict.fromkeys((*merged.get(key, ()), *files)))
    every = [file for files in merged.values() for file in files]
    if len(every) > MOST_FILES:
        raise InvalidError(f"Một hồ sơ gửi nhiều nhất {MOST_FILES} tệp. Gộp các trang lại.")
    if sum(file.size for file in every) > MOST_BYTES:
        raise InvalidError(
            f"Các tệp cộng lại quá {MOST_BYTES // _MEGABYTE} MB. Chụp lại ở cỡ nhỏ hơn."
        )
    return merged


def return_channels(version: PinnedVersion) -> tuple[ReturnChannel, ...]:
    """How the result may come back: by post only where the procedure is done by post."""
    by_post = version.flags.postal or any(m.channel == "postal" for m in version.methods)
    wanted = (ReturnChannel.COUNTER, ReturnChannel.POST, ReturnChannel.ONLINE)
    return tuple(way for way in wanted if by_post or way is not ReturnChannel.POST)
