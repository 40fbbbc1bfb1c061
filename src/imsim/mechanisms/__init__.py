"""The model: one file an idea."""
