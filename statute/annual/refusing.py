"""The one thing that is raised for a file that is no table of an annual report."""


class CannotRead(ValueError):  # noqa: N818  it reads as what it says
    """This is no such table; `str()` is a Chinese sentence without a full stop."""
