"""Tables as the pages of docs/ show them."""

from collections.abc import Sequence


def cell(value: object) -> str:
    """A value as a person writes it: nothing for null, no point in a whole number."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return f"{int(value):,}"
    if isinstance(value, int):
        return f"{value:,}"
    return str(value)


def as_table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table of a query's result, without a line break at its end."""
    lines = [columns, ["---"] * len(columns), *([cell(value) for value in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
