"""A small Discord on a real socket, strict about every request.

Nothing of discord.py is replaced here: the bot logs in, holds a gateway connection and sends its
requests over 127.0.0.1. The server answers from memory, compares each request with Discord's own
OpenAPI description, and hands out rate limits. What it found wrong is in `server.violations`.

Read `server.py` for how a request travels, `people.py` for what a test writes.
"""
