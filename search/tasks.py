"""What keeps this host's index up to date."""

from celery import shared_task

from search import index


@shared_task
def follow() -> None:
    """Takes up what changed; builds the index where it is missing or damaged. Another process at it is enough."""
    index.follow(wait=False)
