"""Node, its compiler, and the TypeScript client as whoever installs it has it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.rules.tree import ROOT

PACKAGE = ROOT / "clients/typescript"
NEEDS = pytest.mark.skipif(
    shutil.which("node") is None or not (PACKAGE / "node_modules").is_dir(),
    reason="needs Node, and its packages from `make test-typescript`",
)
# The project of somebody who uses the package: strict, and without any of our own settings.
_PROJECT = """{"compilerOptions": {"target": "es2022", "module": "nodenext", "lib": ["es2023", "dom", "dom.asynciterable"],
"strict": true, "noUncheckedIndexedAccess": true, "types": ["node"]}, "include": ["*.ts"]}"""


def run(
    *command: str, folder: Path = PACKAGE, given: str | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end; it may be given something to read."""
    env = os.environ | environment
    return subprocess.run(
        command, cwd=folder, env=env, input=given, capture_output=True, text=True, timeout=120, check=False
    )


def tsc(*arguments: str, folder: Path = PACKAGE) -> list[str]:
    """Return what the compiler complains of; the declarations of the language itself are not ours and are not judged."""
    compiler = str(PACKAGE / "node_modules/typescript/bin/tsc")
    ended = run("node", compiler, *arguments, "--skipDefaultLibCheck", folder=folder)
    return ended.stdout.splitlines()


def copy_of_the_package(folder: Path) -> Path:
    """Copy what the package is made from, so that nothing is written into the checkout; return where it lies."""
    copied = folder / "clients/typescript"
    shutil.copytree(PACKAGE, copied, ignore=shutil.ignore_patterns("node_modules", "dist"))
    (copied / "node_modules").symlink_to(PACKAGE / "node_modules")
    return copied


def project_with_the_package(folder: Path) -> None:
    """Pack the client, and install it into a new project below the folder."""
    packed = run("npm", "pack", "--silent", "--pack-destination", str(folder), folder=copy_of_the_package(folder))
    assert packed.returncode == 0, packed.stderr
    project = folder / "project"
    project.mkdir()
    (project / "package.json").write_text('{"type": "module", "private": true}', encoding="utf-8")
    (project / "tsconfig.json").write_text(_PROJECT, encoding="utf-8")
    archive = str(folder / packed.stdout.splitlines()[-1])
    installed = run("npm", "install", "--silent", "--offline", "--no-audit", "--no-fund", archive, folder=project)
    assert installed.returncode == 0, installed.stderr
    (project / "node_modules/@types").symlink_to(PACKAGE / "node_modules/@types")
