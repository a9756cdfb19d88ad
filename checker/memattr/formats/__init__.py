"""Results as data and text for other tools, and files that appear whole or not at all."""
