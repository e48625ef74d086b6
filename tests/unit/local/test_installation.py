from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tenants.kernel import roles
from tenants.local.installation import Installation
from tenants.local.var import Var


def installation(tmp_path: Path) -> Installation:
    """One whose engines are named and never asked."""
    engine: Any = SimpleNamespace(url=lambda role, _password, _database: f"of {role}")
    bell: Any = SimpleNamespace(url="bell")
    return Installation(
        root=tmp_path,
        var=Var(root=tmp_path, lock=0),
        port=8000,
        postgres=engine,
        valkey=bell,
        passwords=dict.fromkeys(roles.LOGIN_ROLES, "secret"),
        heed_stop=lambda: None,
    )


def test_only_the_matching_process_is_given_its_key_and_its_role(tmp_path: Path) -> None:
    made = installation(tmp_path)

    web, job = made.environment(roles.WEB_ROLES), made.environment([roles.JOB])
    matcher = made.matching_environment()

    for other in (web, job):
        assert "SIAP_MATCHING_KEY_FILE" not in other
        assert "DATABASE_URL_MATCHER" not in other
    assert matcher["SIAP_MATCHING_KEY_FILE"] == str(tmp_path / "matching-key.json")
    assert [name for name in matcher if name.startswith("DATABASE_URL")] == ["DATABASE_URL_MATCHER"]
