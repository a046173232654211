"""What is true about catalogs."""

from catalog.models.changes import ImportBatch, PendingChange
from catalog.models.domain import Channel, ChannelAlias, Domain, DomainAlias, DomainDuty
from catalog.models.edition import CatalogEdition
from catalog.models.item import Item, Node
from catalog.models.reference import ReferenceEntry, ReferenceList
from catalog.models.review import ChecklistQuestion, Decision, Review, RowRemark, Snapshot

__all__ = [
    "CatalogEdition",
    "Channel",
    "ChannelAlias",
    "ChecklistQuestion",
    "Decision",
    "Domain",
    "DomainAlias",
    "DomainDuty",
    "ImportBatch",
    "Item",
    "Node",
    "PendingChange",
    "ReferenceEntry",
    "ReferenceList",
    "Review",
    "RowRemark",
    "Snapshot",
]
