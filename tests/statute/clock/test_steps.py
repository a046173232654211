"""The sentences let anybody recount the date."""

import re

from statute.clock import Channel, Receipt
from tests.statute.clock.cases import K, day, event, work_out


def test_the_steps_of_a_plain_case():
    assert work_out("02-10", as_of="02-10").explain() == (
        "2026-02-10（周二） 当面提交，当日为收到申请之日（条例第三十一条第一项），不计入期限",
        "需要补正的，7个工作日内一次性告知，最迟 2026-02-26（周四）（条例第三十条）",
        "自 2026-02-10 次日起计算，期限20个工作日（条例第三十三条）",
        "周六、周日不计，调休上班的计入",
        "2026-02-14（周六） 调休上班，计第4个工作日",
        (
            "春节放假不计：2026-02-16（周一）、2026-02-17（周二）、2026-02-18（周三）、2026-02-19（周四）、"
            "2026-02-20（周五）、2026-02-23（周一）"
        ),
        "2026-02-28（周六） 调休上班，计第9个工作日",
        "第20个工作日 2026-03-16（周一）",
    )


def test_both_moments_of_an_application_by_internet_are_told():
    steps = work_out(Receipt(Channel.INTERNET, day("03-07"), day("03-09")), as_of="03-10").steps
    assert steps[0] == (
        "2026-03-07（周六） 互联网提交，2026-03-09（周一） 双方确认，确认之日为收到申请之日（条例第三十一条第三项），不计入期限"
    )
    mail = work_out(Receipt(Channel.ORDINARY_MAIL, day("03-03"), day("03-05")), as_of="03-10").steps[0]
    assert "到达，2026-03-05（周四） 与申请人确认" in mail
    assert "签收" in work_out(Receipt(Channel.REGISTERED_MAIL, day("03-03")), as_of="03-10").steps[0]


def test_everything_that_was_added_or_taken_out_is_told():
    steps = work_out(
        "04-01",
        event(K.THIRD_PARTY, "04-10", delivered="04-13", answered="04-24", party="某公司"),
        event(K.JOINT_AGENCY, "04-22", delivered="04-22", answered="04-28"),
        event(K.EXTENSION, "05-15", days=10),
        as_of="05-15",
    ).steps
    assert (
        "2026-04-10（周五） 征求第三方意见（某公司）（条例第三十二条），2026-04-13 送达，2026-04-24 收到意见"
        in steps
    )
    assert "2026-04-10 次日至 2026-04-28 征求意见，12个工作日不计入期限（条例第三十三条第三款）" in steps
    assert "2026-05-15（周五） 批准延长10个工作日并告知申请人（条例第三十三条第二款）" in steps
    assert (
        "自 2026-04-01 次日起计算，期限20个工作日，延长10个，征求意见顺延12个，共42个工作日（条例第三十三条）"
        in steps
    )
    assert steps[-1] == "第42个工作日 2026-06-03（周三）"


def test_consultations_that_touch_are_told_as_one_time():
    rows = [event(K.THIRD_PARTY, "04-10", answered="04-24"), event(K.THIRD_PARTY, "04-24", answered="04-28")]
    told = [
        step
        for step in work_out("04-01", *rows, as_of="04-30").steps
        if "不计入期限（条例第三十三条第三款）" in step
    ]
    assert told == ["2026-04-10 次日至 2026-04-28 征求意见，12个工作日不计入期限（条例第三十三条第三款）"]


def test_silence_and_lateness_are_told():
    silent = work_out("04-01", event(K.THIRD_PARTY, "04-10", delivered="04-13"), as_of="05-20").steps
    assert any("至 2026-05-07 未提出意见，由行政机关依照条例的规定决定是否公开" in step for step in silent)
    joint = work_out("04-01", event(K.JOINT_AGENCY, "04-10", delivered="04-13"), as_of="05-20").steps
    assert any("至 2026-05-07 未提出意见，视为同意公开" in step for step in joint)
    waiting = work_out("04-01", event(K.THIRD_PARTY, "04-10"), as_of="04-20").steps
    assert any("截至 2026-04-20 未收到意见" in step for step in waiting)
    late = event(K.THIRD_PARTY, "04-10", delivered="04-13", answered="05-15")
    assert any(
        "2026-05-15 收到意见，已过2026-05-07的意见期限" in step
        for step in work_out("04-01", late, as_of="05-20").steps
    )
    after = work_out("03-02", event(K.THIRD_PARTY, "04-01"), as_of="04-20").steps
    assert any(step.endswith("期满后征求，不予扣除") for step in after)


def test_a_new_start_is_told():
    corrected = work_out(
        "03-02", event(K.CORRECTION_NOTICE, "03-11"), event(K.CORRECTED, "03-20"), as_of="03-20"
    ).steps
    assert "2026-03-20（周五） 收到补正，当日不计，期限重新起算（条例第三十条）" in corrected
    assert "自 2026-03-20 次日起计算，期限20个工作日（条例第三十三条）" in corrected
    waiting = work_out("03-02", event(K.CORRECTION_NOTICE, "03-11"), as_of="03-20").steps
    assert waiting[-1] == "等待补正：已于2026-03-11告知补正，自收到补正之日起重新计算"
    fee = work_out("02-02", event(K.FEE_NOTICE, "02-06"), as_of="02-10").steps
    assert fee[-1] == "等待缴费：最迟2026-03-12缴费，自缴费次日起重新计算"


def test_a_withdrawn_application_has_no_count():
    steps = work_out("03-02", event(K.WITHDRAWN, "03-18"), as_of="04-20").steps
    assert steps[-1] == "申请人已于2026-03-18撤回申请，不再计算期限"
    assert not any(step.startswith("第20个工作日") for step in steps)


def test_a_deferral_is_told():
    steps = work_out(
        "03-02", event(K.REASON_NOTICE, "03-04"), event(K.REASONS_GIVEN, "03-09"),
        event(K.DEFERRED, "03-20", until="06-30"), as_of="03-20",
    ).steps  # fmt: skip
    assert steps[-1] == "依条例第三十五条延迟至 2026-06-30（周二） 答复"
    assert "2026-03-04（周三） 要求申请人说明理由，期限照常计算（条例第三十五条）" in steps


def test_no_sentence_is_empty_or_english():
    steps = work_out("09-15", event(K.EXTENSION, "09-16", days=20), as_of="09-20").steps
    assert all(re.search(r"[一-鿿]", step) and not re.search(r"[A-Za-z_]", step) for step in steps)
    assert "中秋放假不计：2026-09-25（周五）" in steps
