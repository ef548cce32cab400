"""Whether a file may be shown at all; who may see it is for the owner of the attachment."""

from __future__ import annotations

from motcua.base.verdict import YES, Verdict, no
from motcua.documents.states import ScanStatus


def can_open(status: ScanStatus) -> Verdict:
    """Infected files never; files still in the scanner's queue not yet.

    Where no scanner answers, work goes on and the page says that the file was not scanned.
    """
    if status is ScanStatus.INFECTED:
        return no(
            "Tệp này có mã độc nên đã bị khóa. Đề nghị người nộp gửi lại tệp sạch, "
            "hoặc mang bản giấy đến quầy."
        )
    if status is ScanStatus.PENDING:
        return no("Tệp đang được quét mã độc. Mở lại sau ít phút.")
    return YES
