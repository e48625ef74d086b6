"""The check of names on lists against the people of a programme."""

from cooperation.findings import Finding, FindingCode, Severity
from cooperation.listed_names import ListedNames


def check_names(people_count: int | None, names: int, *, are_candidates: bool) -> Finding | None:
    """Whether the lists of a programme hold as many names as it has people.

    More candidates than people are no mistake: the rest of them wait in reserve.

    Args:
        people_count: persons the programme states; None where it states none.
        names: persons on its lists, each counted once.
        are_candidates: nobody has determined them yet.

    Returns:
        None where both are the same, or where there is nothing to compare with.

    Source:
        Names in the roster = people of the programme = people of the agreement.
    """
    if people_count is None or names == people_count:
        return None
    code, severity = FindingCode.NAMES_SHORT, Severity.ACTION
    if names > people_count:
        code = FindingCode.NAMES_OVER
    if names > people_count and are_candidates:
        code, severity = FindingCode.CANDIDATES_OVER, Severity.NOTE
    apart = abs(names - people_count)
    return Finding(code, severity, {"names": names, "people": people_count, "apart_names": apart})


def check_listed_names(people_count: int | None, listed: ListedNames) -> Finding | None:
    """The same for all stored lists of a programme; nothing before the first name.

    Args:
        people_count: persons the programme states; None where it states none.
        listed: the names on its lists.
    """
    if listed.compared == 0:
        return None
    return check_names(people_count, listed.compared, are_candidates=listed.are_candidates)
