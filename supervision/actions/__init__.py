"""The acts of the annual report."""
