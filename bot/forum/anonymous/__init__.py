"""Anonymous authors: their names, their posts, their seals, and who may break them."""
