"""Where the people of one programme stand, as its page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from enrollment.determination import STATE_LABELS, DeterminationState
from enrollment.kinds import STAGE_LABELS, RecipientStage
from enrollment.models.coverage import RecipientCount
from enrollment.models.determinations import Determination
from enrollment.models.selection import SelectionRule
from enrollment.queries.candidate_places import (
    CandidatePlaces,
    count_candidate_places,
    places_as_kept,
)
from enrollment.queries.coverage import list_recipient_counts
from enrollment.queries.determinations import list_determinations
from enrollment.queries.outlooks import (
    Outlook,
    frame_by,
    look_out,
    outlook_as_kept,
    outlook_subject,
)
from enrollment.queries.outlooks import judging_of as judging_by
from enrollment.queries.programmes import Programme
from enrollment.queries.selection import find_rule
from enrollment.queries.selection_choice import ChoiceCounts
from enrollment.queries.selection_costs import Prices, get_prices
from enrollment.queries.selection_judging import Judging
from enrollment.queries.summaries import shown
from enrollment.reference import known_villages
from enrollment.selection import Outcome, RankBy, Reason, Rules, TieRule
from enrollment.selection_funnel import Funnel, NextStep, Stage, can_determine, next_step
from enrollment.selection_words import (
    FUNNEL_LABELS,
    OUTCOME_LABELS,
    RANK_LABELS,
    REASON_LABELS,
    STEP_TEXTS,
    TIE_LABELS,
)
from enrollment.summaries import Shown
from enrollment.views.vocabulary import options
from tenants.access import Permission
from tenants.kernel.formats import count
from tenants.kernel.problems import sentence
from tenants.request import visit


@dataclass(frozen=True)
class StageLine:
    """One line of the funnel: people, where they are listed, figures others stated beside it."""

    label: str
    people: int | None
    url: str
    note: str
    stated: Sequence[RecipientCount]


@dataclass(frozen=True)
class StepCard:
    """A thing to do next, and where."""

    text: str
    url: str
    action: str


@dataclass(frozen=True)
class Standing:
    """Everything the page of a programme tells."""

    rule: SelectionRule | None
    lines: Sequence[StageLine]
    counts: Shown[Outlook]
    steps: Sequence[StepCard]
    reasons: Mapping[Reason, int]
    choice: ChoiceCounts | None
    prices: Prices
    elsewhere: Sequence[RecipientCount]
    decrees: Sequence[Determination]


def standing_of(session: Session, programme: Programme) -> Standing:
    """Read everything the page of a programme tells."""
    tenant_id = visit().regency.id
    rule = find_rule(session, tenant_id=tenant_id, commitment_id=programme.id)
    counts = outlook_shown(session, programme, rule, for_decree=False)
    outlook = counts.value
    rules = judging_of(programme, rule).rules
    has_rules = rule is not None and programme.starts_on is not None
    figures = list_recipient_counts(session, tenant_id=tenant_id)
    own = [one for one in figures if one.commitment_id == programme.id and one.people_count]
    in_funnel = {stage.value for stage in Stage}
    others = [
        one
        for one in figures
        if one.people_count
        and (one.commitment_id is None or (one in own and one.stage not in in_funnel))
    ]
    return Standing(
        rule=rule,
        counts=counts,
        lines=[
            _line(programme, stage, outlook.funnel, own, rules=rules if has_rules else None)
            for stage in (Stage if outlook is not None else ())
            if outlook is not None
        ],
        steps=_steps(programme, outlook.funnel, rules if rule is not None else None)
        if outlook is not None
        else (),
        reasons=outlook.reasons if outlook is not None else {},
        choice=outlook.choice if outlook is not None else None,
        prices=get_prices(
            session, tenant_id=tenant_id, commitment_id=programme.id, today=visit().today
        ),
        elsewhere=others,
        decrees=list_determinations(session, tenant_id=tenant_id, commitment_id=programme.id),
    )


def judging_of(programme: Programme, rule: SelectionRule | None) -> Judging:
    """The people of a programme by the rules that hold; before the first, by none at all."""
    return judging_by(programme, rule, today=visit().today)


def outlook_shown(
    session: Session, programme: Programme, rule: SelectionRule | None, *, for_decree: bool
) -> Shown[Outlook]:
    """What the people of a programme come to, as its pages show it."""
    tenant_id, frame = visit().regency.id, frame_by(programme, rule)
    return shown(
        session,
        outlook_subject(programme.id),
        tenant_id=tenant_id,
        commitment_id=programme.id,
        load=lambda content: outlook_as_kept(content, frame),
        count=lambda: look_out(
            session,
            programme,
            rule,
            tenant_id=tenant_id,
            today=visit().today,
            for_decree=for_decree,
        ),
    )


def places_shown(session: Session, programme: Programme) -> Shown[CandidatePlaces]:
    """Where the people of a programme live and what they do, as its forms show it."""
    tenant_id = visit().regency.id
    return shown(
        session,
        outlook_subject(programme.id),
        tenant_id=tenant_id,
        commitment_id=programme.id,
        load=places_as_kept,
        count=lambda: count_candidate_places(
            session, tenant_id=tenant_id, commitment_id=programme.id
        ),
    )


def _line(
    programme: Programme,
    stage: Stage,
    funnel: Funnel,
    figures: Sequence[RecipientCount],
    *,
    rules: Rules | None,
) -> StageLine:
    is_known = rules is not None or stage is not Stage.ELIGIBLE
    return StageLine(
        label=_(FUNNEL_LABELS[stage]),
        people=funnel.people[stage] if is_known else None,
        url=url_for("selection_people.list_people", commitment_id=programme.id, stage=stage.value),
        note=_note(stage, rules) if rules is not None else "",
        stated=[one for one in figures if one.stage == stage.value],
    )


def _note(stage: Stage, rules: Rules) -> str:
    is_idle = {
        Stage.VERIFIED: not rules.needs_verification,
        Stage.MATCHED: not rules.needs_matching,
    }
    if is_idle.get(stage):
        return str(_("tidak disyaratkan"))
    if stage is Stage.DETERMINED:
        return str(_("kuota %(count)s orang", count=count(rules.quota_people)))
    return ""


def _steps(programme: Programme, funnel: Funnel, rules: Rules | None) -> list[StepCard]:
    """What moves the programme on, and the decree where it need not wait for that."""
    has_months = programme.starts_on is not None
    step = next_step(funnel, rules, has_months=has_months)
    steps = [step]
    if has_months and step is not NextStep.DETERMINE and can_determine(funnel, rules):
        steps.append(NextStep.DETERMINE)
    return [_step_card(programme, funnel, one) for one in steps]


def _step_card(programme: Programme, funnel: Funnel, step: NextStep) -> StepCard:
    people = funnel.people
    amounts = {
        NextStep.VERIFY: funnel.unverified,
        NextStep.MATCH: funnel.unmatched,
        NextStep.CHECK_MEMBERSHIP: funnel.unchecked,
        NextStep.DETERMINE: people[Stage.ELIGIBLE] - people[Stage.DETERMINED],
        NextStep.REGISTER: people[Stage.DETERMINED] - people[Stage.REGISTERED],
        NextStep.AWAIT_POSTING: people[Stage.REGISTERED] - people[Stage.PAID],
    }
    text = _(STEP_TEXTS[step], count=count(amounts.get(step, 0)))
    url, action = _door(programme, step)
    return StepCard(str(text), url, action)


def _door(programme: Programme, step: NextStep) -> tuple[str, str]:
    """Where a step is taken and what its button says; nothing where it waits for others."""
    doors = {
        NextStep.STATE_MONTHS: ("commitments.edit_commitment", _("Lengkapi program")),
        NextStep.UPLOAD: ("rosters.new_roster", _("Unggah daftar")),
        NextStep.STATE_RULES: ("selection.edit_rules", _("Isi kuota dan kriteria")),
        NextStep.VERIFY: ("villages.list_villages", _("Verifikasi desa/kelurahan")),
        NextStep.MATCH: ("registers.show_registers", _("Pemadanan Dukcapil")),
        NextStep.CHECK_MEMBERSHIP: ("registers.show_registers", _("Cek kepesertaan BPJS")),
        NextStep.DETERMINE: ("determinations.preview", _("Tinjau penetapan")),
    }
    allowed = Permission.ROSTER_UPLOAD in visit().permissions
    if step not in doors or not allowed:
        return "", ""
    endpoint, action = doors[step]
    return url_for(endpoint, commitment_id=programme.id), action


def reason_words(reasons: Sequence[Reason]) -> list[str]:
    """What stops a person, in the reader's language."""
    return [_(REASON_LABELS[reason]) for reason in reasons]


def outcome_label(outcome: Outcome) -> str:
    """An outcome in the reader's language."""
    return str(_(OUTCOME_LABELS[outcome]))


def village_name(code: str) -> str:
    """A village and its district; its code where that is not known."""
    place = known_villages().get(code)
    return f"{place.name}, {place.district}" if place else code


def selection_vocabulary() -> dict[str, object]:
    """What the templates of the selection may call."""
    return {
        "sentence": sentence,
        "village_name": village_name,
        "stage_label": lambda stage: _(STAGE_LABELS[RecipientStage(stage)]),
        "determination_label": lambda state: _(STATE_LABELS[DeterminationState(state)]),
        "outcome_options": lambda: options(OUTCOME_LABELS),
        "reason_label": lambda reason: _(REASON_LABELS[reason]),
        "tie_label": lambda tie: _(TIE_LABELS[TieRule(tie)]),
        "rank_words": lambda ranking: (
            ", ".join(_(RANK_LABELS[RankBy(one)]) for one in ranking) or _("tidak diurutkan")
        ),
    }
