"""A passkey from the first press to the next sign-in, with Chromium's own virtual device."""

from __future__ import annotations

import pytest

from journeys.conftest import Person
from motcua.accounts.queries import DEMO_PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip
SIGNER = "chutich.nghialo"


@pytest.fixture
def lanh(chromium, house):
    """A browser at the name of the machine: an address of numbers can hold no passkey."""
    somebody = Person(chromium, house.replace("127.0.0.1", "localhost"))
    cdp = somebody.context.new_cdp_session(somebody.page)
    cdp.send("WebAuthn.enable")
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield somebody
    somebody.context.close()


def test_a_passkey_is_set_up_asked_at_sign_in_and_taken_away(lanh):
    page = lanh.page
    lanh.signs_in(SIGNER)
    lanh.goes_to("/tai-khoan/xac-thuc/khoa/")
    assert lanh.violations() == []
    page.fill("[name=name]", "Máy ở bàn làm việc")
    page.fill("[name=password]", DEMO_PASSWORD)
    page.get_by_role("button", name="Tạo khóa trên thiết bị này").click()
    lanh.sees("Mã dự phòng")
    lanh.goes_to("/tai-khoan/xac-thuc/")
    lanh.sees("Máy ở bàn làm việc")

    lanh.context.clear_cookies()
    lanh.goes_to("/dang-nhap/")
    page.fill("[name=login]", SIGNER)
    page.fill("[name=password]", DEMO_PASSWORD)
    lanh.presses("Enter")
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    page.wait_for_url(lambda address: "/dang-nhap/" not in address)

    lanh.goes_to("/tai-khoan/xac-thuc/")
    button = page.get_by_role("button", name="Bỏ Khóa truy cập: Máy ở bàn làm việc")
    button.click()
    button.click()
    lanh.sees("Đã bỏ cách xác thực này.")
    assert lanh.complaints == []
