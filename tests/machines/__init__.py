"""Machines: the shipped ones compared with an independent search, the engine with small ones."""
