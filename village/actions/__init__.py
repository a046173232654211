"""One act, one function, one transaction."""
