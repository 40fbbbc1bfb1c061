"""One run told."""
