"""What the product does: one verb a file. It decides; the store remembers and the rules of `story` judge."""
