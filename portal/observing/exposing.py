"""/metrics: what Prometheus reads, and who else may."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from accounts.addresses import address
from portal.observing import numbers
from portal.observing.gauges import Gauges


def registry() -> CollectorRegistry:
    """The counters of all processes of this service; of this one alone where there is only one."""
    if not numbers.MANY_PROCESSES:
        return REGISTRY
    made = CollectorRegistry()
    MultiProcessCollector(made)
    return made


def may_read(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    if token and constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}"):
        return True
    try:
        where = ipaddress.ip_address(address(request))
    except ValueError:
        return False
    return any(where in ipaddress.ip_network(network, strict=False) for network in settings.METRICS_ALLOWED)


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Counters, and what waits; there is no such page for anybody else."""
    if not may_read(request):
        raise Http404
    waiting = CollectorRegistry()
    waiting.register(Gauges())
    body = generate_latest(registry()) + generate_latest(waiting)
    return HttpResponse(body, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})
