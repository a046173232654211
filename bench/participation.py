"""Public participation in numbers: a survey with 100,000 responses, 200 sign-ups at once for 20 seats.

Targets: results ≤ 8 queries and < 300 ms, tallies equal to counting, export streamed in < 150 MB more than the process
held before it; exactly 20 seats of 200 who come at the same moment, the rest in the order of their numbers, no error.
The page is made anew each time: the shelf of kept pages stands aside.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from threading import Barrier, Semaphore

from django.conf import settings
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actions import grant_role
from accounts.models import Organisation, OrganisationKind, User
from accounts.roles import Role
from bench.setting import database
from participation import questionnaire
from participation.actions import gathering as meetings
from participation.actions import publishing, surveying
from participation.actions.gathering import Seats
from participation.models import Gathering, Mark, Response, SignUp, Survey, Tally, TextReply

RESPONSES = int(os.environ.get("RESPONSES", "100000"))
SIGN_UPS = int(os.environ.get("SIGN_UPS", "200"))
SEATS = 20
EXPORT = "export"
ROUNDS = 5
QUESTIONS = "\n".join(
    [f"[单选] 第{n}题\n- 甲\n- 乙\n- 丙" for n in range(1, 5)]
    + ["[矩阵] 请评价\n行: 一\n行: 二\n- 好\n- 差", "[填空] 建议"]
)


def people() -> tuple[Organisation, User, User]:
    county = Organisation.objects.create(name="青岚县", code="ql", kind=OrganisationKind.COUNTY_GOVERNMENT)
    made = []
    for name, role in (("clerk", Role.CLERK), ("head", Role.HEAD)):
        user = User.objects.create(username=name, is_staff=True, organisation=county)
        grant_role(user, role, county, by=None)
        made.append(user)
    return county, made[0], made[1]


def released(thing, clerk: User, head: User, at: dt.datetime):  # noqa: ANN001, ANN201  any kind of thing
    thing = publishing.submit(thing, by=clerk, at=at)
    thing = publishing.approve(thing, by=head, at=at, seen=thing.content_hash)
    return publishing.publish(thing, by=clerk, at=at)


def fill(survey: Survey) -> None:
    """Rows in bulk, and the tallies as the act would have left them."""
    questions = list(survey.questions.prefetch_related("choices", "rows"))
    counts: Counter[tuple[int, int | None, int | None]] = Counter()
    numbers = iter(range(RESPONSES))
    while batch := list(islice(numbers, 5000)):
        sheets = Response.objects.bulk_create(
            Response(id=uuid.uuid4(), survey=survey, at=survey.opens_at) for _ in batch
        )
        marks, texts = [], []
        for number, sheet in zip(batch, sheets, strict=True):
            for question in questions:
                counts[question.pk, None, None] += 1
                choices = list(question.choices.all())
                if not choices:
                    texts.append(TextReply(response=sheet, question=question, text="建议"))
                for row in (list(question.rows.all()) or [None]) if choices else []:
                    choice = choices[(number + question.number) % len(choices)]
                    marks.append(
                        Mark(response=sheet, question=question, row=row, choice=choice, exclusive=True)
                    )
                    counts[question.pk, row.pk if row else None, choice.pk] += 1
        Mark.objects.bulk_create(marks, batch_size=5000)
        TextReply.objects.bulk_create(texts, batch_size=5000)
    for (question, row, choice), count in counts.items():
        Tally.objects.filter(question=question, row=row, choice=choice).update(count=count)
    Survey.objects.filter(pk=survey.pk).update(answered=RESPONSES)


def survey_figures(county: Organisation, clerk: User, head: User) -> None:
    at = timezone.now() - dt.timedelta(days=10)
    made = Survey(title="调查", intro="说明", opens_at=at, closes_at=at + dt.timedelta(days=5))
    made = surveying.write_questions(
        publishing.start(made, county, by=clerk), questionnaire.parse(QUESTIONS), by=clerk
    )
    made = released(made, clerk, head, at)
    fill(made)
    _results_page(made)
    _export(made, clerk)


def _results_page(made: Survey) -> None:
    client, url = Client(), reverse("participation:survey_results", args=[made.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
    queries = len(captured)  # now: the next request empties the log
    if answer.status_code != 200 or not queries:
        raise SystemExit(f"the page was not measured: {answer.status_code}, {queries} queries")
    times = sorted(_timed(lambda: client.get(url)) for _ in range(ROUNDS))
    tallies = {(t.question_id, t.row_id, t.choice_id): t.count for t in Tally.objects.filter(count__gt=0)}
    equal = tallies == surveying.counted(made)
    print(
        f"results of {RESPONSES:,} responses: {queries} queries, {times[0] * 1000:.0f} ms at best, "
        f"{times[len(times) // 2] * 1000:.0f} ms in the middle, tallies equal counting: {equal}"
    )


def _export(made: Survey, clerk: User) -> None:
    """Through the page of the desk, in a process that has done nothing else: what it ever held is what the export needs."""
    own = connection.settings_dict
    url = f"sqlite:///{own['NAME']}"
    if connection.vendor == "postgresql":
        login = own["USER"] + (f":{own['PASSWORD']}" if own["PASSWORD"] else "")
        url = f"postgres://{login}@{own['HOST']}:{own['PORT']}/{own['NAME']}"
    command = [sys.executable, "-m", "bench.participation", EXPORT, str(made.pk), str(clerk.pk)]
    subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=True)


def export_alone(survey: int, clerk: int) -> None:
    client = Client()
    client.force_login(User.objects.get(pk=clerk))
    client.get(reverse("admin:participation_survey_counts", args=[survey]))  # what any page needs is there
    before, start, lines, size = _resident("VmRSS"), time.perf_counter(), 0, 0
    for piece in client.get(reverse("admin:participation_survey_export", args=[survey])).streaming_content:
        lines, size = lines + piece.count(b"\n"), size + len(piece)
    took, peak = time.perf_counter() - start, _resident("VmHWM")
    print(
        f"export: {lines:,} lines, {size / 2**20:.1f} MB in {took:.1f} s, "
        f"at most {peak - before:.0f} MB more than before ({before:.0f} → {peak:.0f} MB)"
    )


def _resident(name: str) -> float:
    """What Linux says of this process, in MB."""
    line = next(one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith(name))
    return int(line.split()[1]) / 1024


def _timed(act) -> float:  # noqa: ANN001  anything to call
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _doors() -> int:
    """How many of them the database lets in at the same moment; the rest stand before it, as before a server's pool."""
    if connection.vendor != "postgresql":
        return 40  # the threads of one server: SQLite is for a demonstration
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('max_connections')::int - count(*) FROM pg_stat_activity")
        return max(1, min(SIGN_UPS, cursor.fetchone()[0] - 15))


def seat_figures(county: Organisation, clerk: User, head: User) -> None:
    """Through the page, as 200 people would; every thread has a connection of its own."""
    at = timezone.now()
    made = Gathering(
        title="列席", notice="<p>公告</p>", place="会议室", kind="meeting", selection="first", signup_opens=at,
        signup_closes=at + dt.timedelta(days=1), starts_at=at + dt.timedelta(days=2),
    )  # fmt: skip
    made = meetings.write_groups(
        publishing.start(made, county, by=clerk), [Seats("群众代表", SEATS)], by=clerk
    )
    made = released(made, clerk, head, at)
    group, url = made.groups.get(), reverse("participation:signup", args=[made.pk])

    together, doors = Barrier(SIGN_UPS), Semaphore(_doors())

    def sign_up(number: int) -> int:
        data = {
            "key": str(uuid.uuid4()), "group": group.pk, "name": f"张{number}", "phone": f"1380000{number:04d}",
        }  # fmt: skip
        together.wait()  # nobody begins before all are there
        doors.acquire()
        try:
            visitor = Client(
                raise_request_exception=False, REMOTE_ADDR=f"10.0.{number // 250}.{number % 250}"
            )
            return visitor.post(url, data).status_code
        finally:
            connections.close_all()
            doors.release()

    with ThreadPoolExecutor(SIGN_UPS) as pool:
        start = time.perf_counter()
        answers = Counter(pool.map(sign_up, range(SIGN_UPS)))
        took = time.perf_counter() - start
    rows = list(made.signups.order_by("serial").values_list("state", "rank"))
    seated = [rank for state, rank in rows if state == SignUp.State.SEATED]
    in_order = [rank for _, rank in rows] == list(range(1, SIGN_UPS + 1)) and seated == list(
        range(1, SEATS + 1)
    )
    print(
        f"{SIGN_UPS} sign-ups for {SEATS} seats in {took:.1f} s: answers {dict(answers)}, seated {len(seated)}, "
        f"in order: {in_order}, server errors: {sum(n for code, n in answers.items() if code >= 500)}"
    )


def main() -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if not one.endswith("PageCacheMiddleware")]
    if sys.argv[1:2] == [EXPORT]:
        export_alone(*map(int, sys.argv[2:4]))
        return
    with database("participation"):
        county, clerk, head = people()
        survey_figures(county, clerk, head)
        seat_figures(county, clerk, head)


if __name__ == "__main__":
    main()
