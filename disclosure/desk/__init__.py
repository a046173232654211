"""The back office's document screens. Each view asks the policies for its buttons and calls one act."""
