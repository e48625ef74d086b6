"""What is said about an agreement, on the side of the BPJS office; second opinions inside it."""

from cooperation.queries.branch_agreements import get_agreement_for_branch
from cooperation.views.agreement_reviews import address_of, blueprint, own_office, refused_page
from cooperation.views.comment_steps import Side, comment_steps
from tenants.access import Permission
from tenants.kernel.db import DatabaseRole

comment_steps(
    blueprint,
    Side(
        permission=Permission.REVIEW_DECIDE,
        pool=DatabaseRole.BRANCH,
        find=get_agreement_for_branch,
        office=own_office,
        refused=refused_page,
        address_of=address_of,
    ),
)
