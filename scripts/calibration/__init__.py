"""A scorecard from closed-won history: what the rows are, what may be read, how it is fitted, judged and written."""
