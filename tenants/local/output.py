"""What the operator reads."""


def say(line: str) -> None:
    """Tell the operator, at once also when the output is a file."""
    print(line, flush=True)
