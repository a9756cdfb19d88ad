"""Tests of `memattr lint`."""
