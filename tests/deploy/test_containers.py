"""What is shipped for running Escale names only what exists. That the steps work is shown by `make container-proof`."""

import asyncio
import re
import shutil
from ipaddress import ip_address, ip_network
from pathlib import Path

import yaml

from scripts.dockerfile import ignored, stages
from settings import ROOT, Settings
from tests.leaving_out import leave_out
from tests.nginx import NGINX

SETTINGS = {name.upper() for name in Settings.model_fields}
PYTHONS = {"PYTHONDONTWRITEBYTECODE"}
HOME = {"HOME"}


def test_the_dockerfile_ends_as_somebody_without_rights_and_names_what_is_there() -> None:
    build, image = stages(ROOT / "Dockerfile")
    assert image.last("USER").isdigit()
    assert image.last("USER") != "0"
    assert [word for word, _ in image.instructions][-1] == "CMD"
    copied = [name for word, said in build.instructions if word == "COPY" for name in said.split()[:-1]]
    assert [name for name in copied if not (ROOT / name).exists()] == []
    given = {said.split("=")[0] for stage in (build, image) for word, said in stage.instructions if word == "ENV"}
    assert given <= SETTINGS | PYTHONS
    left_out, _ = ignored(ROOT)
    assert {".*", "var", "node_modules"} <= set(left_out)  # no secret, no row and no image of ours gets into it


def test_compose_names_settings_services_and_volumes_that_exist() -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
    services = compose["services"]
    ours = {name: service for name, service in services.items() if service.get("build")}
    assert [service["environment"]["INSTANCE"] for service in ours.values()] == [name.split("-")[1] for name in ours]
    for service in ours.values():
        assert service["environment"].keys() <= SETTINGS
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
    proxy = services["proxy"]
    address = proxy["networks"]["default"]["ipv4_address"]
    assert {service["environment"]["TRUSTED_PROXIES"] for service in ours.values()} == {address}
    assert {value for key, value in proxy["environment"].items() if key.startswith("PROCESS")} == {
        f"{name}:5000" for name in ours
    }
    for service in services.values():
        assert service.get("depends_on", {}).keys() <= services.keys()
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source in compose["volumes"] or (ROOT / source).is_file()


def test_nobody_else_is_given_the_proxys_address() -> None:
    """Seen to fail without an `ip_range`: whoever started first was given the one address that is believed."""
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
    [pool] = compose["networks"]["default"]["ipam"]["config"]
    subnet, others = ip_network(pool["subnet"]), ip_network(pool.get("ip_range", pool["subnet"]))
    address = ip_address(compose["services"]["proxy"]["networks"]["default"]["ipv4_address"])
    assert address in subnet
    assert address not in others
    assert set(others) <= set(subnet)


def test_the_page_writes_down_all_that_compose_asks_for() -> None:
    compose = (ROOT / "compose.yaml").read_text()
    page = (ROOT / "docs" / "operating.md").read_text().split("\n## Containers\n")[1].split("\n## ")[0]
    written = set(re.findall(r"^([A-Z_]+)=", page, re.MULTILINE))
    assert set(re.findall(r"\$\{(\w+):\?", compose)) <= written
    assert written <= set(re.findall(r"\$\{(\w+)", compose))


def test_caddy_and_compose_mean_the_same_processes() -> None:
    caddy = (ROOT / "deploy" / "Caddyfile").read_text()
    proxy = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]["proxy"]
    assert set(re.findall(r"\{\$([A-Z_0-9]+)", caddy)) == proxy["environment"].keys()


def test_the_unit_gives_settings_that_exist_and_time_to_end() -> None:
    unit = (ROOT / "deploy" / "escale@.service").read_text()
    given = {pair.split("=")[0] for line in re.findall(r"^Environment=(.*)$", unit, re.MULTILINE) for pair in line.split()}
    assert HOME <= given <= SETTINGS | PYTHONS | HOME
    assert "TimeoutStopSec=20" in unit


async def test_systemd_understands_all_of_the_unit_and_calls_it_well_protected(tmp_path: Path) -> None:
    """Seen to fail with a misspelt key, a path that is not there, and without the filter of system calls."""
    if not shutil.which("systemd-analyze"):
        leave_out("systemd-analyze is missing (Debian: apt-get install systemd)")
    here = (ROOT / "deploy" / "escale@.service").read_text().replace("/srv/escale", str(ROOT))
    unit = tmp_path / "escale@5001.service"
    unit.write_text(here)
    for asked in (["verify"], ["security", "--offline=true", "--threshold=20"]):  # 20 tenths, out of ten
        asking = await asyncio.create_subprocess_exec(
            *("systemd-analyze", "--no-pager", *asked, str(unit)), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        out, err = await asking.communicate()
        assert (asking.returncode, err.decode()) == (0, ""), out.decode()


async def test_nginx_takes_the_configuration_as_it_is_shipped(tmp_path: Path) -> None:
    if not Path(NGINX).exists():
        raise RuntimeError("nginx is missing (Debian: apt-get install nginx-light)")
    around = "pid {0}/pid;\nevents {{}}\nhttp {{\ninclude {1};\n}}\n"
    (tmp_path / "nginx.conf").write_text(around.format(tmp_path, ROOT / "deploy" / "nginx.conf"))
    testing = await asyncio.create_subprocess_exec(
        *(NGINX, "-t", "-e", "stderr", "-p", tmp_path, "-c", "nginx.conf"), stderr=asyncio.subprocess.PIPE
    )
    _, said = await testing.communicate()
    assert testing.returncode == 0, said.decode()
