"""What holds of the files themselves: layers, lengths, names, documents."""
