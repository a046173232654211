"""What is true about documents."""

from disclosure.models.attachment import Attachment, StoredFile, VirusState, private_storage
from disclosure.models.bulk import ArchiveBatch, ArchiveRow, HandOver
from disclosure.models.channel import Delivery, DigestMail, Reminder, Subscription, WebhookEndpoint
from disclosure.models.document import CountyWord, Document, IndexCounter, Topic
from disclosure.models.edition import LISTED, DocumentEdition, Placement, ResponsibleBasis, Validity
from disclosure.models.guide import EmergencyNotice, Guide, StatutorySource
from disclosure.models.lifecycle import Campaign, CampaignEntry, Relation, ValidityEvent, Withdrawal
from disclosure.models.review import Finding, Opinion, ReleaseCondition
from disclosure.models.rule import ReleaseRule

__all__ = [
    "LISTED",
    "ArchiveBatch",
    "ArchiveRow",
    "Attachment",
    "Campaign",
    "CampaignEntry",
    "CountyWord",
    "Delivery",
    "DigestMail",
    "Document",
    "DocumentEdition",
    "EmergencyNotice",
    "Finding",
    "Guide",
    "HandOver",
    "IndexCounter",
    "Opinion",
    "Placement",
    "Relation",
    "ReleaseCondition",
    "ReleaseRule",
    "Reminder",
    "ResponsibleBasis",
    "StatutorySource",
    "StoredFile",
    "Subscription",
    "Topic",
    "Validity",
    "ValidityEvent",
    "VirusState",
    "WebhookEndpoint",
    "Withdrawal",
    "private_storage",
]
