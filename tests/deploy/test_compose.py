"""deploy/compose.yaml and the Dockerfile, read by parsers: secrets, users, settings, networks, what needs what."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from dashboard.config import Settings, documented

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "deploy" / "compose.yaml"
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
OWN = ("migrate", "worker", "public", "office")
# Variables that only the database image and our script in it read.
IMAGE_VARIABLES = {
    "POSTGRES_DB",
    "POSTGRES_USER",
    "POSTGRES_PASSWORD",
    "MATOKEO_WORKER_PASSWORD",
    "MATOKEO_ENTRY_PASSWORD",
    "MATOKEO_AUTH_PASSWORD",
}
SECRET = re.compile(r"PASSWORD|SECRET|TOKEN|PRIVATE", re.I)


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """The file as a container engine reads it, variables not yet filled in."""
    loaded: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    return loaded


def _environment(service: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in service.get("environment", {}).items()}


def test_every_yaml_file_is_well_formed_by_the_linter() -> None:
    rules = "{extends: relaxed, rules: {line-length: {max: 130}}}"
    checked = subprocess.run(
        [sys.executable, "-m", "yamllint", "-s", "-d", rules, str(COMPOSE)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


def test_no_secret_has_a_default_and_none_is_written_down(compose: dict[str, Any]) -> None:
    required = re.compile(r"\$\{[A-Z_]+:\?[^}]+\}")
    for name, service in compose["services"].items():
        for variable, value in _environment(service).items():
            if SECRET.search(variable):
                assert required.fullmatch(value), f"{name}: {variable}"
            if "://" in value and "@" in value:
                assert re.fullmatch(r"postgresql://[a-z_]+:\$\{[A-Z_]+:\?[^}]+\}@db/matokeo", value), (
                    f"{name}: {variable}"
                )
    example = (ROOT / "deploy" / "example.env").read_text(encoding="utf-8")
    assert re.findall(r"^[A-Z_]*(?:PASSWORD|SECRET)[A-Z_]*=(.+)$", example, re.M) == []


def test_every_variable_asked_for_is_in_the_example_and_the_other_way_round() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)", COMPOSE.read_text(encoding="utf-8")))
    offered = set(
        re.findall(r"^#?([A-Z_]+)=", (ROOT / "deploy" / "example.env").read_text(encoding="utf-8"), re.M)
    )
    assert asked == offered


def test_only_settings_that_exist_are_set(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert set(_environment(service)) <= set(documented()) | IMAGE_VARIABLES, name
    in_image = set(re.findall(r"\b([A-Z][A-Z_]+)=", DOCKERFILE)) - {"PATH", "PYTHON_IMAGE"}
    assert {name for name in in_image if not name.startswith(("PIP_", "PYTHON"))} <= set(documented())


@pytest.mark.parametrize("name", OWN)
def test_what_compose_sets_makes_settings_that_start(compose: dict[str, Any], name: str) -> None:
    filled = {
        variable: re.sub(r"\$\{(\w+):(\?|-)([^}]*)\}", _fill, value)
        for variable, value in _environment(compose["services"][name]).items()
    }
    image = dict(re.findall(r"\b(MATOKEO_[A-Z]+|LOG_FORMAT)=(\S+)", DOCKERFILE))
    settings = Settings.from_env(image | filled)
    assert settings.production
    assert not settings.private_redis
    assert settings.store == Path("/srv/store")
    if name == "office":
        assert len(settings.secret_key()) >= 32
    assert settings.private_database == (name == "public")


def _fill(variable: re.Match[str]) -> str:
    name, kind, default = variable.groups()
    if kind == "-":
        return str(default)
    return "https://example.org" if name.endswith("_URL") else "0123456789abcdef" * 4


def test_the_results_site_can_reach_neither_database_nor_keys(compose: dict[str, Any]) -> None:
    public = compose["services"]["public"]
    assert "store" not in public["networks"]
    assert "depends_on" not in public, "it starts and serves with everything else gone"
    assert "DATABASE_URL" not in _environment(public)
    assert [v for v in public["volumes"] if v.startswith("keys")] == []
    assert "store:/srv/store:ro" in public["volumes"]
    writers = [n for n, s in compose["services"].items() if "store:/srv/store" in s.get("volumes", [])]
    assert writers == ["worker"]
    assert compose["networks"]["store"]["internal"]


def test_only_nginx_is_open_to_the_outside(compose: dict[str, Any]) -> None:
    assert [name for name, service in compose["services"].items() if "ports" in service] == ["nginx"]


@pytest.mark.parametrize("name", OWN)
def test_own_containers_are_locked_down(compose: dict[str, Any], name: str) -> None:
    service = compose["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert "privileged" not in service


def test_images_are_pinned_and_what_is_waited_for_can_become_ready(compose: dict[str, Any]) -> None:
    services = compose["services"]
    for name, service in services.items():
        image, _, tag = service["image"].rpartition(":")
        assert image, name
        assert re.search(r"\d", tag), f"{name}: {service['image']}"
        needs = service.get("depends_on", {})
        for other, how in needs.items() if isinstance(needs, dict) else []:
            if how["condition"] == "service_healthy":
                assert "test" in services[other]["healthcheck"]
            if how["condition"] == "service_completed_successfully":
                assert services[other]["restart"] == "no"


def test_the_files_that_compose_mounts_exist(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("."):
                assert (COMPOSE.parent / source).is_file()
            else:
                assert source in compose["volumes"]


def test_each_network_and_host_name_is_a_service(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert set(service["networks"]) <= set(compose["networks"])
        for value in _environment(service).values():
            host = re.search(r"(?:@|redis://)([a-z]+)[:/]", value)
            assert host is None or host[1] in compose["services"]
    for upstream in re.findall(
        r"server ([a-z]+):\d+", (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    ):
        assert "front" in compose["services"][upstream]["networks"]


# The image ------------------------------------------------------------------------------------------


def _instructions() -> list[tuple[str, str]]:
    joined = re.sub(r"\\\n\s*", " ", DOCKERFILE)
    lines = [line for line in joined.splitlines() if line.strip() and not line.startswith("#")]
    return [tuple(line.strip().split(" ", 1)) for line in lines]  # type: ignore[misc]


def test_the_image_runs_as_nobody_special_and_says_whether_it_is_well() -> None:
    names = [name for name, _ in _instructions()]
    final = _instructions()[len(names) - 1 - names[::-1].index("FROM") :]
    users = [value for name, value in final if name == "USER"]
    assert users == ["10001:10001"]
    assert any(name == "HEALTHCHECK" and "/healthz" in value for name, value in final)
    assert not any(name == "RUN" and ("apt" in value or "pip" in value) for name, value in final)


def test_the_image_is_pinned_built_in_two_stages_and_installed_by_hash() -> None:
    assert [value for name, value in _instructions() if name == "FROM"] == [
        "${PYTHON_IMAGE} AS build",
        "${PYTHON_IMAGE}",
    ]
    assert re.search(r"PYTHON_IMAGE=python:3\.\d+\.\d+-slim-[a-z]+$", DOCKERFILE, re.M)
    installs = [value for name, value in _instructions() if name == "RUN" and "pip install" in value]
    assert "--require-hashes" in installs[0]
    assert all("--no-deps" in value for value in installs)


def test_the_image_holds_no_secret_and_only_what_runs() -> None:
    assert not SECRET.search(DOCKERFILE)
    assert not re.search(r"^ADD ", DOCKERFILE, re.M)
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert ignored[0] == "*", "everything that is not named stays out: tests, .git, .local"
    allowed = {line[1:] for line in ignored if line.startswith("!")}
    assert allowed == {
        "assets",
        "components",
        "dashboard",
        "data",
        "pages",
        "pyproject.toml",
        "README.md",
        "requirements.lock",
    }
    assert all((ROOT / name).exists() for name in allowed)


def test_the_command_of_every_own_container_is_understood(compose: dict[str, Any]) -> None:
    from click.testing import CliRunner

    from dashboard.cli import main

    for name in OWN:
        result = CliRunner().invoke(main, [*compose["services"][name]["command"], "--help"])
        assert result.exit_code == 0, result.output


def test_the_roles_script_is_valid_shell_and_quotes_passwords() -> None:
    script = ROOT / "deploy" / "roles.sh"
    assert subprocess.run(["sh", "-n", str(script)], check=False).returncode == 0
    assert ":'worker'" in script.read_text(encoding="utf-8"), (
        "psql quotes the value: a password may hold a quote"
    )
