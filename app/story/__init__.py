"""What a story is: pure rules without input or output, the same for every writer."""
