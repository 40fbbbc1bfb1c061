"""Studies: which runs are wanted, who runs them, where the results go, and what they say."""
