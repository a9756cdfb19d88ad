"""Cited lines of source against trees that change in every way."""
