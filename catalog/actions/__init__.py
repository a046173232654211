"""What may be done to catalogs. One act = one function = one transaction; `record` is its last write."""
