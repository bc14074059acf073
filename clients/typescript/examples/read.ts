// Print each story's sentences with the words that they rest on: node read.js ADDRESS
import { Client, ProblemError } from "storywire";

const client = new Client(process.argv[2] ?? "http://127.0.0.1:8000");

for await (const summary of client.items("/v1/stories", { query: { limit: 50 } })) {
  const story = await client.get("/v1/stories/{slug}", { path: { slug: summary.slug } });
  const quotes = new Map(story.citations.flatMap((citation) => citation.quotes.map((quote) => [quote.id, quote.exact])));
  console.log(story.title);
  for (const { sentences } of story.sections.flatMap((section) => section.paragraphs))
    for (const { runs, quotes: ids } of sentences)
      console.log("-", runs.map((run) => run.text).join(""), "<=", ids.map((id) => quotes.get(id)).join(" | "));
}

try {
  await client.get("/v1/stories/{slug}", { path: { slug: "no-such-story" } });
} catch (error) {
  if (error instanceof ProblemError && error.kind === "not-found") console.log(error.title);
  else throw error;
}
