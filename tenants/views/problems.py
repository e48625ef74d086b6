"""What each refusal means and what to do about it; and how the index comes about."""

from flask import Blueprint, render_template

from tenants.access import public
from tenants.kernel.errors import N_, AppError, NotFound, error_classes

blueprint = Blueprint("problems", __name__, template_folder="../templates")


@blueprint.get("/problems")
@public("a reader of an error must be able to look it up")
def list_problems() -> str:
    """Every kind of refusal."""
    problems = sorted(problems_by_code().values(), key=lambda problem: problem.status)
    return render_template("tenants/problems.html", problems=problems)


@blueprint.get("/problems/<string:code>")
@public("a reader of an error must be able to look it up")
def show_problem(code: str) -> str:
    """One kind of refusal."""
    problem = problems_by_code().get(code)
    if problem is None:
        raise NotFound(N_("Tidak ada kesalahan dengan kode ini."))
    return render_template("tenants/problem.html", problem=problem)


@blueprint.get("/help")
@public("explains the index and holds no data")
def show_help() -> str:
    """How the index is computed this year, in words."""
    return render_template("tenants/help.html")


def problems_by_code() -> dict[str, type[AppError]]:
    """The error tree by code; a class without a code of its own is told with its parent's."""
    found: dict[str, type[AppError]] = {}
    for problem in error_classes():
        found.setdefault(problem.code, problem)
    return found
