"""What stands in the book and in `clients/typescript/examples` runs with Node, with the packed client, against `storywire serve`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from schemas.story import Sentence, Story
from schemas.synthesis import SynthesisRequest
from storywire.client import Client
from tests.cli.test_serve import wait_until_ready
from tests.conftest import SAMPLES
from tests.ports import free_port
from tests.rules.tree import ROOT
from tests.typescript.node import NEEDS, PACKAGE, run, tsc

pytestmark = NEEDS
_CODE = re.compile(r"^```ts\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Desk:
    """A running service, a key that may write there, where the compiled programs lie, and what the compiler complained of."""

    address: str
    key: str
    project: Path
    complaints: list[str]

    def run(self, program: str) -> list[str]:
        """Run a program to its end as the first line of each example says; return the lines that it printed."""
        ended = run("node", f"{program}.js", self.address, folder=self.project, KEY=self.key)
        assert (ended.returncode, ended.stderr) == (0, ""), program
        return ended.stdout.splitlines()

    def client(self) -> Client:
        """Return the other client, to compare with."""
        return Client(self.address, key=self.key)


# Programs that ask for what is not there: a field, an address, an argument too few.
_WRONG = (
    'const story = await client.get("/v1/stories/{slug}", { path: { slug: "a" } });\nstory.worth;',
    'await client.get("/v1/storys");',
    'await client.get("/v1/stories/{slug}", { path: {} });',
)


@pytest.fixture(scope="module")
def desk(project: Path, empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Compile the examples as somebody's own programs, and serve a story of Chinese records in a process of its own."""
    for example in (PACKAGE / "examples").glob("*.ts"):
        shutil.copy(example, project)
    (code,) = _CODE.findall((ROOT / "docs/how-to/typescript-client.md").read_text(encoding="utf-8"))
    (project / "book.ts").write_text(code.replace('"https://news.example"', "process.argv[2]!"), encoding="utf-8")
    for number, wrong in enumerate(_WRONG):
        begin = 'import { Client } from "storywire";\nconst client = new Client("http://127.0.0.1");\n'
        (project / f"wrong{number}.ts").write_text(f"{begin}{wrong}\nexport {{}};\n", encoding="utf-8")
    complaints = tsc("-p", ".", folder=project)
    folder, port = tmp_path_factory.mktemp("serve"), free_port()
    shutil.copy(empty_database, folder / "storywire.db")
    environment = os.environ | {"STORYWIRE_DATABASE_URL": f"sqlite:///{folder}/storywire.db"}
    storywire = [sys.executable, "-m", "app.cli"]
    scopes = ["--scope", "ingest", "--scope", "synthesize"]
    key = subprocess.check_output(
        [*storywire, "keys", "create", "--name", "examples", *scopes], env=environment, text=True
    )
    sent = [*storywire, "ingest", str(SAMPLES / "yunshan.jsonl")]
    subprocess.run(sent, env=environment, check=True, capture_output=True)
    with subprocess.Popen([*storywire, "serve", "--port", str(port)], env=environment, stderr=subprocess.DEVNULL) as it:
        try:
            wait_until_ready(port)
            made = Desk(f"http://127.0.0.1:{port}", key.strip(), project, complaints)
            with made.client() as client:
                ids = [record.id for record in client.list_records()]
                client.create_synthesis(SynthesisRequest(record_ids=ids, beat="open-source-ai"))
            yield made
        finally:
            it.terminate()


def sentences(story: Story) -> list[Sentence]:
    """Return the sentences of a story's sections in order."""
    return [each for section in story.sections for paragraph in section.paragraphs for each in paragraph.sentences]


def told(story: Story) -> list[str]:
    """Return what the example prints of a story: its title, and each sentence with its quotes."""
    quotes = {quote.id: quote.exact for cited in story.citations for quote in cited.quotes}
    lines = [
        f"- {''.join(run.text for run in each.runs)} <= {' | '.join(quotes[it] for it in each.quotes)}"
        for each in sentences(story)
    ]
    return "\n".join([story.title, *lines]).splitlines()


def test_reading_prints_each_sentence_with_its_quotes(desk: Desk) -> None:
    """Word for word what the Python client reads, in Chinese too; and what is not there is told as a problem."""
    with desk.client() as client:
        stories = [client.get_story(summary.slug) for summary in client.list_stories()]
    assert desk.run("read") == [*(line for story in stories for line in told(story)), "Not found"]
    assert any("云杉地图" in line for story in stories for line in told(story))


def test_what_the_book_shows_prints_titles_with_their_citations(desk: Desk) -> None:
    """Of the beat that it names."""
    with desk.client() as client:
        stories = [client.get_story(summary.slug) for summary in client.list_stories(beat="open-source-ai")]
    assert desk.run("book") == [f"{story.title} {len(story.citations)}" for story in stories]
    assert stories


def test_writing_tells_each_step_and_following_sees_the_story(desk: Desk) -> None:
    """A record goes in, its story comes out, and it stands at the end of the export; the stream begins with the first story."""
    *steps, written = desk.run("write")
    assert (steps[0], steps[-1], set(steps)) == ("queued", "succeeded", {"queued", "running", "succeeded"})
    slug = written.removeprefix("written ")
    with desk.client() as client:
        story, (first, *rest) = client.get_story(slug), list(client.export_stories())
    assert [cited.title for cited in story.citations] == ["The substation is the point"]
    *exported, change = desk.run("follow")
    assert exported == [f"{line.seq} {line.slug} {line.story and line.story.word_count}" for line in (first, *rest)]
    assert exported[-1].split(" ")[1] == slug
    assert change == f"first 1 publication {first.slug}"


def test_a_program_that_asks_for_what_is_not_there_does_not_compile(desk: Desk) -> None:
    """Whoever has the package installed has its types: a field, an address and an argument are checked; of the examples nothing is said."""
    assert {line.partition("(")[0] for line in desk.complaints if line[0] != " "} == {
        f"wrong{n}.ts" for n in range(len(_WRONG))
    }
