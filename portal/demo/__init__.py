"""The demonstration county: fictional 青岚县 in fictional 云州市, made by the same acts that people use."""
