"""The processes of a week: each fetches columns, calls equations and stores columns."""
