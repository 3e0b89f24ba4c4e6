"""How large a number may be that is looked for: SQLite's integers have 63 bits and a sign."""

LARGEST_NUMBER = 2**63 - 1
