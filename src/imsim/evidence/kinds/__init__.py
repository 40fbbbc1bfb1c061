"""Kinds of study by which the theory can fail; `imsim.studies.kinds` finds them by name."""
