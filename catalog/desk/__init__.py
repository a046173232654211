"""The back office's catalog screens. Each view asks the policies for its buttons and calls one act."""
