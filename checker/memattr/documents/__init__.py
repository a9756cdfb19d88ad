"""Tables and documents: enumerated, merged, proved, and written in every format."""
