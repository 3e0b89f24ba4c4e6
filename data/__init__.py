"""What is stored: tables, typed queries, the unit of work and migrations. Code only."""
