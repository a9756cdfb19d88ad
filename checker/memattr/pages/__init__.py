"""Answers as pages: what readers are shown, before any format is chosen."""
