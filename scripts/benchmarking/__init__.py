"""How long it takes: the data, the runs that are measured, the ratios between them, and the pages that show these."""
