"""From TOML to a checked scenario: schema, checks, importing, budgets."""
