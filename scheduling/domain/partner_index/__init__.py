"""Everybody who could be somebody's partner, in arrays that a search reads in milliseconds."""
