"""动态验证码: the codes of RFC 6238, each once, and a clock half a minute wrong is no harm."""

import base64

import pytest

from accounts import totp

SECRET = base64.b32encode(b"12345678901234567890").decode()


# RFC 6238, appendix B, the last six of the eight digits
@pytest.mark.parametrize(
    ("at", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_the_codes_are_those_of_the_standard(at, code):
    assert totp.code_at(SECRET, at) == code
    assert totp.step_of(SECRET, code, at, after=0) == at // 30


@pytest.mark.parametrize(
    ("late", "accepted"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)]
)
def test_a_clock_may_be_half_a_minute_wrong(late, accepted):
    code = totp.code_at(SECRET, 1_000_000_000)
    assert (totp.step_of(SECRET, code, 1_000_000_000 + late, after=0) is not None) is accepted


def test_a_code_works_once():
    code = totp.code_at(SECRET, 90)
    step = totp.step_of(SECRET, code, 90, after=0)
    assert step == 3
    assert totp.step_of(SECRET, code, 90, after=step) is None


def test_secrets_differ_and_are_long():
    assert len({totp.new_secret() for _ in range(50)}) == 50
    assert len(base64.b32decode(totp.new_secret())) == 20


def test_the_address_names_site_and_account():
    address = totp.address(SECRET, account="wang", issuer="青岚县政务公开")
    assert address.startswith("otpauth://totp/")
    assert f"secret={SECRET}" in address
    assert "wang" in address
