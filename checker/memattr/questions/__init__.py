"""Questions about a model: find, describe, compare, decode, rule. Data first, text apart."""
