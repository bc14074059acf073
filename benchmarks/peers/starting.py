"""Who else serves the stories of a newspaper: the same JSON, from files, from rows of normal form, or from our own database.

Each is started the way its own pages advise for production on one core, without logs of requests. Who is not installed says so and is left out.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.peers import relational
from benchmarks.serving import Server, running

_NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
_NGINX_SETTINGS = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log stderr crit; {user}
events {{ worker_connections 256; }}
http {{
    access_log off; default_type application/json; sendfile on; tcp_nopush on; tcp_nodelay on;
    keepalive_requests 100000000; keepalive_timeout 300; open_file_cache max=1000;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{ listen 127.0.0.1:{port}; root {folder}; }}
}}
"""
# Columns that hold JSON are asked for as such, or the story would come as a text within a text.
_DATASETTE_QUERY = """
SELECT document FROM story JOIN story_revision ON story_pk = story.pk AND story_revision.revision = story.revision
WHERE story.slug = :slug AND status = 'published'
"""


@dataclass(frozen=True, slots=True)
class Stories:
    """The stories that are served: our database, the same as rows (made when first wanted), and a folder for what else is written."""

    newspaper: Path
    folder: Path
    kept_rows: Path | None = None

    def rows(self) -> Path:
        """Return the file of rows."""
        file = self.kept_rows or self.folder / "rows.db"
        if not file.exists():
            relational.build(self.newspaper, file)
        return file


@dataclass(frozen=True, slots=True)
class Peer:
    """A peer: what it is called, what it lacks here (None where it can be started), how it runs, and where it has a story."""

    name: str
    lacks: str | None
    runs: Callable[[Stories, Sequence[str]], AbstractContextManager[Server]]
    target: Callable[[str], str]
    story: Callable[[bytes], Any] = json.loads


def _fastapi_sqlmodel(stories: Stories, _: Sequence[str]) -> AbstractContextManager[Server]:
    program, rows = "benchmarks.peers.fastapi_sqlmodel.app", str(stories.rows())
    return running(lambda port: [sys.executable, "-m", program, str(port), rows])


def _django_rest(stories: Stories, _: Sequence[str]) -> AbstractContextManager[Server]:
    environment = os.environ | {"PEER_ROWS": str(stories.rows())}
    options = ["--worker-class", "gthread", "--threads", "4", "--keep-alive", "300", "--log-level", "critical"]
    program = "benchmarks.peers.django_rest.site:application"
    return running(
        lambda port: [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", *options, program], environment
    )


def _datasette(stories: Stories, _: Sequence[str]) -> AbstractContextManager[Server]:
    # It calls a database by the name of its file.
    file = stories.folder / "served" / "newspaper.db"
    file.parent.mkdir(exist_ok=True)
    file.symlink_to(stories.newspaper)
    metadata = stories.folder / "metadata.json"
    metadata.write_text(json.dumps({"databases": {file.stem: {"queries": {"story": {"sql": _DATASETTE_QUERY}}}}}))
    command = [sys.executable, "-m", "datasette", "serve", str(file), "--metadata", str(metadata)]
    return running(lambda port: [*command, "--port", str(port)])


def _nginx(stories: Stories, slugs: Sequence[str]) -> AbstractContextManager[Server]:
    folder = stories.folder / "files"
    (folder / "stories").mkdir(parents=True, exist_ok=True)
    for slug, document in relational.documents(stories.newspaper, slugs):
        (folder / "stories" / slug).write_text(document, encoding="utf-8")

    def command(port: int) -> Sequence[str]:
        settings = folder / "nginx.conf"
        user = "user root;" if hasattr(os, "geteuid") and os.geteuid() == 0 else ""
        settings.write_text(_NGINX_SETTINGS.format(folder=folder, port=port, user=user))
        return [str(_NGINX), "-e", "stderr", "-c", str(settings)]

    return running(command)


def _without(*modules: str) -> str | None:
    """Say what of the extra `bench` is not installed."""
    missing = [module for module in modules if find_spec(module) is None]
    return f"{', '.join(missing)} not installed: `make bench` adds the extra" if missing else None


PEERS: Mapping[str, Peer] = {
    peer.name: peer
    for peer in (
        Peer("nginx", None if _NGINX else "not on this machine", _nginx, lambda slug: f"/stories/{slug}"),
        Peer("fastapi+sqlmodel", None, _fastapi_sqlmodel, lambda slug: f"/stories/{slug}"),
        Peer(
            "django-rest",
            _without("django", "rest_framework", "gunicorn"),
            _django_rest,
            lambda slug: f"/stories/{slug}",
        ),
        Peer(
            "datasette",
            _without("datasette"),
            _datasette,
            lambda slug: f"/newspaper/story.json?slug={slug}&_shape=array&_json=document",
            lambda body: json.loads(body)[0]["document"],
        ),
    )
}
