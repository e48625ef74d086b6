"""What the operator reads."""

from collections.abc import Iterable, Iterator


def say(line: str) -> None:
    """Tell the operator, at once also when the output is a file."""
    print(line, flush=True)


def grouped(accounts: Iterable[str]) -> Iterator[str]:
    """The lines of the accounts file under the organisation they belong to, in the file's order.

    A line that names no organisation is said as it is.
    """
    current = ""
    for line in accounts:
        account, _, organisation = line.partition(", ")
        if organisation:
            name, _, second = organisation.partition("; ")
            if name != current:
                yield name
            account = f"  {account}; {second}" if second else f"  {account}"
            current = name
        yield account
