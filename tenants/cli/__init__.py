"""Commands of the lowest package, one file per group."""

from flask import Flask

from tenants.cli import (
    assignments,
    audit,
    keys,
    organisations,
    queue,
    reference,
    regulations,
    setup,
)


def register_commands(app: Flask) -> None:
    """Attach every command group of this package."""
    app.cli.add_command(assignments.assignment_group)
    app.cli.add_command(audit.audit_group)
    app.cli.add_command(keys.keys_group)
    app.cli.add_command(organisations.organisation_group)
    app.cli.add_command(organisations.person_group)
    app.cli.add_command(queue.run_relay_command)
    app.cli.add_command(queue.run_worker_command)
    app.cli.add_command(reference.reference_group)
    app.cli.add_command(regulations.regulations_group)
    app.cli.add_command(setup.setup_command)
