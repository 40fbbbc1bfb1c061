"""The processes of a week: each fetches columns, calls equations and stores columns; none does arithmetic of its own."""
