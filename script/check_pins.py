"""Fail unless every requirement is pinned exactly, and every wished one is among the pins."""

import re
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def pins_of(name: str) -> dict[str, str]:
    """Name → version of a requirements file; SystemExit for a line that pins nothing."""
    pins = {}
    for line in (ROOT / name).read_text().splitlines():
        text = line.split("#")[0].strip()
        if not text:
            continue
        found = re.fullmatch(r"([a-z0-9-]+)==([^\s;]+)", text)
        if found is None:
            sys.exit(f"{name}: not an exact pin: {text}")
        pins[found[1]] = found[2]
    return pins


def wishes_of(name: str) -> set[str]:
    lines = (line.split("#")[0].strip() for line in (ROOT / name).read_text().splitlines())
    names = (re.split(r"[\[<>=]", line)[0].strip() for line in lines if line and line[0] != "-")
    return {name.lower() for name in names}


def main() -> None:
    site, dev = pins_of("requirements.txt"), pins_of("requirements-dev.txt")
    problems = [
        f"{n} is not pinned: run script/pin" for n in wishes_of("requirements.in") - set(site)
    ]
    problems += [
        f"{n} is not pinned: run script/pin" for n in wishes_of("requirements-dev.in") - set(dev)
    ]
    problems += [f"{n} has two pins" for n in set(site) & set(dev) if site[n] != dev[n]]
    for name, wanted in (site | dev).items():
        try:
            if version(name) != wanted:
                problems.append(f"{name} {version(name)} is installed, {wanted} is pinned")
        except PackageNotFoundError:
            problems.append(f"{name} is pinned and not installed")
    if problems:
        sys.exit("\n".join(sorted(problems)))
    sys.stdout.write(f"{len(site | dev)} packages, each pinned and installed as pinned\n")


if __name__ == "__main__":
    main()
