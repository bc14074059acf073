// Fetch every story, then tell of the first thing that happens: node follow.js ADDRESS
import { Client } from "storywire";

const client = new Client(process.argv[2] ?? "http://127.0.0.1:8000");

for await (const { seq, slug, story } of client.export()) console.log(seq, slug, story?.word_count ?? "taken down");
for await (const change of client.events("/v1/changes", { query: { after: 0 } })) {
  console.log("first", change.seq, change.kind, change.slug);
  break;
}
