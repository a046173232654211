"""A backup: the database as of one moment, every file its rows name, and a note of the keys without which it is worth nothing.

`shelf` is how it lies on the disk, `databases` the two engines, `contents` what is in a database, `keys` which keys it
needs, `taking` makes one, `restoring` checks one and brings it back.
"""
