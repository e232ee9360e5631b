"""The container files, read as far as that goes without Docker."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import Connection, text

from tests.conftest import ROOT
from webmap.config import Settings

DOCKER = ROOT / "docker"


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((DOCKER / "compose.yaml").read_text())
    return read


def instructions() -> list[tuple[str, str]]:
    joined = (DOCKER / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line.strip() for line in joined.splitlines() if line.strip() and not line.startswith("#")]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def test_the_web_waits_for_a_database_that_has_been_set_up(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert services["set-up"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert services["web"]["depends_on"] == {"set-up": {"condition": "service_completed_successfully"}}
    named = {v.split(":")[0] for s in services.values() for v in s["volumes"] if v[0] not in ".$"}
    assert set(compose["volumes"]) == named


def test_only_set_up_knows_the_owner(compose: dict[str, Any]) -> None:
    services = compose["services"]
    holders = [name for name, service in services.items() if "OWNER_PASSWORD" in str(service.get("environment"))]
    assert holders == ["database", "set-up"]
    assert services["set-up"]["entrypoint"] == ["scripts/migrate"]
    assert set(services["web"]["environment"]) == {
        "DATABASE_APP_URL",
        "DATABASE_PUBLIC_URL",
        "WEBMAP_TRUSTED_PROXIES",
        "WEBMAP_ADDRESS",
        "WEBMAP_OIDC_ISSUER",
        "WEBMAP_OIDC_CLIENT_ID",
        "WEBMAP_OIDC_CLIENT_SECRET",
        *(f"WEBMAP_SMTP_{name}" for name in ("HOST", "PORT", "SECURITY", "USER", "PASSWORD", "FROM")),
    }
    assert not set(services["web"]["volumes"]) & set(services["set-up"]["volumes"]), "backups hold exact positions"


def test_a_container_shows_strangers_the_public_layer_only(compose: dict[str, Any]) -> None:
    """The word for planners is made in its volume, and comes from no file that others have as well."""
    text = (DOCKER / "compose.yaml").read_text() + (DOCKER / "Dockerfile").read_text()
    assert "WEBMAP_PLANNER_WORD" not in text
    assert ("VOLUME", "/app/var") in instructions()
    left_out = ROOT.joinpath("docker/Dockerfile.dockerignore").read_text().splitlines()
    assert {"var", "docker/.env", "docker/certificates"} <= set(left_out)
    assert compose["services"]["database"].get("ports") is None
    assert compose["services"]["web"]["ports"][0].startswith("127.0.0.1:")


def test_settings_are_known_and_no_password_stands_in_the_files(compose: dict[str, Any]) -> None:
    known = {name.upper() for name in Settings.model_fields}
    for service in ("web", "set-up"):
        assert set(compose["services"][service]["environment"]) <= known
    text = (DOCKER / "compose.yaml").read_text()
    for variable in re.findall(r"\$\{(\w+)", text):
        assert f"{variable}=" in (DOCKER / ".env.example").read_text()
    assert all("${" in line for line in text.splitlines() if "PASSWORD:" in line)


def test_each_installation_has_passwords_of_its_own(tmp_path: Path) -> None:
    for name in ("make-env.sh", ".env.example"):
        shutil.copy(DOCKER / name, tmp_path)
    make = [tmp_path / "make-env.sh"]
    subprocess.run(make, check=True)
    made = tmp_path / ".env"
    passwords = re.findall(r"_PASSWORD=([0-9a-f]{48})\n", made.read_text())
    assert (len(set(passwords)), made.stat().st_mode & 0o777) == (3, 0o600)
    assert "\nWEBMAP_SMTP_PASSWORD=\n" in made.read_text(), "that of somebody else's server cannot be made up"
    before = made.read_text()
    assert subprocess.run(make, check=False, capture_output=True).returncode == 1
    assert made.read_text() == before
    assert {"docker/.env", "docker/certificates/"} <= set((ROOT / ".gitignore").read_text().splitlines())


def test_the_images_are_made_on_one_debian_by_the_step_of_a_bare_machine() -> None:
    assert {rest.split(" AS ")[0] for word, rest in instructions() if word == "FROM"} == {"debian:trixie-slim"}
    assert ("RUN", "scripts/_ready requirements.txt") in instructions()
    # One process to signal: TERM reaches the launcher without a shell between.
    entries = [rest for word, rest in instructions() if word == "ENTRYPOINT"]
    assert any(rest.startswith('["scripts/serve"') for rest in entries)
    assert [rest for word, rest in instructions() if word == "USER"] == ["postgres", "webmap"]


def test_copied_and_mounted_files_exist() -> None:
    copied = [name for word, rest in instructions() if word == "COPY" for name in rest.split()[:-1]]
    assert copied
    assert all((ROOT / name).exists() for name in copied)


def test_what_the_database_closes_by_itself_is_what_set_up_would_close(owner: Connection, app_db: Connection) -> None:
    """docker/database.sh runs the query of the code; the names that it gives the columns are for three of them."""
    script = (DOCKER / "database.sh").read_text()
    assert script.count("AS open (name, is_of_server, may)") == 2
    asked = (ROOT / "geodata" / "server" / "open_to_everybody.sql").read_text()
    rows = owner.execute(text(f"SELECT name, is_of_server, may FROM ({asked}) AS open (name, is_of_server, may)"))
    assert list(rows) == []
    assert script.count("AS counts (others, may)") == 1
    counts = (ROOT / "geodata" / "server" / "open_counts.sql").read_text()
    assert list(owner.execute(text(f"SELECT others, may FROM ({counts}) AS counts (others, may)"))) == []
    copied = next(rest for word, rest in instructions() if word == "COPY" and "docker/database.sh" in rest)
    assert {f"geodata/server/{name}" for name in re.findall(r"/ninewa/(\w+\.sql)", script)} <= set(copied.split())
    assert (
        app_db.execute(text("SELECT has_function_privilege('pg_advisory_lock(bigint)', 'EXECUTE')")).scalar() is False
    )


PLAIN_SHELL = ("_ready", "_packages", "check", "serve")


@pytest.mark.parametrize(
    "script", [*(f"scripts/{name}" for name in PLAIN_SHELL), *(f"docker/{path.name}" for path in DOCKER.glob("*.sh"))]
)
def test_shell_scripts_are_read_by_the_plain_shell(script: str) -> None:
    assert Path(ROOT / script).stat().st_mode & 0o100
    subprocess.run(["sh", "-n", ROOT / script], check=True)


def test_the_workflow_runs_what_the_readme_says() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "check.yaml").read_text())
    steps = workflow["jobs"]["check"]["steps"]
    assert [step["run"] for step in steps if "run" in step] == [".ci/run"]
    assert '/../scripts/check"' in (ROOT / ".ci" / "run").read_text()


def test_the_containers_are_built_and_asked_where_docker_is() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "containers.yaml").read_text())
    job = workflow["jobs"]["containers"]
    assert [step["run"] for step in job["steps"] if "run" in step] == ["docker/check.sh"]
    assert {"ubuntu-24.04", "ubuntu-24.04-arm"} == set(job["strategy"]["matrix"]["machine"])
