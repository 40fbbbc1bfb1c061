"""Claims of the sources and of common sense as micro-experiments, by chapter: a new chapter is a new file."""
