"""The pure part of a document's body. `word.html` and `wps.html` are what the two programs put on the clipboard."""
