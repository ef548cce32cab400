"""The command line `motcua`. Standard library only here: each command is imported when it is called.

Exit codes: 0 done · 1 a check found something, or an action was refused · 2 wrong usage ·
3 something that is needed is not there (database, port, program, right to write).
"""

from __future__ import annotations

import argparse
import importlib
import signal
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from motcua.config.console import complain
from motcua.config.places import UnavailableError

DONE, FOUND, USAGE, UNAVAILABLE = range(4)
INTERRUPTED = 130

_EPILOG = """\
mã thoát: 0 xong · 1 kiểm tra thấy sai, hoặc việc bị từ chối · 2 gọi sai cách · 3 thiếu điều kiện
(cơ sở dữ liệu, cổng, chương trình, quyền ghi). Không có DATABASE_URL thì dùng PostgreSQL kèm theo,
dữ liệu ở MOTCUA_DATA (mặc định: thư mục var). Vận hành: docs/operations.md"""

if TYPE_CHECKING:
    _Groups = argparse._SubParsersAction["_Parser"]  # noqa: SLF001 - argparse gives it no public name


_VIETNAMESE = (
    ("usage:", "cách gọi:"),
    ("positional arguments:", "tham số:"),
    ("options:", "tuỳ chọn:"),
    ("show this help message and exit", "in phần trợ giúp này"),
    ("the following arguments are required:", "còn thiếu"),
    ("unrecognized arguments:", "không hiểu"),
    ("expected one argument", "cần một giá trị"),
    ("invalid choice:", "không có"),
    ("(choose from", "(hãy chọn"),
    ("argument ", ""),
)


class _Parser(argparse.ArgumentParser):
    """argparse speaking Vietnamese where a person reads it."""

    def format_help(self) -> str:
        return _translated(super().format_help())

    def error(self, message: str) -> None:  # type: ignore[override]
        complain(f"{self.prog}: {_translated(message)}\nXem: {self.prog} --help")
        sys.exit(USAGE)


def _translated(text: str) -> str:
    for english, vietnamese in _VIETNAMESE:
        text = text.replace(english, vietnamese)
    return text


def parser() -> argparse.ArgumentParser:
    """The whole command line; `run` of the parsed options names the function that does the work."""
    root = _Parser(
        prog="motcua",
        description="Một Cửa: hệ thống thông tin giải quyết thủ tục hành chính của một tỉnh.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    groups = root.add_subparsers(title="các lệnh", metavar="LỆNH", required=True)
    for add in (
        _running,
        _operating,
        _people,
        _simulation,
        _reorganising,
        _clock,
        _catalogue,
        _journal,
        _checks,
    ):
        add(groups)
    return root


def main(arguments: list[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    signal.signal(
        signal.SIGTERM, signal.default_int_handler
    )  # so that the database is left in order
    module, _, function = options.run.partition(":")
    try:
        return int(getattr(importlib.import_module(f"motcua.{module}"), function)(options))
    except UnavailableError as error:
        complain(str(error))
        return UNAVAILABLE
    except KeyboardInterrupt:
        complain("Đã dừng.")
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # the reader left (`motcua … | head`); nothing is wrong
        return DONE


def _command(groups: _Groups, name: str, run: str, text: str, detail: str = "") -> _Parser:
    made = groups.add_parser(
        name,
        help=text,
        description=f"{text}. {detail}".strip(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.set_defaults(run=run)
    return made


def _group(groups: _Groups, name: str, text: str) -> _Groups:
    made = groups.add_parser(name, help=text, description=text)
    return made.add_subparsers(title="các lệnh", metavar="LỆNH", required=True)


def _json(command: _Parser) -> None:
    command.add_argument("--json", action="store_true", help="in kết quả bằng JSON cho máy đọc")


def _address(command: _Parser) -> None:
    command.add_argument(
        "--host", default="127.0.0.1", help="địa chỉ lắng nghe (mặc định 127.0.0.1)"
    )
    command.add_argument("--port", type=_port, help="cổng (mặc định 8000)")


def _port(text: str) -> int:
    number = int(text) if text.isdigit() else 0
    if number not in range(1, 2**16):
        raise argparse.ArgumentTypeError(f"cổng phải là số từ 1 đến 65535, không phải “{text}”")
    return number


def _seal(text: str) -> tuple[int, str]:
    number, _, digest = text.partition(":")
    if not number.isdigit() or not digest:
        raise argparse.ArgumentTypeError(f"niêm phong viết là SỐ:MÃ, không phải “{text}”")
    return int(number), digest


def _running(groups: _Groups) -> None:
    start = _command(
        groups, "start", "config.house:start",
        "Chạy cả hệ thống: cơ sở dữ liệu, trang web, việc nền",
        "Lần đầu nạp tỉnh mẫu. Ctrl-C để dừng. Gọi lần hai khi đang chạy thì chỉ báo địa chỉ.",
    )  # fmt: skip
    _address(start)
    start.add_argument(
        "--no-demo", action="store_true", help="không nạp tỉnh mẫu và người dùng mẫu"
    )
    prepare = _command(
        groups, "prepare", "config.preparing:prepare",
        "Chuẩn bị trước khi chạy: nâng cấu trúc dữ liệu, gom tệp tĩnh, nạp tỉnh mẫu",
    )  # fmt: skip
    prepare.add_argument("--no-demo", action="store_true", help="không nạp tỉnh mẫu")
    serve = _command(groups, "serve", "config.serving:serve", "Chỉ chạy trang web (Granian)")
    _address(serve)
    serve.add_argument("--workers", type=int, default=2, help="số tiến trình web (mặc định 2)")
    _command(groups, "worker", "config.serving:work", "Chỉ chạy việc nền (Procrastinate)")


def _operating(groups: _Groups) -> None:
    _command(
        groups, "migrate", "config.preparing:migrate", "Nâng cấu trúc cơ sở dữ liệu lên bản này"
    )
    backup = _command(
        groups, "backup", "config.backup:backup", "Sao lưu cơ sở dữ liệu và tài liệu vào một tệp"
    )
    backup.add_argument("file", type=Path, metavar="TỆP", help="tệp .tar sẽ ghi (chưa được có)")
    restore = _command(
        groups, "restore", "config.backup:restore", "Khôi phục từ tệp sao lưu",
        "Chỉ vào cơ sở dữ liệu trống; --force xoá dữ liệu đang có rồi khôi phục.",
    )  # fmt: skip
    restore.add_argument("file", type=Path, metavar="TỆP", help="tệp do `motcua backup` ghi")
    restore.add_argument("--force", action="store_true", help="xoá dữ liệu đang có")


def _people(groups: _Groups) -> None:
    admin = _command(
        groups, "createadmin", "config.people:create_admin", "Tạo người quản trị kỹ thuật đầu tiên",
        "Mật khẩu được hỏi trên màn hình, hoặc đọc từ MOTCUA_ADMIN_PASSWORD.",
    )  # fmt: skip
    admin.add_argument("username", metavar="TÊN_ĐĂNG_NHẬP")
    admin.add_argument("--name", required=True, metavar="HỌ_TÊN", help="họ và tên")
    admin.add_argument("--unit", metavar="KHOÁ", help="đơn vị (mặc định: Trung tâm của tỉnh)")
    agencies = _group(groups, "agencies", "Cơ quan, đơn vị, địa bàn")
    taken = _command(
        agencies, "import", "config.people:import_agencies", "Nạp cơ cấu của một tỉnh",
        "Không nêu thư mục thì nạp cơ cấu kèm theo (tỉnh Quảng Ngãi, trước và sau 01/7/2025).",
    )  # fmt: skip
    taken.add_argument("path", type=Path, nargs="?", metavar="THƯ_MỤC", help="thư mục tệp JSON")
    _configuration(groups)
    demo = _group(groups, "demo", "Tỉnh mẫu")
    accounts = _command(demo, "accounts", "config.people:demo_accounts", "Các tài khoản dùng thử")
    _json(accounts)
    _command(
        demo, "load", "config.preparing:load_demo", "Nạp tỉnh mẫu (lần nạp thứ hai không đổi gì)"
    )


def _configuration(groups: _Groups) -> None:
    config = _group(groups, "config", "Cấu hình của tỉnh trong một tệp")
    taken = _command(
        config,
        "export",
        "config.configuration:export",
        "Xuất địa bàn, cơ quan, lịch, quy định ra một tệp",
    )
    taken.add_argument("file", type=Path, metavar="TỆP", help="tệp .json sẽ ghi (chưa được có)")
    brought = _command(
        config, "import", "config.configuration:bring_in", "So sánh một tệp với cấu hình ở đây",
        "Chỉ in khác biệt; --apply mới nạp, tất cả hoặc không gì cả.",
    )  # fmt: skip
    brought.add_argument("file", type=Path, metavar="TỆP", help="tệp do `motcua config export` ghi")
    brought.add_argument("--apply", action="store_true", help="nạp những gì nạp được")
    brought.add_argument(
        "--reason", default="Nạp cấu hình từ dòng lệnh", metavar="LÝ_DO", help="căn cứ"
    )


def _simulation(groups: _Groups) -> None:
    simulate = _command(
        groups, "simulate", "config.simulating:simulate", "Nạp hồ sơ mô phỏng của nhiều năm",
        "Chỉ trên cơ sở dữ liệu dùng thử. Cùng hạt giống và khoảng ngày thì ra cùng hồ sơ.",
    )  # fmt: skip
    simulate.add_argument(
        "--dossiers",
        type=int,
        default=10_000,
        metavar="SỐ",
        help="bao nhiêu hồ sơ (mặc định 10000)",
    )
    simulate.add_argument(
        "--seed", type=int, default=1, metavar="SỐ", help="hạt giống (mặc định 1)"
    )
    simulate.add_argument(
        "--from", dest="first", type=_day, default=date(2023, 1, 1), metavar="NGÀY",
        help="ngày nhận đầu tiên, dạng 2023-01-01 (mặc định)",
    )  # fmt: skip
    simulate.add_argument(
        "--to",
        dest="last",
        type=_day,
        metavar="NGÀY",
        help="ngày nhận cuối cùng (mặc định hôm nay)",
    )
    simulate.add_argument("--force", action="store_true", help="cả khi đang có hồ sơ thật")
    _json(simulate)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"ngày viết dạng 2026-09-03, không phải “{text}”"
        ) from error


def _reorganising(groups: _Groups) -> None:
    group = _group(groups, "reorganise", "Sắp xếp cơ quan, đơn vị và chuyển hồ sơ đang giải quyết")
    _json(_command(group, "list", "config.reorganising:listed", "Các quyết định sắp xếp"))
    rehearse = _command(
        group, "rehearse", "config.reorganising:rehearse",
        "Diễn tập: hồ sơ nào chuyển đi đâu, hồ sơ nào chưa có nơi nhận; không đổi gì",
    )  # fmt: skip
    applied = _command(
        group, "apply", "config.reorganising:apply",
        "Áp dụng quyết định đã duyệt và đã đến ngày: tất cả, hoặc không gì cả",
    )  # fmt: skip
    for command in (rehearse, applied):
        command.add_argument("id", type=int, metavar="SỐ", help="số ghi ở đầu dòng của `list`")
        _json(command)


def _clock(groups: _Groups) -> None:
    due = _command(
        groups,
        "due",
        "config.deadlines:due",
        "Tính ngày hẹn trả: mỗi dòng JSON vào, một dòng JSON ra",
    )
    due.add_argument("--calendar", type=Path, metavar="TỆP", help="lịch làm việc khác (JSON)")


def _catalogue(groups: _Groups) -> None:
    catalogue = _group(groups, "catalogue", "Danh mục thủ tục hành chính")
    taken = _command(
        catalogue, "import", "config.catalogue:import_catalogue",
        "Nhập danh mục quốc gia như nó có; chỗ không đọc được vào khu chờ xử lý",
    )  # fmt: skip
    taken.add_argument("path", type=Path, metavar="ĐƯỜNG_DẪN", help="thư mục hoặc tệp danh mục")
    _json(taken)


def _journal(groups: _Groups) -> None:
    journal = _group(groups, "journal", "Sổ ghi việc (chỉ ghi thêm, niêm phong theo ngày)")
    verify = _command(
        journal, "verify", "config.ledger:verify", "Kiểm tra sổ: không dòng nào bị sửa, xoá, chèn"
    )
    verify.add_argument(
        "--seal", action="append", default=[], type=_seal, metavar="SỐ:MÃ",
        help="niêm phong đã chép giữ ở nơi khác, để đối chiếu",
    )  # fmt: skip
    _json(verify)
    export = _command(journal, "export", "config.ledger:export", "Xuất sổ để kiểm ở nơi khác")
    export.add_argument("file", type=Path, metavar="TỆP", help="tệp JSON Lines sẽ ghi")
    proof = _command(
        journal, "proof", "config.ledger:proof", "Bằng chứng một việc nằm trong sổ đã niêm phong"
    )
    proof.add_argument("digest", metavar="MÃ", help="mã kiểm của việc, in trên giấy tiếp nhận")
    _command(journal, "seal", "config.ledger:seal", "Niêm phong ngay (việc nền vẫn làm mỗi phút)")


def _checks(groups: _Groups) -> None:
    check = _command(
        groups, "check", "config.checks:check",
        "Kiểm tra hệ thống: cấu hình, cơ sở dữ liệu, hồ sơ khớp với sổ ghi việc",
    )  # fmt: skip
    check.add_argument(
        "--due-dates", action="store_true", help="tính lại cả ngày hẹn của hồ sơ đang giải quyết"
    )
    _json(check)


if __name__ == "__main__":
    sys.exit(main())
