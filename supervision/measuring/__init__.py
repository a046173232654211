"""Automatic indicators: code → what is counted, in words, and the function that counts it for many units at once."""

from supervision.measuring.base import Fact, Gauge, Scope, tally
from supervision.measuring.registry import GAUGES, measured

__all__ = ["GAUGES", "Fact", "Gauge", "Scope", "measured", "tally"]
