"""What a map does to the open dossiers, in numbers; kept with each rehearsal and with the act."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from motcua.agencies import queries as agencies
from motcua.dossiers import beside
from motcua.dossiers.reorganising.moving import Lack, Move, Stuck
from motcua.dossiers.states import TERMINAL, Status

# So many codes of dossiers without an heir are kept with the figures; the number is always whole.
MOST_CODES = 1000
Pair = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers of one rehearsal or act. Pairs are [from, to, how many]; ids are those of that day.

    `gains` and `loses` count dossiers for each agency that may open them from now on, or no more.
    """

    moved: int = 0
    stuck: int = 0
    pairs: list[Pair] = field(default_factory=list)
    units: list[Pair] = field(default_factory=list)
    procedures: list[tuple[str, int, int]] = field(default_factory=list)
    statuses: list[tuple[str, int]] = field(default_factory=list)
    kinds: list[tuple[str, int]] = field(default_factory=list)
    lacks: list[tuple[int, str, int]] = field(default_factory=list)
    gains: list[tuple[int, int]] = field(default_factory=list)
    loses: list[tuple[int, int]] = field(default_factory=list)
    results_waiting: int = 0
    online_waiting: int = 0
    offers: int = 0
    consultations: int = 0
    legs: int = 0
    keep_officer: int = 0
    drafts: int = 0
    papers: int = 0
    owed: int = 0
    finished: int = 0
    lists: int = 0
    signing: int = 0
    posts: int = 0
    officers: int = 0
    delegations: int = 0
    tokens_revoked: int = 0
    tokens_moved: int = 0
    books: list[tuple[int, int, int]] = field(default_factory=list)
    stuck_codes: list[str] = field(default_factory=list)
    # What follows in the rooms beside and above: words with their number, and what needs a person.
    others: list[tuple[str, int]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


# What a difference between a rehearsal and the act is told about, with its words.
COMPARED: tuple[tuple[str, str], ...] = (
    ("moved", "hồ sơ chuyển"),
    ("stuck", "hồ sơ chưa có nơi nhận"),
    ("results_waiting", "kết quả chờ trả"),
    ("online_waiting", "hồ sơ qua mạng chờ tiếp nhận"),
    ("offers", "lượt bàn giao đang chờ"),
    ("consultations", "phiếu lấy ý kiến đang mở"),
    ("legs", "phần việc liên thông đang mở"),
    ("drafts", "bản soạn đang dở"),
    ("papers", "tệp hồ sơ giấy đổi đơn vị giữ"),
    ("owed", "hồ sơ đã xong còn việc phải làm"),
    ("lists", "danh sách bàn giao lập lại"),
    ("signing", "kết quả chờ ký phải xác nhận lại"),
    ("posts", "chức danh kết thúc"),
    ("delegations", "ủy quyền kết thúc"),
)


def figures_from(raw: Mapping[str, Any]) -> Figures:
    """As stored; lists of JSON become tuples again."""
    values: dict[str, Any] = {
        name: [tuple(item) if isinstance(item, list) else item for item in value]
        if isinstance(value, list)
        else value
        for name, value in raw.items()
    }
    return Figures(**values)


def count(moves: Iterable[Move], stuck: Iterable[Stuck], beside_them: Mapping[str, Any]) -> Figures:
    """The numbers of a plan; `beside_them` are those of posts, drafts and books."""
    tally = _Tally()
    for move in moves:
        tally.move(move)
    for one in stuck:
        tally.leave(one)
    return Figures(**tally.totals(), **beside_them)


class _Tally:
    def __init__(self) -> None:
        self.moved = self.results = self.online = self.offers = 0
        self.consultations = self.legs = self.keep_officer = self.papers = self.owed = 0
        self.pairs: Counter[tuple[int, int]] = Counter()
        self.units: Counter[tuple[int, int]] = Counter()
        self.procedures: dict[str, list[int]] = {}
        self.statuses: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        self.lacks: Counter[tuple[int, str]] = Counter()
        self.gains: Counter[int] = Counter()
        self.loses: Counter[int] = Counter()
        self.codes: list[str] = []

    def move(self, move: Move) -> None:
        before, now = move.before, move.now
        self.moved += 1
        self.procedures.setdefault(before.procedure_code, [0, 0])[0] += 1
        self.statuses[before.status.value] += 1
        self.pairs[before.competent_agency_id, now("competent_agency_id")] += 1
        if "holder_unit_id" in move.changes and before.holder_unit_id is not None:
            self.units[before.holder_unit_id, now("holder_unit_id")] += 1
            self.kinds[agencies.unit(before.holder_unit_id).kind] += 1
            self.keep_officer += now("holder_id") is not None
        old, new = set(before.agency_ids), set(now("agency_ids"))
        self.gains.update(new - old)
        self.loses.update(old - new)
        self._beside(move)

    def _beside(self, move: Move) -> None:
        before, changes = move.before, move.changes
        self.results += before.status is Status.COMPLETED and "counter_unit_id" in changes
        self.papers += "paper_place" in changes
        self.owed += before.status in TERMINAL
        self.online += before.status is Status.REGISTERED
        self.offers += "offer" in changes
        self.consultations += sum(
            old != new
            for old, new in zip(before.consultations, move.now("consultations"), strict=True)
        )
        self.legs += sum(
            old != new and beside.is_running(old)
            for old, new in zip(before.legs, move.now("legs"), strict=True)
        )

    def leave(self, one: Stuck) -> None:
        self.procedures.setdefault(one.state.procedure_code, [0, 0])[1] += 1
        self.lacks[one.agency_id, one.lack.value] += 1
        self.codes.append(one.state.code)

    def totals(self) -> dict[str, Any]:
        procedures = sorted(self.procedures.items(), key=lambda item: (-sum(item[1]), item[0]))
        return {
            "moved": self.moved,
            "stuck": len(self.codes),
            "pairs": [(*pair, n) for pair, n in self.pairs.most_common()],
            "units": [(*pair, n) for pair, n in self.units.most_common()],
            "procedures": [(code, *counts) for code, counts in procedures],
            "statuses": self.statuses.most_common(),
            "kinds": self.kinds.most_common(),
            "lacks": [(*key, n) for key, n in self.lacks.most_common()],
            "gains": self.gains.most_common(),
            "loses": self.loses.most_common(),
            "results_waiting": self.results,
            "online_waiting": self.online,
            "offers": self.offers,
            "consultations": self.consultations,
            "legs": self.legs,
            "keep_officer": self.keep_officer,
            "papers": self.papers,
            "owed": self.owed,
            "stuck_codes": sorted(self.codes)[:MOST_CODES],
        }


def number(value: int) -> str:
    """`12.431`."""
    return f"{value:,}".replace(",", ".")


def summary(figures: Figures) -> str:
    """“12.431 hồ sơ chuyển, 37 chưa có nơi nhận.”"""
    left = (
        f"{number(figures.stuck)} chưa có nơi nhận"
        if figures.stuck
        else "không hồ sơ nào bị bỏ lại"
    )
    return f"{number(figures.moved)} hồ sơ chuyển, {left}."


def differences(rehearsed: Figures, done: Figures) -> list[str]:
    """What came out otherwise than rehearsed, each as a sentence; none when nothing did."""
    found = []
    for name, words in COMPARED:
        before, after = getattr(rehearsed, name), getattr(done, name)
        if before != after:
            sign = "thêm" if after > before else "bớt"
            found.append(
                f"{number(after)} {words}, {sign} {number(abs(after - before))} so với diễn tập."
            )
    return found


def lack_label(value: str) -> str:
    return Lack(value).label
