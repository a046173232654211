"""Pages every villager may open."""
