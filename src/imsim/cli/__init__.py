"""The command line: a module a topic. Everything heavy is imported inside the commands, so that help comes at once."""
