"""凭证: the scan is kept inside; cells of a grid are blacked out on a copy, and only the copy is public."""

from __future__ import annotations

import io
from collections.abc import Collection
from datetime import date
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from PIL import Image, ImageDraw

from accounts.models import User
from accounts.policies import Refused, require
from audit.actions import record
from disclosure.actions.attaching import store
from village.actions.pictures import keep_picture
from village.models import LedgerEntry, Receipt
from village.policies import may_keep

ACROSS: Final = 6
DOWN: Final = 10
WIDEST: Final = 1600  # pixels of the public copy


@transaction.atomic
def attach(entry: LedgerEntry, upload: UploadedFile, *, by: User, on: date) -> Receipt:
    """上传凭证: nobody outside sees it until somebody has said what to black out."""
    village = entry.book.village
    require(may_keep(by, village))
    if Receipt.objects.filter(entry=entry).exists():
        raise Refused("这一笔已经有凭证。")
    made = Receipt.objects.create(entry=entry, scan=keep_picture(upload, by=by), by=by)
    record(by, "ledger.receipt", entry, organisation=village, sm3=made.scan.sm3)
    return made


@transaction.atomic
def mask(receipt: Receipt, cells: Collection[int], *, by: User, on: date) -> Receipt:
    """遮盖后公开: the ticked cells become black in the pixels themselves; anew replaces the copy."""
    receipt = Receipt.objects.select_for_update(of=("self",)).select_related("scan").get(pk=receipt.pk)
    village = receipt.entry.book.village
    require(may_keep(by, village))
    wanted = sorted(set(cells))
    if any(not 0 <= cell < ACROSS * DOWN for cell in wanted):
        raise Refused("没有这一格。")
    with receipt.scan.file.storage.open(receipt.scan.file.name, "rb") as handle:
        data = blacked_out(handle.read(), wanted)
    receipt.shown = store(ContentFile(data), "凭证.png", by=by, images_only=True)
    receipt.cells, receipt.masked_on = wanted, on
    receipt.save()
    record(by, "ledger.receipt_masked", receipt.entry, organisation=village, cells=len(wanted))
    return receipt


def blacked_out(data: bytes, cells: Collection[int]) -> bytes:
    """A PNG of the picture with the cells black, without anything the camera wrote."""
    with Image.open(io.BytesIO(data)) as opened:
        picture = opened.convert("RGB")
    picture.thumbnail((WIDEST, WIDEST))
    draw, (width, height) = ImageDraw.Draw(picture), picture.size
    for cell in cells:
        row, column = divmod(cell, ACROSS)
        left, top = width * column // ACROSS, height * row // DOWN
        right, bottom = width * (column + 1) // ACROSS, height * (row + 1) // DOWN
        draw.rectangle((left, top, max(right - 1, left), max(bottom - 1, top)), fill=(0, 0, 0))
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
