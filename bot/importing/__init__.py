"""Bringing a website's questions into a forum: reading its file, planning, carrying out."""
