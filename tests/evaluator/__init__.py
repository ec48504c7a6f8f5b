"""A second, independent reading of what the engine computes: plain Python that works everything out from scratch at each instant."""
