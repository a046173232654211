"""What runs by the clock, and in which queue it waits."""

from typing import Any, Final

from celery.schedules import crontab
from kombu import Queue

# A worker takes all of these unless it is told which (WORKER_QUEUES): large installations give each its own workers.
CELERY_TASK_QUEUES: Final = [Queue(name) for name in ("portal", "mail", "render", "scan", "index")]
CELERY_TASK_DEFAULT_QUEUE: Final = "portal"
CELERY_TASK_ROUTES: Final = {
    "disclosure.tasks.deliver": {"queue": "mail"},
    "*.tasks.send_*": {"queue": "mail"},
    "*.tasks.remind": {"queue": "mail"},
    "supervision.tasks.urge": {"queue": "mail"},
    "supervision.tasks.weekly_digest": {"queue": "mail"},
    "requests_app.tasks.write_letters": {"queue": "render"},
    "disclosure.tasks.make_hand_overs": {"queue": "render"},
    "disclosure.tasks.scan_files": {"queue": "scan"},
    "disclosure.tasks.work_on_archive": {"queue": "scan"},
    "catalog.tasks.read_import": {"queue": "scan"},
    "search.tasks.follow": {"queue": "index"},
}
CELERY_BEAT_SCHEDULE: Final[dict[str, Any]] = {
    "sweep-catalog-imports": {"task": "catalog.tasks.sweep_imports", "schedule": 30.0},
    "sweep-archives": {"task": "disclosure.tasks.sweep_archives", "schedule": 30.0},
    "heartbeat": {"task": "portal.tasks.beat_heartbeat", "schedule": 30.0},
    "documents-deliver": {"task": "disclosure.tasks.deliver", "schedule": 30.0},
    "documents-confirmations": {"task": "disclosure.tasks.send_confirmations", "schedule": 30.0},
    # Hourly, so that an hour's outage is made up for the same day; all of these do nothing twice.
    "documents-lifecycle": {"task": "disclosure.tasks.run_lifecycle", "schedule": crontab(minute=5)},
    "documents-campaigns": {"task": "disclosure.tasks.open_campaigns", "schedule": crontab(minute=10)},
    "documents-reminders": {"task": "disclosure.tasks.remind", "schedule": crontab(minute=15, hour="7-18")},
    "documents-digests": {
        "task": "disclosure.tasks.send_digests",
        "schedule": crontab(minute=30, hour="17-21"),
    },
    "documents-hand-over": {
        "task": "disclosure.tasks.make_hand_overs",
        "schedule": crontab(minute=40, hour=3),
    },
    "documents-forget": {
        "task": "disclosure.tasks.forget_subscriptions",
        "schedule": crontab(minute=50, hour=3),
    },
    "requests-notices": {"task": "requests_app.tasks.send_notices", "schedule": 60.0},
    "requests-letters": {"task": "requests_app.tasks.write_letters", "schedule": 20.0},
    "requests-recompute": {"task": "requests_app.tasks.recompute", "schedule": crontab(minute="*/10")},
    "requests-confirm": {
        "task": "requests_app.tasks.confirm_received",
        "schedule": crontab(minute=2, hour="0-18"),
    },
    "requests-reminders": {"task": "requests_app.tasks.remind", "schedule": crontab(minute=20, hour="7-18")},
    "requests-forget": {"task": "requests_app.tasks.forget", "schedule": crontab(minute=55, hour=3)},
    "reports-reminders": {"task": "supervision.tasks.remind", "schedule": crontab(minute=25, hour="8-18")},
    "supervision-weekly": {
        "task": "supervision.tasks.weekly_digest",
        "schedule": crontab(minute=45, hour="8-17", day_of_week="1-5"),
    },
    "complaints-reminders": {"task": "supervision.tasks.urge", "schedule": crontab(minute=30, hour="8-18")},
    "complaints-notices": {"task": "supervision.tasks.send_complaint_notices", "schedule": 60.0},
    "complaints-forget": {"task": "supervision.tasks.forget", "schedule": crontab(minute=57, hour=3)},
    "complaints-recompute": {"task": "supervision.tasks.recompute", "schedule": crontab(minute=27)},
    "site-probe": {"task": "supervision.tasks.probe", "schedule": crontab(minute="*/30")},  # 48 a day
    "site-inspections": {"task": "supervision.tasks.sweep_inspections", "schedule": 60.0},
    "site-inspect": {"task": "supervision.tasks.inspect_all", "schedule": crontab(minute=20, hour="2-5")},
    "search-follow": {"task": "search.tasks.follow", "schedule": 15.0},
    "participation-passes": {"task": "participation.tasks.send_passes", "schedule": 30.0},
    "participation-notices": {"task": "participation.tasks.send_notices", "schedule": 60.0},
    "participation-reminders": {
        "task": "participation.tasks.remind",
        "schedule": crontab(minute=40, hour="7-18"),
    },
    "participation-forget": {"task": "participation.tasks.forget_files", "schedule": crontab(minute=45)},
    "interpretation-notices": {"task": "interpretation.tasks.send_notices", "schedule": 60.0},
    "interpretation-recompute": {
        "task": "interpretation.tasks.recompute",
        "schedule": crontab(minute=25),
    },
    "interpretation-forget": {"task": "interpretation.tasks.forget", "schedule": crontab(minute=52, hour=3)},
    "interpretation-reminders": {
        "task": "interpretation.tasks.remind",
        "schedule": crontab(minute=35, hour="7-18"),
    },
    "village-open": {"task": "village.tasks.open_periods", "schedule": crontab(minute=25, hour="0-23/2")},
    "village-reminders": {"task": "village.tasks.remind", "schedule": crontab(minute=35, hour="7-18")},
    "village-compare": {"task": "village.tasks.compare", "schedule": crontab(minute=50, hour="2-22/4")},
    "village-forget": {"task": "village.tasks.forget", "schedule": crontab(minute=45, hour=3)},
    "files-strays": {"task": "portal.tasks.sweep_files", "schedule": crontab(minute=35, hour=4)},
    "statistics": {"task": "portal.tasks.refresh_statistics", "schedule": crontab(minute=50, hour=4)},
    "accounts-forget": {"task": "accounts.tasks.forget", "schedule": crontab(minute=35, hour=3)},
    "documents-viruses": {"task": "disclosure.tasks.scan_files", "schedule": 300.0},
}
