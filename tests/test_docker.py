"""The container files, read as far as that goes without Docker."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

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


def test_the_web_waits_for_a_healthy_database(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert services["web"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert all("healthcheck" in service for service in services.values())
    assert set(compose["volumes"]) == {
        volume.split(":")[0] for s in services.values() for volume in s["volumes"] if not volume.startswith(".")
    }


def test_a_container_shows_strangers_the_public_layer_only(compose: dict[str, Any]) -> None:
    """The word for planners is made in its volume, and comes from no file that others have as well."""
    text = (DOCKER / "compose.yaml").read_text() + (DOCKER / "Dockerfile").read_text()
    assert "WEBMAP_PLANNER_WORD" not in text
    assert ("VOLUME", "/app/var") in instructions()
    assert ROOT.joinpath("docker/Dockerfile.dockerignore").read_text().splitlines().count("var") == 1
    assert compose["services"]["database"].get("ports") is None


def test_settings_are_known_and_no_password_stands_in_the_files(compose: dict[str, Any]) -> None:
    known = {name.upper() for name in Settings.model_fields}
    assert set(compose["services"]["web"]["environment"]) <= known
    text = (DOCKER / "compose.yaml").read_text()
    for variable in re.findall(r"\$\{(\w+)", text):
        assert f"{variable}=" in (DOCKER / "settings.env.example").read_text()
    assert all("${" in line for line in text.splitlines() if "PASSWORD:" in line)


def test_the_image_is_made_by_the_step_of_a_bare_machine() -> None:
    assert ("RUN", "scripts/_ready requirements.txt") in instructions()
    # One process to signal: TERM reaches the launcher without a shell between.
    assert next(rest for word, rest in instructions() if word == "ENTRYPOINT").startswith('["scripts/serve"')
    users = [rest for word, rest in instructions() if word == "USER"]
    assert users == ["webmap"]


def test_copied_and_mounted_files_exist(compose: dict[str, Any]) -> None:
    copied = [name for word, rest in instructions() if word == "COPY" for name in rest.split()[:-1]]
    mounted = [v.split(":")[0] for s in compose["services"].values() for v in s["volumes"] if v.startswith("./")]
    assert all((ROOT / name).exists() for name in copied)
    assert all((DOCKER / name).exists() for name in mounted)


@pytest.mark.parametrize("script", ["docker/make-owner.sh", "scripts/_ready", "scripts/_packages", "scripts/check"])
def test_shell_scripts_are_read_by_the_plain_shell(script: str) -> None:
    assert Path(ROOT / script).stat().st_mode & 0o100
    subprocess.run(["sh", "-n", ROOT / script], check=True)


def test_the_workflow_runs_what_the_readme_says() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "check.yaml").read_text())
    steps = workflow["jobs"]["check"]["steps"]
    assert [step["run"] for step in steps if "run" in step] == [".ci/run"]
    assert '/../scripts/check"' in (ROOT / ".ci" / "run").read_text()
