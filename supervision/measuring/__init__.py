"""Automatic indicators: code → what is counted, in words, and the function that counts it for many units at once."""

from supervision.measuring.base import Fact, Measure, Scope, tally
from supervision.measuring.registry import MEASURES, measured

__all__ = ["MEASURES", "Fact", "Measure", "Scope", "measured", "tally"]
