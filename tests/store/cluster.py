"""A PostgreSQL of our own, for tests and for the fault plan."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path


class Cluster:
    """A PostgreSQL server of our own that listens on a socket file only."""

    def __init__(
        self, programs: Path, folder: Path, settings: Mapping[str, str] | None = None, *, of: Cluster | None = None
    ) -> None:
        """Make a cluster in a folder, or one that follows another; PostgreSQL refuses to run as root, so root makes it as another user."""
        self.programs = programs
        self._folder = folder
        self._settings = {"shared_buffers": "16MB", **(settings or {})}
        self._user = "postgres" if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(folder, self._user)
        data = str(folder / "data")
        if of is None:
            self._run("initdb", "-D", data, "-A", "trust", "-U", "desk", "-E", "UTF8", "--locale=C")
        else:
            self._run("pg_basebackup", "-D", data, "-R", "-c", "fast", "-h", str(of._folder), "-U", "desk")
        self.start()

    def follower(self, folder: Path) -> Cluster:
        """Make a server in a folder that follows this one."""
        return Cluster(self.programs, folder, self._settings, of=self)

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = f"-c listen_addresses='' -c unix_socket_directories='{self._folder}'"
        options += "".join(f" -c {name}={value}" for name, value in self._settings.items())
        log = str(self._folder / "log")
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-l", log, "-o", options, "-w", "start")

    def crash(self) -> None:
        """Stop the server as a crash would: without a checkpoint, every connection cut."""
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-m", "immediate", "-w", "stop")

    def restore(self, name: str, source: str) -> str:
        """Make a database of a dump of another that is in use; return its address."""
        file = str(self._folder / f"{name}.sql")
        self._run("pg_dump", "-h", str(self._folder), "-U", "desk", "-d", source, "-f", file)
        url = self.copy(name, "template0")
        self._run("psql", "-h", str(self._folder), "-U", "desk", "-d", name, "-q", "-f", file)
        return url

    def url(self, name: str = "postgres") -> str:
        """Return the address of a database."""
        return f"postgresql://desk@/{name}?host={self._folder}"

    def copy(self, name: str, template: str = "template1") -> str:
        """Make a database from another; return its address."""
        make = f"CREATE DATABASE {name} TEMPLATE {template}"
        self._run("psql", "-h", str(self._folder), "-U", "desk", "-d", "postgres", "-q", "-c", make)
        return self.url(name)

    def sql(self, statement: str) -> None:
        """Have a statement carried out."""
        self._run("psql", "-h", str(self._folder), "-U", "desk", "-d", "postgres", "-q", "-c", statement)

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self.programs / program, *arguments],
            check=True,
            user=self._user,
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
        )
