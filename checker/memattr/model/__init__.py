"""The elaborated model: typed, total, frozen data that every reading shares."""
