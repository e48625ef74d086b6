"""What is said about an agreement, on the regency's side."""

from cooperation.queries.agreements import get_agreement
from cooperation.views.agreement_page import refused_page
from cooperation.views.agreements import address_of, blueprint
from cooperation.views.comment_steps import Side, comment_steps
from tenants.access import Permission
from tenants.kernel.db import DatabaseRole

comment_steps(
    blueprint,
    Side(
        permission=Permission.AGREEMENT_APPROVE,
        pool=DatabaseRole.REGENCY,
        find=get_agreement,
        office=lambda: None,
        refused=lambda agreement_id, error: refused_page(agreement_id, error, "body"),
        address_of=address_of,
    ),
)
