"""The command line: a module a topic. Commands import heavy modules themselves, so that help comes at once."""
