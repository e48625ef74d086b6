"""Coverage as its page and Beranda tell it: the newest level, series by base, groups, steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _

from enrollment.coverage import CoverageReading, is_same_base
from enrollment.kinds import (
    SCORED_GROUPS,
    STAGE_LABELS,
    RecipientGroup,
    RecipientStage,
    StatementSegment,
)
from enrollment.models.coverage import CoverageTarget, RecipientCount
from enrollment.queries.coverage import (
    ReadQuotation,
    ReadStatement,
    newest_by_group,
    statement_point,
)
from enrollment.queries.desk import Levels
from enrollment.views.vocabulary import group_label
from tenants.kernel.sources import Sourced, SourceStatus

_STEPS = (
    RecipientStage.RECORDED,
    RecipientStage.VERIFIED,
    RecipientStage.DETERMINED,
    RecipientStage.REGISTERED,
    RecipientStage.PAID,
    RecipientStage.ACTIVE,
)
STATED_PLACES = 2


@dataclass(frozen=True)
class Summary:
    """The newest level. Percents in percent; ``is_quoted`` means that it is never scored.

    ``places`` are the decimals to show: of a quoted figure those it was published with.
    """

    record: Sourced
    percent: Decimal | None
    target_percent: Decimal | None
    gap_points: Decimal | None
    gap_worker_count: int | None
    is_quoted: bool
    places: int
    reading: CoverageReading


@dataclass(frozen=True)
class Series:
    """Statements on one base, newest first: the only ones that may share a line."""

    statements: Sequence[ReadStatement]

    @property
    def newest(self) -> ReadStatement:
        """The one that names the base."""
        return self.statements[0]

    @property
    def points(self) -> list[tuple[str, Decimal | None]]:
        """Year and month against percent, oldest first."""
        return [
            (f"{one.statement.data_on:%Y-%m}", one.reading.percent)
            for one in reversed(self.statements)
        ]


@dataclass(frozen=True)
class NamedGroups:
    """Groups that one source names in the same words, without saying how many people they are."""

    stage: str
    note: str
    labels: Sequence[str]
    record: RecipientCount


@dataclass(frozen=True)
class GroupLine:
    """One group: how many there are, how many are covered, and every count a source states."""

    label: str
    is_scored: bool
    population: RecipientCount | None
    covered: RecipientCount | None
    stated: Sequence[tuple[str, RecipientCount]]


def summarise(
    statements: Sequence[ReadStatement],
    quotations: Sequence[ReadQuotation],
    targets: Sequence[CoverageTarget],
) -> Summary | None:
    """The newest level over all segments, with base or quoted; None where there is none.

    An invented statement is shown only where no real one stands.
    """
    of_all = _real_first(
        [one for one in statements if one.statement.segment == StatementSegment.ALL]
    )
    of_all_newest = _day(of_all[0].statement) if of_all else date.min
    quoted_newest = _day(quotations[0].figure) if quotations else date.min
    if quotations and quoted_newest > of_all_newest:
        return _quoted(quotations[0])
    return _stated(of_all[0], targets) if of_all else None


def level_of(levels: Levels) -> Summary | None:
    """The newest level of a regency; None where nobody has stated or quoted one."""
    return summarise(levels.statements, levels.quotations, levels.targets)


def level_in_year(levels: Levels, year: int) -> Summary | None:
    """The newest level whose data are of a year; a quoted one only where none has both counts."""
    stated = [one for one in levels.statements if _day(one.statement).year == year]
    quoted = [one for one in levels.quotations if _day(one.figure).year == year]
    return summarise(stated, (), levels.targets) or summarise((), quoted, levels.targets)


def series_of(statements: Sequence[ReadStatement]) -> list[Series]:
    """Statements by base, the base of the newest statement first."""
    found: list[list[ReadStatement]] = []
    for one in statements:
        point = statement_point(one.statement)
        same = next(
            (line for line in found if is_same_base(point, statement_point(line[0].statement))),
            None,
        )
        if same is None:
            found.append([one])
        else:
            same.append(one)
    return [Series(line) for line in found]


def group_lines(counts: Sequence[RecipientCount]) -> list[GroupLine]:
    """The six scored groups, filled or not, then every other group that somebody has counted."""
    known = newest_by_group([one for one in counts if one.people_count is not None])
    groups = dict.fromkeys((*map(str, SCORED_GROUPS), *known))
    return [
        _line(group, known[group].stages if group in known else {})
        for group in groups
        if group != RecipientGroup.VULNERABLE
    ]


def named_groups(counts: Sequence[RecipientCount]) -> list[NamedGroups]:
    """Groups that sources name without a count, newest first, one entry per source and sentence."""
    found: dict[tuple[object, ...], list[RecipientCount]] = {}
    for one in reversed(counts):
        if one.people_count is None:
            key = (one.stage, one.note, one.source_name, one.source_on)
            found.setdefault(key, []).append(one)
    return [
        NamedGroups(
            stage=_(STAGE_LABELS[RecipientStage(same[0].stage)]),
            note=same[0].note or "",
            labels=sorted(group_label(one.recipient_group) for one in same),
            record=same[0],
        )
        for same in found.values()
    ]


def recorded_lines(
    counts: Sequence[RecipientCount],
) -> list[tuple[str, str, RecipientCount]]:
    """Everything recorded of groups, newest first: group, stage, record."""
    return [
        (
            group_label(one.recipient_group),
            _(STAGE_LABELS[RecipientStage(one.stage)]),
            one,
        )
        for one in reversed(counts)
    ]


def vulnerable_lines(counts: Sequence[RecipientCount]) -> list[tuple[str, RecipientCount]]:
    """Every count of vulnerable workers, newest first: stage and record."""
    return [
        (_(STAGE_LABELS[RecipientStage(one.stage)]), one)
        for one in reversed(counts)
        if one.recipient_group == RecipientGroup.VULNERABLE and one.people_count is not None
    ]


def vulnerable_steps(
    counts: Sequence[RecipientCount],
) -> list[tuple[str, int | None, str]]:
    """The steps of vulnerable workers in the newest year stated: label, people, remark.

    Counts of other years or of an intention are another population and stay out.
    """
    of_group = [one for one in counts if one.recipient_group == RecipientGroup.VULNERABLE]
    steps = [one for one in of_group if one.stage in _STEPS]
    if not steps:
        return []
    year = max(_day(one).year for one in steps)
    newest = {one.stage: one for one in steps if _day(one).year == year}
    return [
        (
            _(STAGE_LABELS[stage]),
            newest[stage].people_count if stage in newest else None,
            newest[stage].source_name if stage in newest else "",
        )
        for stage in _STEPS
    ]


def _real_first(statements: Sequence[ReadStatement]) -> Sequence[ReadStatement]:
    return sorted(statements, key=lambda one: one.statement.source_status == SourceStatus.SYNTHETIC)


def _stated(one: ReadStatement, targets: Sequence[CoverageTarget]) -> Summary:
    year = _day(one.statement).year
    target = next((target for target in targets if target.year == year), None)
    percent = None if target is None else target.ratio * 100
    reading = one.with_target(percent)
    return Summary(
        record=one.statement,
        percent=reading.percent,
        target_percent=percent,
        gap_points=reading.gap_points,
        gap_worker_count=reading.gap_workers,
        is_quoted=False,
        places=STATED_PLACES,
        reading=reading,
    )


def _quoted(one: ReadQuotation) -> Summary:
    figure = one.figure
    return Summary(
        record=figure,
        percent=None if figure.quoted_ratio is None else figure.quoted_ratio * 100,
        target_percent=None if figure.target_ratio is None else figure.target_ratio * 100,
        gap_points=one.reading.gap_points,
        gap_worker_count=figure.gap_worker_count,
        is_quoted=True,
        places=figure.quoted_decimals,
        reading=one.reading,
    )


def _line(group: str, stages: Mapping[RecipientStage, RecipientCount]) -> GroupLine:
    return GroupLine(
        label=group_label(group),
        is_scored=group in SCORED_GROUPS,
        population=stages.get(RecipientStage.POPULATION),
        covered=stages.get(RecipientStage.ACTIVE),
        stated=[(_(STAGE_LABELS[stage]), count) for stage, count in stages.items()],
    )


def _day(record: Sourced) -> date:
    return record.data_on or record.source_on or date.min
