"""Who goes first, in the hall as on the desk (Decree 63/2010 art. 18(8))."""

from __future__ import annotations

from motcua.base.labels import Labelled


class Priority(Labelled):
    """Why somebody is called and served first; empty for everybody else."""

    MERIT = "merit", "Người có công với cách mạng"
    ELDERLY = "elderly", "Người cao tuổi"
    DISABLED = "disabled", "Người khuyết tật"
    PREGNANT = "pregnant", "Phụ nữ mang thai, có con nhỏ"
    POOR = "poor", "Người nghèo"
    CHILD = "child", "Trẻ em"
    URGENT = "urgent", "Việc khẩn cấp (cứu chữa, mai táng, thiên tai)"
