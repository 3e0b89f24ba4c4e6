"""Mindwell: a question-and-answer forum that lives in Discord."""
