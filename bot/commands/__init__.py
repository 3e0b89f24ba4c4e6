"""What `python -m bot` can do besides running the bot: one file a subject."""
