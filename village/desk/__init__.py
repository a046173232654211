"""Screens of the village, the township and the county office."""
