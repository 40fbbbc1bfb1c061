"""The Mesa face: one run of the engine with its employees as Mesa agents."""
