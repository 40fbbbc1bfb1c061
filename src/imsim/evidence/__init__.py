"""All that can make the theory fail: patterns of field studies beside what the model gives."""
