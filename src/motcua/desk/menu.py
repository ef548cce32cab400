"""The menus of the desk as tables: who sees which entry, with which number beside it.

A page that is new to the desk adds one line here. Roles decide only what is shown; what may be
opened is decided by the page's gate and the policies behind it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache

from django.urls import reverse

from motcua.accounts.states import Role
from motcua.base.actor import Actor
from motcua.dossiers.queries.lists import View
from motcua.dossiers.queries.numbers import Counts
from motcua.pages.chrome import NavItem, RailGroup, RailItem

Roles = frozenset[str]


def _roles(*roles: Role) -> Roles:
    return frozenset(role.value for role in roles)


EVERYBODY: Roles = frozenset()
RECEPTION = _roles(Role.INTAKE_OFFICER)
COUNTER = RECEPTION | _roles(Role.RETURN_OFFICER, Role.FEE_OFFICER)
GUIDES = _roles(Role.GUIDE)
POSTAL = _roles(Role.POSTAL_STAFF)
OFFICE = _roles(Role.CASE_OFFICER, Role.HEAD_OF_ROOM, Role.HEAD_OF_AGENCY, Role.CLERK)
WORK = COUNTER | OFFICE
KEEPERS = _roles(
    Role.INTAKE_OFFICER, Role.RETURN_OFFICER, Role.CLERK, Role.HEAD_OF_ROOM, Role.HEAD_OF_AGENCY
)
HEADS = _roles(Role.HEAD_OF_ROOM, Role.HEAD_OF_AGENCY)
CONTROL = _roles(Role.CONTROLLER, Role.CENTRE_DIRECTOR)
OVERSIGHT = CONTROL | _roles(Role.INSPECTOR)
BUSINESS = _roles(Role.BUSINESS_ADMIN)
TECHNICAL = _roles(Role.TECHNICAL_ADMIN)
KEEPING = BUSINESS | TECHNICAL


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of the rail; `count` names a number of `Counts` or `gate`, `alarm` colours it."""

    label: str
    route: str
    roles: Roles = EVERYBODY
    count: str = ""
    alarm: str = ""
    args: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A heading of the rail, for these roles or wherever the address begins so."""

    title: str
    roles: Roles
    entries: tuple[Entry, ...]
    below: tuple[str, ...] = ()


# The shelves as addresses name them.
SLUGS = {
    View.MINE: "cua-toi",
    View.UNASSIGNED: "chua-phan-cong",
    View.UNIT: "ca-don-vi",
    View.OVERDUE: "qua-han",
    View.NEAR: "sap-den-han",
    View.PAUSED: "dong-ho-khong-chay",
    View.DONE_TODAY: "xong-hom-nay",
}
SHELVES = {slug: view for view, slug in SLUGS.items()}


def _shelf(view: View, label: str, alarm: str = "") -> Entry:
    return Entry(label, "desk:shelf", count=view.value, alarm=alarm, args=(SLUGS[view],))


CATALOGUE = Group(
    "Danh mục",
    BUSINESS,
    (
        Entry("Bản nháp", "desk:drafts", BUSINESS | CONTROL),
        Entry("Thủ tục", "desk:catalogue"),
        Entry("Quyết định công bố", "desk:announcements"),
        Entry("Việc sau công bố", "desk:duties"),
        Entry("Bản ghi cần xem lại", "desk:quarantine", BUSINESS),
        Entry("Chuyển quy trình", "desk:moves", BUSINESS | CONTROL),
        Entry("Lịch làm việc", "desk:calendars"),
    ),
    below=("/danh-muc/", "/lich-lam-viec/"),
)
GROUPS: tuple[Group, ...] = (
    Group(
        "Kiểm soát",
        OVERSIGHT,
        (
            Entry("Chờ kiểm soát", "desk:gate", CONTROL, "gate", "y"),
            Entry("Đã quyết định", "desk:gate_decided"),
            Entry("Thư xin lỗi", "desk:apologies"),
            Entry("Số liệu kiểm soát", "desk:gate_figures"),
            Entry("Quy định kiểm soát", "desk:gate_rules"),
        ),
    ),
    Group(
        "Theo dõi",
        OVERSIGHT,
        (
            Entry("Toàn tỉnh", "desk:board"),
            Entry("Màn hình lớn", "desk:wall"),
            Entry("Cảnh báo", "desk:alerts"),
            Entry("Kết luận giám sát", "desk:findings"),
            Entry("Sắp xếp cơ quan", "desk:reorganisations", _roles(Role.CENTRE_DIRECTOR)),
        ),
    ),
    Group(
        "Việc của tôi",
        WORK,
        (
            Entry("Tất cả", "desk:inbox", count="mine"),
            _shelf(View.OVERDUE, "Quá hạn", "r"),
            _shelf(View.NEAR, "Sắp đến hạn", "y"),
            _shelf(View.PAUSED, "Đồng hồ không chạy"),
        ),
    ),
    Group(
        "Quầy",
        COUNTER,
        (
            Entry("Tiếp nhận", "desk:reception", RECEPTION),
            Entry("Làm ngay", "desk:instant", RECEPTION),
            Entry("Hồ sơ nộp qua mạng", "desk:online_queue", RECEPTION, "online", "y"),
            Entry("Trả kết quả", "desk:return_counter", count="to_return"),
            Entry("Qua bưu chính", "desk:post"),
            Entry("Sổ ngày", "desk:day_book"),
        ),
    ),
    Group("Bưu chính", POSTAL, (Entry("Bưu gửi", "desk:post"),)),
    Group(
        "Số thứ tự",
        COUNTER | GUIDES,
        (
            Entry("Gọi số", "desk:queue"),
            Entry("Thời gian chờ", "desk:queue_figures"),
            Entry("Đặt quầy, máy lấy số", "desk:queue_furniture", GUIDES | HEADS | BUSINESS),
        ),
        below=("/quay/goi-so/",),
    ),
    Group(
        "Cả đơn vị",
        WORK,
        (
            Entry("Bàn giao", "desk:handover", count="offered", alarm="y"),
            Entry("Sổ theo dõi hồ sơ", "desk:register", KEEPERS),
            Entry("Hồ sơ giấy", "desk:paper_where"),
            Entry("Sự cố kết quả", "desk:incidents", COUNTER | HEADS),
            Entry("Vắng mặt", "desk:absences"),
            Entry("Chờ đơn vị tôi", "desk:waited", count="waited", alarm="y"),
            _shelf(View.UNASSIGNED, "Chưa phân công"),
            _shelf(View.UNIT, "Tất cả của đơn vị"),
            Entry("Việc của lãnh đạo", "desk:day", HEADS),
            Entry("Phân công", "desk:assignment", HEADS),
            Entry("Chờ ký", "desk:signing", HEADS),
            Entry("Kết luận giám sát", "desk:findings", HEADS),
        ),
    ),
    Group("Đã xong", WORK, (Entry("Hôm nay", "desk:shelf", args=(SLUGS[View.DONE_TODAY],)),)),
    CATALOGUE,
    Group(
        "Quản trị",
        KEEPING,
        (
            Entry("Tổng quan", "desk:administration"),
            Entry("Tài khoản cán bộ", "desk:officers", BUSINESS | TECHNICAL),
            Entry("Cơ quan, đơn vị", "desk:institutions"),
            Entry("Quy định của tỉnh", "desk:rules"),
            Entry("Mẫu tin, đoạn in", "desk:wordings"),
            Entry("Khóa kết nối", "desk:machine_keys", TECHNICAL),
            Entry("Chứng thư số", "desk:certificates", TECHNICAL),
            Entry("Sắp xếp cơ quan", "desk:reorganisations", BUSINESS),
            Entry("Lưu giữ dữ liệu", "desk:retention"),
            Entry("Cấu hình", "desk:configuration"),
        ),
        below=("/quan-tri/",),
    ),
)
# The bar above: shown to these roles; the addresses below which the entry counts as open.
WAYS: tuple[tuple[str, str, Roles, tuple[str, ...]], ...] = (
    ("Hộp việc", "desk:inbox", WORK, ("/ban-lam-viec/",)),
    ("Quầy", "desk:reception", RECEPTION, ("/quay/",)),
    ("Trả kết quả", "desk:return_counter", COUNTER - RECEPTION, ("/quay/tra-ket-qua/",)),
    ("Kiểm soát", "desk:gate", CONTROL, ("/kiem-soat/",)),
    ("Theo dõi", "desk:board", OVERSIGHT, ("/theo-doi/",)),
    ("Quản trị", "desk:administration", KEEPING, ("/quan-tri/",)),
    ("Bưu gửi", "desk:post", POSTAL, ("/quay/buu-chinh/",)),
    ("Tìm kiếm", "desk:search", EVERYBODY, ("/tim-kiem/",)),
    ("Danh mục", "desk:catalogue", EVERYBODY, ("/danh-muc/", "/lich-lam-viec/")),
)


@cache
def address(name: str, *args: str) -> str:
    """An address of the desk that holds nobody's code; found once in a process."""
    return reverse(name, args=args)


def bar(actor: Actor, path: str) -> list[NavItem]:
    """The entries of the bar for this actor."""
    return [
        NavItem(label, address(route), current=path.startswith(below))
        for label, route, roles, below in WAYS
        if not roles or roles & actor.roles
    ]


def home(actor: Actor) -> str:
    """Where somebody begins: the director with the province, others with the first way that is theirs."""
    if Role.CENTRE_DIRECTOR in actor.roles:
        return address("desk:board")
    return next(address(route) for _, route, roles, _ in WAYS if not roles or roles & actor.roles)


def rail(
    actor: Actor, path: str, counts: Callable[[], Counts], at_gate: Callable[[], int]
) -> list[RailGroup]:
    """The groups of the rail; the numbers are asked for only if somebody's entry shows one.

    Whoever has no group of their own gets the catalogue, which is open to all officers.
    """
    shown = [g for g in GROUPS if g.roles & actor.roles or (g.below and path.startswith(g.below))]
    numbers: dict[str, int] = asdict(counts()) if WORK & actor.roles else {}
    if CONTROL & actor.roles:
        numbers["gate"] = at_gate()
    return [_group(group, actor, path, numbers) for group in shown or [CATALOGUE]]


def _group(group: Group, actor: Actor, path: str, numbers: dict[str, int]) -> RailGroup:
    entries = [e for e in group.entries if not e.roles or e.roles & actor.roles]
    return RailGroup(group.title, [_item(entry, path, numbers) for entry in entries])


def _item(entry: Entry, path: str, numbers: dict[str, int]) -> RailItem:
    url = address(entry.route, *entry.args)
    count = numbers.get(entry.count)
    return RailItem(entry.label, url, count, entry.alarm if count else "", current=path == url)
