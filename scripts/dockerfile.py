"""What a Dockerfile says, as far as ours goes: stages, and their instructions in order."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Stage:
    """`base` is an image, or an earlier stage's name."""

    base: str
    name: str
    instructions: list[tuple[str, str]] = field(default_factory=list)

    def last(self, word: str) -> str:
        """What the last instruction of that kind says."""
        return next(said for kind, said in reversed(self.instructions) if kind == word)


def stages(file: Path) -> list[Stage]:
    """Every stage; the last one is what the image is made of."""
    found: list[Stage] = []
    for line in file.read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        word, _, said = line.partition(" ")
        if word == "FROM":
            base, _, name = said.partition(" AS ")
            found.append(Stage(base, name))
        else:
            found[-1].instructions.append((word, said))
    return found


def ignored(folder: Path) -> tuple[list[str], list[str]]:
    """What .dockerignore leaves out, and what of that it takes back in."""
    lines = [line for line in (folder / ".dockerignore").read_text().splitlines() if line]
    return [line for line in lines if not line.startswith("!")], [line[1:] for line in lines if line.startswith("!")]
