"""整改佐证 are shown to the public by an act of the office, and taken back by another (条例第四十七条第一款)."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import transaction

from accounts.models import User
from accounts.policies import Refused, require
from audit.actions import record
from disclosure.models import VirusState
from supervision.actions.keeping_files import blocking
from supervision.actions.rectifying import lock
from supervision.complaint_policies import may_show_file
from supervision.models import RepairFile

ARTICLE: Final = "条例第四十七条第一款"


def _locked(file: RepairFile) -> RepairFile:
    """The file as it is now, its order locked."""
    order = lock(file.report.order)
    found = RepairFile.objects.select_related("report", "file").get(pk=file.pk)
    found.report.order = order
    return found


@transaction.atomic
def show_file(file: RepairFile, *, by: User, on: date) -> RepairFile:
    """公开整改佐证: what has personal numbers or a secrecy mark in it stays inside."""
    file = _locked(file)
    require(may_show_file(by, file))
    if file.shown_on is not None:
        raise Refused("这份材料已经公开。")
    if file.file.virus_state == VirusState.INFECTED:
        raise Refused(f"文件“{file.name}”发现病毒，不能公开。")
    if said := blocking(file.file, file.name):
        raise Refused(said)
    file.shown_on, file.shown_by = on, by
    file.save(update_fields=["shown_on", "shown_by"])
    record(
        by, "repair_file.shown", file, article=ARTICLE, organisation=file.report.order.unit, sm3=file.file.sm3
    )
    return file


@transaction.atomic
def hide_file(file: RepairFile, *, by: User) -> RepairFile:
    """收回: gone with the next request."""
    file = _locked(file)
    require(may_show_file(by, file))
    file.shown_on = file.shown_by = None
    file.save(update_fields=["shown_on", "shown_by"])
    record(by, "repair_file.hidden", file, article=ARTICLE, organisation=file.report.order.unit)
    return file
