// Send a record, have a story written from it, and print its address: KEY=swk_… node write.js ADDRESS
import { Client } from "storywire";

const client = new Client(process.argv[2] ?? "http://127.0.0.1:8000", { key: process.env.KEY ?? null });
const record = {
  source: "harbour-courier",
  external_id: "letter-2",
  published_at: "2026-09-19T06:00:00Z",
  title: "The substation is the point",
  text: "The substation on Kestrel Road fails twice a winter. Whoever pays for a new one decides.",
};
const report = await client.send("post", "/v1/records", { body: [record] });
const ids = report.results.flatMap((result) => result.id ?? []);
const story = await client.write({ record_ids: ids }, { onProgress: ({ status }) => console.log(status) });
console.log("written", story.slug);
