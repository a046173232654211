"""Screens of the back office for annual reports."""
