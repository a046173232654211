"""The container files: valid, without root, without secrets, and in step with the settings."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
BIN = Path(sys.executable).parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
KEYS = (
    "secret_key", "audit_key", "postgres_password", "redis_password", "database_url", "redis_url", "replication_password",
    "s3_secret_key",
)  # fmt: skip
PROFILES = {"backup": "backup", "clamav": "clamav", "s3": "s3", "replica": "replica"}
ALWAYS = {"postgres", "redis", "migrate", "web", "worker", "beat", "nginx"}


def run(*command: str | Path, **values) -> subprocess.CompletedProcess:
    return subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
        **values,
    )


def tool(name: str) -> Path:
    if not (BIN / name).exists():
        pytest.skip(f"{name} is not installed (it comes with requirements-dev.lock)")
    return BIN / name


def test_compose_is_valid():
    said = run(tool("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", "docker-compose.yml")
    assert said.returncode == 0, said.stdout


def test_dockerfile_is_clean():
    said = run(tool("hadolint"), "deploy/Dockerfile")
    assert said.returncode == 0, said.stdout


def test_there_are_the_services_we_promise():
    assert set(SERVICES) == ALWAYS | set(PROFILES)
    assert {name: one["profiles"] for name, one in SERVICES.items() if "profiles" in one} == {
        name: [profile] for name, profile in PROFILES.items()
    }


def test_what_always_runs_needs_nothing_that_runs_by_profile():
    """A service that depends on one of a profile cannot be started without it."""
    for name in ALWAYS:
        assert set(SERVICES[name].get("depends_on", {})) <= ALWAYS


def test_every_name_that_is_used_is_declared():
    for name, service in SERVICES.items():
        assert set(service.get("secrets", ())) <= set(COMPOSE["secrets"]), name
        assert set(service.get("networks", ())) <= set(COMPOSE["networks"]), name
        assert set(service.get("depends_on", {})) <= set(SERVICES), name
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert source in COMPOSE["volumes"] or source.startswith(("./", "${")), volume
    used = {secret for service in SERVICES.values() for secret in service.get("secrets", ())}
    assert used | {"redis_password"} == set(COMPOSE["secrets"])


def test_every_file_that_is_mounted_is_there_or_made(tmp_path):
    run("sh", "deploy/make-secrets", tmp_path)
    made = {path.name for path in tmp_path.iterdir()} | {"tls.crt", "tls.key"}  # the county's own
    for name, secret in COMPOSE["secrets"].items():
        assert Path(secret["file"]).name in made, name
    for service in SERVICES.values():
        for volume in service.get("volumes", ()):
            if volume.startswith("./deploy/"):
                assert (ROOT / volume.split(":")[0]).is_file(), volume
                assert volume.endswith(":ro")


def test_what_is_waited_for_can_say_that_it_is_well():
    for service in SERVICES.values():
        for name, condition in service.get("depends_on", {}).items():
            if condition["condition"] == "service_healthy":
                assert "healthcheck" in SERVICES[name]


def test_images_are_pinned():
    for name, service in SERVICES.items():
        image = service["image"]
        assert image.startswith("county-portal-") or (":" in image and not image.endswith(":latest")), name


def test_the_image_dumps_with_the_databases_own_version():
    """A pg_dump older than its server refuses; a pg_restore newer than its server writes settings it does not know."""
    major = SERVICES["postgres"]["image"].split(":")[1]
    assert f"postgresql-client-{major}" in DOCKERFILE
    assert SERVICES["replica"]["image"] == SERVICES["postgres"]["image"]


def test_nothing_in_the_image_runs_as_root():
    """Each stage ends as a numbered user, and nothing is fetched but from the package registries."""
    stages = re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)[1:]
    assert len(stages) == 2
    for stage in stages:
        users = re.findall(r"^USER (\d+):(\d+)$", stage, re.MULTILINE)
        assert users
        assert "0" not in users[-1]
        assert ":latest" not in stage.splitlines()[0]
        assert not re.search(r"^ADD |curl |wget ", stage, re.MULTILINE)
    assert "--require-hashes" in DOCKERFILE


@pytest.mark.parametrize("name", ["portal-backup.service", "portal-backup.timer"])
def test_units_of_systemd_name_commands_that_exist(name):
    text = (ROOT / "deploy" / name).read_text(encoding="utf-8")
    for command in re.findall(r"manage\.py (\w+)", text):
        assert (ROOT / "portal" / "management" / "commands" / f"{command}.py").is_file()
    assert "portal-backup" in text or "Type=oneshot" in text


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_is_root_or_can_write_its_image_or_eat_the_machine(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["user"].split(":")[0].isdigit()
    assert service["user"].split(":")[0] != "0"
    assert {"cpus", "memory", "pids"} <= set(service["deploy"]["resources"]["limits"])
    if name != "migrate":  # ends by itself
        assert "healthcheck" in service


def test_only_the_proxy_can_be_reached_from_outside():
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
    assert [name for name, service in SERVICES.items() if "outside" in service["networks"]] == ["nginx"]
    assert [name for name, service in SERVICES.items() if "signatures" in service["networks"]] == ["clamav"]


def test_secrets_come_from_files_only():
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if not name.startswith("SITE_") and any(word in name for word in ("PASSWORD", "KEY", "_URL")):
                assert name.endswith("_FILE")
                assert "${" in value or value.removeprefix("/run/secrets/") in service["secrets"]


def test_secrets_are_made_once_and_kept(tmp_path):
    folder = tmp_path / "secrets"
    assert run("sh", "deploy/make-secrets", folder).returncode == 0
    first = {name: (folder / name).read_text() for name in KEYS}
    assert first["postgres_password"] in first["database_url"]
    assert first["redis_password"] in first["redis_url"]
    assert len({first[name] for name in KEYS}) == len(KEYS)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    run("sh", "deploy/make-secrets", folder)
    assert {name: (folder / name).read_text() for name in KEYS} == first


def production(folder: Path) -> dict[str, str]:
    """What docker-compose.yml gives the application, with the files in `folder` and a database of its own."""
    run("sh", "deploy/make-secrets", folder)
    (folder / "database_url").chmod(0o600)
    (folder / "database_url").write_text(f"sqlite:///{folder}/db.sqlite3")
    given = {
        name: value.replace("/run/secrets", str(folder))
        for name, value in SERVICES["web"]["environment"].items()
        if "${" not in value
    }
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "portal.settings.prod",
        "VAR_DIR": str(folder),
        "ALLOWED_HOSTS": "www.qinglan.example",
        **given,
    }


def test_production_settings_start_from_the_files_and_pass_the_deployment_check(tmp_path):
    said = run(sys.executable, "manage.py", "check", "--deploy", env=production(tmp_path))
    assert said.returncode == 0, said.stderr
    warned = set(re.findall(r"\w+\.[EW]\d{3}", said.stderr))
    assert warned <= {"security.W021"}, (
        said.stderr
    )  # preloading HSTS binds the whole domain: the county decides


def test_a_missing_secret_is_named(tmp_path):
    env = production(tmp_path)
    del env["AUDIT_KEY_FILE"]
    said = run(sys.executable, "manage.py", "check", env=env)
    assert said.returncode != 0
    assert "缺少环境变量 AUDIT_KEY" in said.stderr


def test_every_static_file_that_is_referred_to_exists(tmp_path):
    """Collecting stops at a reference to a missing file, as it would while the image is built."""
    said = run(sys.executable, "manage.py", "collectstatic", "--noinput", env=production(tmp_path))
    assert said.returncode == 0, said.stderr
    assert (tmp_path / "static" / "staticfiles.json").exists()


@pytest.mark.parametrize(
    "script",
    [
        "deploy/start",
        "deploy/make-secrets",
        "deploy/stack",
        "deploy/postgres-primary.sh",
        "deploy/postgres-replica.sh",
    ],
)
def test_scripts_can_be_run(script):
    assert os.access(ROOT / script, os.X_OK)
    assert run("sh", "-n", script).returncode == 0


def test_the_image_gets_every_app_and_no_secret():
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().split() if line.startswith("!")}
    apps = {name.split(".")[0] for name in settings.INSTALLED_APPS}
    assert {app for app in apps if (ROOT / app).is_dir()} <= allowed
    assert not {"var", ".env", "tests", ".git"} & allowed


def test_the_image_installs_what_is_locked_and_what_a_store_of_objects_needs():
    """One lock more, so that a machine that keeps its files itself installs nothing for S3."""
    locks = [
        (ROOT / name).read_text(encoding="utf-8")
        for name in ("requirements.lock", "requirements-s3.lock", "requirements-dev.lock")
    ]
    plain, objects, developing = (
        set(re.findall(r"^([a-z0-9._-]+==\S+)", text, re.MULTILINE)) for text in locks
    )
    assert plain < objects < developing
    assert "boto3" in {line.split("==")[0] for line in objects - plain}
