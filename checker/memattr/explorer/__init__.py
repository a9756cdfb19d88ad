"""One page that lets a reader explore the model: no server, no network, no rule of its own."""
