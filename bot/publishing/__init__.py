"""How a forum looks and moves in Discord: cards, forms, threads, direct messages."""
