"""Values as cells of a CSV file that a spreadsheet shows and never runs."""

# what makes a formula of a cell, in the full width of East Asian keyboards too
FORMULA_SIGNS = tuple("=+-@\t\r\n\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet that opens a CSV file would run this text instead of showing it."""
    return text.startswith(FORMULA_SIGNS)


def inert(value: object) -> object:
    """A value as a cell: text that would be run gets an apostrophe before it, everything else stays."""
    return f"'{value}" if isinstance(value, str) and is_formula(value) else value
