"""What is true about villages."""

from village.models.comparison import Comparison
from village.models.item import BoardItem, Notice, Objection, Order, Posting
from village.models.ledger import LedgerBook, LedgerEntry, LedgerMonth, Receipt
from village.models.matter import Matter, ModelMatter, Rules, VillageRule

__all__ = [
    "BoardItem",
    "Comparison",
    "LedgerBook",
    "LedgerEntry",
    "LedgerMonth",
    "Matter",
    "ModelMatter",
    "Notice",
    "Objection",
    "Order",
    "Posting",
    "Receipt",
    "Rules",
    "VillageRule",
]
