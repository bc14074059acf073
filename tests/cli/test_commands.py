"""The storywire command: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app import __version__
from app.cli import main, storywire
from app.cli.preparation import prepared_deployment
from app.store import keys as kept_keys
from app.store.deployment import get_setting
from app.story.record_id import record_id
from schemas.story import Story
from tests.conftest import SAMPLES
from tests.writers.claude.acts import Act
from tests.writers.claude.messages_server import serving

Run = Callable[..., Result]
SCRIBE = str(SAMPLES / "scribewell.jsonl")


@pytest.fixture
def database(tmp_path: Path, empty_database: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a migrated database that the settings name."""
    path = tmp_path / "storywire.db"
    shutil.copy(empty_database, path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STORYWIRE_DATABASE_URL", f"sqlite:///{path}")
    return path


@pytest.fixture
def gives_way(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """Return a list that grows when a command gives way: the process that runs the tests must not."""
    times = list[None]()
    monkeypatch.setattr("app.cli.ingest.give_way", lambda: times.append(None))
    return times


@pytest.fixture
def run(database: Path, gives_way: list[None]) -> Run:
    """Return what runs a subcommand on that database."""
    assert database.exists()
    assert gives_way == []
    return lambda *arguments, **given: CliRunner().invoke(storywire, arguments, **given)


def test_every_command_says_what_it_does(run: Run) -> None:
    """The help lists each with a sentence, and each has its own help."""
    told = run("--help")
    assert told.exit_code == 0
    for name in (
        "serve",
        "migrate",
        "doctor",
        "keys",
        "ingest",
        "synthesize",
        "compare",
        "relink",
        "openapi",
        "version",
    ):
        assert f"\n  {name} " in told.output
        assert run(name, "--help").exit_code == 0
    assert run("version").output == f"{__version__}\n"
    assert run("nothing").exit_code == 2


def test_a_new_key_is_alone_on_standard_output(run: Run) -> None:
    """So that a script can take it; what else is to be said goes to standard error, and nothing shows it again."""
    made = run("keys", "create", "--name", "a script", "--scope", "ingest", "--scope", "read", "--scope", "ingest")
    secret = made.stdout.removesuffix("\n")
    assert (made.exit_code, secret[:4], len(secret)) == (0, "swk_", 68)
    key_id = made.stderr.split()[0]
    listed = run("keys", "list").stdout
    assert listed.split("\t")[:3] == [key_id, "a script", "read,ingest"]
    assert secret not in listed + made.stderr
    assert run("keys", "revoke", key_id).stdout == f"{key_id} is revoked.\n"
    assert "revoked 20" in run("keys", "list").stdout
    again = run("keys", "revoke", key_id)
    assert (again.exit_code, again.stderr) == (1, f"Error: There is no valid key {key_id}.\n")
    assert run("keys", "create", "--name", "x", "--scope", "everything").exit_code == 2


@pytest.mark.parametrize(
    "name", ["", "  ", "x" * 101, "two\nlines", "a\ttab", "\x1b[31mred", "turned\u202e", "\u3164", "\udcff"]
)
def test_a_name_that_no_line_can_show_makes_no_key(run: Run, name: str) -> None:
    """It is a plain error of usage, which does not print the name."""
    refused = run("keys", "create", "--name", name, "--scope", "read")
    told = "Error: Invalid value for '--name': a name is 1 to 100 printable characters on one line.\n"
    assert (refused.exit_code, refused.stdout, refused.stderr.partition("\n\n")[2]) == (2, "", told)
    assert run("keys", "list").stdout == ""


def test_any_name_of_a_key_is_listed_on_one_line(run: Run) -> None:
    """The longest name is listed whole; one that came otherwise than by the command cannot steer the terminal."""
    longest = "夜间 import’s " + "x" * 88
    assert run("keys", "create", "--name", longest, "--scope", "read").exit_code == 0
    with prepared_deployment() as deployment, deployment.database.write() as session:
        kept_keys.create(session, "\x1b[2Jone\n\ttwo\u202e", ["read"], datetime(2030, 1, 1, tzinfo=UTC))
    listed = [line.split("\t")[1:3] for line in run("keys", "list").stdout.splitlines()]
    assert listed == [[longest, "read"], ["[2Jone two", "read"]]


def test_a_bulk_load_gives_way_to_who_serves_readers(run: Run, gives_way: list[None]) -> None:
    """Records from standard input may be millions; a small file is done before anybody notices."""
    run("ingest", SCRIBE)
    assert gives_way == []
    run("ingest", "-", input=Path(SCRIBE).read_text("utf-8"))
    assert len(gives_way) == 1


def test_ingesting_counts_what_became_of_each_line(run: Run) -> None:
    """A second time all is unchanged; files and standard input may be mixed, as lines or as an array."""
    assert run("ingest", SCRIBE).stdout == "12 created, 0 unchanged, 0 updated, 0 rejected\n"
    assert run("ingest", SCRIBE, SCRIBE).stdout == "0 created, 24 unchanged, 0 updated, 0 rejected\n"
    array = json.dumps([json.loads(line) for line in Path(SCRIBE).read_text("utf-8").splitlines()])
    assert run("ingest", "-", input=array).stdout == "0 created, 12 unchanged, 0 updated, 0 rejected\n"
    assert run("ingest", "-", input="").stdout == "0 created, 0 unchanged, 0 updated, 0 rejected\n"


def test_a_large_file_is_read_whatever_helps_with_it(run: Run, tmp_path: Path) -> None:
    """Every line of a file that helping processes are started for is counted, and a bad one is named by its number."""
    words = "A long note on a small model. " * 30
    records = ({"source": "s", "external_id": str(n), "text": words, "published_at": "2026-06-01"} for n in range(1300))
    lines = [json.dumps(record) for record in records]
    lines[1249] = "{broken"
    (tmp_path / "large.jsonl").write_text("\n".join(lines))
    assert (tmp_path / "large.jsonl").stat().st_size > 1024 * 1024
    told = run("ingest", "large.jsonl")
    assert (told.exit_code, told.stdout) == (1, "1299 created, 0 unchanged, 0 updated, 1 rejected\n")
    assert told.stderr.startswith("large.jsonl:1250: The body is not valid JSON:")


def test_a_rejected_line_is_named_and_costs_the_exit_code(run: Run, tmp_path: Path) -> None:
    """The file, the line, what is wrong and where, on standard error; the other lines are kept."""
    good = json.dumps({"source": "s", "external_id": "1", "title": "t", "published_at": "2026-06-01"})
    (tmp_path / "mixed.jsonl").write_text(f"{good}\n{{broken\n{good.replace('2026-06-01', 'soon')}\n")
    told = run("ingest", "mixed.jsonl")
    assert (told.exit_code, told.stdout) == (1, "1 created, 0 unchanged, 0 updated, 2 rejected\n")
    first, second = told.stderr.splitlines()
    assert first.startswith("mixed.jsonl:2: The body is not valid JSON:")
    assert second.startswith("mixed.jsonl:3: The input is not valid: /published_at ")


def test_a_story_is_written_from_a_file_of_records(run: Run, tmp_path: Path) -> None:
    """Ids and records may be given, as text or JSON it is the same story, and a draft stays one."""
    run("ingest", SCRIBE)
    text = run("synthesize", "--records", SCRIBE)
    assert text.exit_code == 0
    assert "STORYWIRE STORY" in text.stdout
    sent = [json.loads(line) for line in Path(SCRIBE).read_text("utf-8").splitlines()]
    ids = [record_id(record["source"], record["external_id"]) for record in sent]
    (tmp_path / "ids.txt").write_text("\n".join(ids[1:]) + "\n")
    made = run("synthesize", "--record", ids[0], "--records", "ids.txt", "--draft", "--json", "--beat", "general")
    story = Story.model_validate_json(made.stdout)
    assert (story.status, story.beat.slug, story.methodology.record_count) == ("draft", "general", len(ids))
    assert story.title in " ".join(text.stdout.split())


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("synthesize",), 2, "Name at least one record, with --record or --records."),
        (("synthesize", "--record", "rec_x", "--language", "!"), 2, "language: String should match pattern"),
        (
            ("synthesize", "--record", "rec_x"),
            1,
            "1 of 1 records are not known. /record_ids/0: There is no record rec_x.",
        ),
        (("ingest", "nothing.jsonl"), 2, "File 'nothing.jsonl' does not exist."),
    ],
)
def test_what_is_wrong_is_one_plain_line(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    code: int,
    told: str,
) -> None:
    """Exit code 2 for a command that makes no sense, 1 for one that fails; never a trace."""
    del run
    monkeypatch.setattr("sys.argv", ["storywire", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == code
    error = capsys.readouterr().err
    assert told in error
    assert "Traceback" not in error


def test_a_wrong_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The variable and what it may be, in one line."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STORYWIRE_READ_ACCESS", "everyone")
    monkeypatch.setenv("STORYWIRE_WRITE_LIMIT", "lots")
    monkeypatch.setattr("sys.argv", ["storywire", "migrate"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    error = capsys.readouterr().err
    assert error.startswith(
        "storywire: STORYWIRE_READ_ACCESS: Input should be 'public' or 'key'; STORYWIRE_WRITE_LIMIT: "
    )
    assert error.count("\n") == 1


def test_migrating_says_whether_there_was_anything_to_do(run: Run, database: Path) -> None:
    """A new file is migrated and given the default vocabulary; the second time nothing is done."""
    database.unlink()
    assert run("migrate").stdout == "The database has been migrated.\n"
    assert run("migrate").stdout == "The database is up to date.\n"
    assert "beats are loaded" in run("doctor").stdout


def test_the_doctor_finds_a_sound_deployment_sound(run: Run) -> None:
    """Every line is ok and the exit code 0."""
    told = run("doctor")
    assert told.exit_code == 0
    assert {line.split()[0] for line in told.stdout.splitlines()} == {"ok"}


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("STORYWIRE_DATABASE_URL", "mysql://x", "DATABASE_URL names mysql"),
        ("STORYWIRE_DATABASE_URL", "sqlite:///nowhere/at/all.db", "which is not a folder"),
        ("STORYWIRE_DATABASE_URL", "sqlite:///new.db", "There is no database at sqlite:///new.db yet"),
        ("STORYWIRE_DATABASE_URL", "sqlite:///empty.db", "The schema is old: run storywire migrate."),
        ("STORYWIRE_BEATS_FILE", "nowhere.json", "nowhere.json cannot be read: No such file"),
        ("STORYWIRE_ENTITIES_FILE", "empty.db", "empty.db: /: Invalid JSON"),
        ("STORYWIRE_READ_ACCES", "key", "no setting STORYWIRE_READ_ACCES: is STORYWIRE_READ_ACCESS meant?"),
        ("STORYWIRE_PUBLIC_URL", "ftp://x", "which is not an address such as"),
        ("STORYWIRE_PUBLIC_URL", "http://news.example.org", "keys would travel in the clear"),
        ("STORYWIRE_READ_ACCESS", "nobody", "STORYWIRE_READ_ACCESS"),
    ],
)
def test_the_doctor_says_what_is_wrong(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    """In plain words, with exit code 1, and without making what is missing."""
    Path("empty.db").touch()
    monkeypatch.setenv(name, value)
    found = run("doctor")
    assert found.exit_code == 1
    assert any(line.startswith("WRONG") and told in line for line in found.stdout.splitlines())
    assert sorted(path.name for path in Path.cwd().glob("*.db")) == ["empty.db", "storywire.db"]


def test_the_doctor_looks_at_the_endpoint_of_each_model(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What is seen is told and kept for the stories to come; an endpoint that is away, or a key that is missing, is wrong."""
    file = tmp_path / "providers.toml"
    monkeypatch.setenv("STORYWIRE_PROVIDERS_FILE", str(file))
    with serving(Act()) as server:
        server.listed = [{"id": "small", "max_model_len": 32_768}]
        file.write_text(f'[house]\nbase_url = "{server.url}"\nmodel = "small"\n', encoding="utf-8")
        told = run("doctor")
        address = server.url
    assert told.exit_code == 0
    assert f"ok     house: {address} answers with small.\n" in told.stdout
    assert "streams; small holds 32768 tokens." in told.stdout
    with prepared_deployment() as deployment, deployment.database.read() as session:
        assert json.loads(get_setting(session, "endpoint house small") or "{}")["context_tokens"] == 32_768
    told = run("doctor")
    assert told.exit_code == 1
    assert f"WRONG  house: {address} with small: It cannot be reached.\n" in told.stdout
    with prepared_deployment() as deployment, deployment.database.read() as session:
        assert get_setting(session, "endpoint house small") is None
    file.write_text('[house]\nkey_variable = "NO_SUCH_KEY"\nmodel = "small"\n', encoding="utf-8")
    told = run("doctor")
    assert "WRONG  The provider house needs its key in NO_SUCH_KEY, which is not set." in told.stdout


def test_relinking_goes_through_every_record(run: Run) -> None:
    """It says how many there were."""
    run("ingest", SCRIBE)
    assert run("relink").stdout == "12 records linked anew.\n"


def test_the_description_does_not_depend_on_settings(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is printed is what is committed, whatever is set here."""
    monkeypatch.setenv("STORYWIRE_PUBLIC_URL", "https://elsewhere.example")
    document = json.loads(run("openapi").stdout)
    assert document["servers"] == [{"url": "http://127.0.0.1:8000"}]
