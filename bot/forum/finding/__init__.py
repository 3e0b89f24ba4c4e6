"""Finding questions by words: searching, what is similar to a new one, what is related."""
