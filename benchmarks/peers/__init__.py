"""Others that serve the stories of a newspaper, for comparison: how each is started is in `starting`."""
