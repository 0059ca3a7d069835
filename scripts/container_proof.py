"""Run the Dockerfile's steps on clean Debian trees, and what comes of them, where no container engine is at hand.

As root, on Debian with debootstrap: `python -m scripts.container_proof`. Each stage is a tree of its own, in which its RUN lines
run under chroot; the last one's CMD then runs as its user, in a network that leads nowhere, until its HEALTHCHECK is content.
"""

import fnmatch
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import mkdtemp

from scripts.dockerfile import Stage, ignored, stages

ROOT = Path(__file__).parent.parent
DEBIAN = {"debian:bookworm-slim": "bookworm"}
# How this machine's clients reach their registries: a tree has none of it, and it is no part of what is proved.
CLIENTS = ("/etc/resolv.conf", "/etc/pip.conf", "/etc/npmrc", "/root/.npmrc")
TRUSTED = "/etc/ssl/certs/ca-certificates.crt"


def main() -> int:
    if os.geteuid() != 0 or not shutil.which("debootstrap"):
        say("make container-proof needs root, and debootstrap (Debian: apt-get install debootstrap)")
        return 1
    folder = Path(mkdtemp(prefix="escale-container-"))
    try:
        made: dict[str, Path] = {}
        for number, stage in enumerate(stages(ROOT / "Dockerfile")):
            tree = folder / (stage.name or f"stage-{number}")
            debian(folder, DEBIAN[stage.base], tree)
            build(stage, tree, made)
            made[stage.name] = tree
        return served(stage, tree)
    finally:
        subprocess.run(["rm", "-rf", "--one-file-system", folder], check=True)


def debian(folder: Path, release: str, tree: Path) -> None:
    clean = folder / release
    if not clean.exists():
        say(f"FROM debian:{release}-slim")
        subprocess.run(["debootstrap", "--variant=minbase", release, clean], check=True, stdout=subprocess.DEVNULL)
        sources = "".join(f"deb {mirror(clean)} {suite} main\n" for suite in (release, f"{release}-updates"))
        (clean / "etc/apt/sources.list").write_text(sources)
    subprocess.run(["cp", "--archive", "--reflink=auto", clean, tree], check=True)
    for file in CLIENTS:
        if Path(file).exists():
            (tree / file[1:]).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, tree / file[1:])


def mirror(clean: Path) -> str:
    return (clean / "etc/apt/sources.list").read_text().split()[1]


def build(stage: Stage, tree: Path, made: dict[str, Path]) -> None:
    place, environment = "/", {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
    for word, said in stage.instructions:
        say(f"{word} {said}")
        if word == "RUN":
            run(tree, place, environment, said)
        elif word == "WORKDIR":
            place = said
            (tree / place[1:]).mkdir(parents=True, exist_ok=True)
        elif word in ("ARG", "ENV"):
            environment |= dict(part.split("=", 1) for part in shlex.split(said))
        elif word == "COPY" and (source := re.match(r"--from=(\w+) (\S+) (\S+)$", said)):
            copy(made[source[1]] / source[2][1:], tree / place[1:] / source[3])
        elif word == "COPY":
            *names, target = said.split()
            for name in names:
                copy(ROOT / name, tree / place[1:] / target / ("" if name == "." else name), excluding=name == ".")


def run(tree: Path, place: str, environment: dict[str, str], command: str) -> None:
    ours = {name: value for name, value in os.environ.items() if re.search(r"CERT|CA_|_CA|^PIP_|^npm_|proxy$", name)}
    if Path(TRUSTED).exists():
        (tree / "etc/ssl/certs").mkdir(parents=True, exist_ok=True)
        shutil.copy(TRUSTED, tree / TRUSTED[1:])
    subprocess.run(
        ["chroot", tree, "/bin/sh", "-ec", f"cd {place}; {command}"],
        check=True,
        env={**ours, **environment, "HOME": "/root", "DEBIAN_FRONTEND": "noninteractive"},
        stdout=subprocess.DEVNULL,
    )


def copy(source: Path, target: Path, *, excluding: bool = False) -> None:
    if source.is_file():
        shutil.copy2(source, target)
        return
    left_out, taken = ignored(ROOT) if excluding else ([], [])

    def out(folder: str, names: list[str]) -> set[str]:
        paths = {name: str((Path(folder) / name).relative_to(source)) for name in names}
        return {
            name
            for name, path in paths.items()
            if any(fnmatch.fnmatch(path, one) for one in left_out) and not any(fnmatch.fnmatch(path, one) for one in taken)
        }

    shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True, ignore=out)


def served(stage: Stage, tree: Path) -> int:
    """Start it as its image would be, ask whether it is healthy, and end it."""
    user, place = stage.last("USER"), stage.last("WORKDIR")
    command = shlex.join(json.loads(stage.last("CMD")))
    health = shlex.join(json.loads(stage.last("HEALTHCHECK").partition("CMD ")[2]))
    say(f"USER {user}, without network: {command}")
    inside = f"""
      cd {place}; export PYTHONDONTWRITEBYTECODE=1
      {command} & server=$!
      tries=0; until {health} 2>/dev/null; do tries=$((tries + 1)); [ $tries -lt 60 ]; sleep 0.5; done
      echo "healthy after $tries tries"; touch outside 2>/dev/null && exit 3
      kill -TERM $server; wait $server
    """
    group = subprocess.run(["chroot", tree, "id", "-g", user], check=True, capture_output=True, text=True).stdout.strip()
    entered = f"ip link set lo up; exec chroot --userspec={user}:{group} {tree} /bin/sh -ec {shlex.quote(inside)}"
    status = subprocess.run(
        ["unshare", "--net", "/bin/sh", "-ec", entered], check=False, env={"PATH": os.environ["PATH"]}
    ).returncode
    written = [str(path.relative_to(tree)) for path in (tree / place[1:] / "var").iterdir()]
    say(f"ended with status {status}; written: {', '.join(sorted(written))}")
    return status


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
