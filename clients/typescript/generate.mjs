// Write the types of the API anew from the OpenAPI document: `npm run generate`, or `node generate.mjs DOCUMENT` to print those of another one.
import { readFile, writeFile } from "node:fs/promises";
import { typesOf } from "./types.mjs";

const DOCUMENT = new URL("../../tests/contract/openapi.json", import.meta.url);
const TYPES = new URL("src/client/api.d.ts", import.meta.url);

const given = process.argv[2];
const types = await typesOf(JSON.parse(await readFile(given ?? DOCUMENT, "utf8")));
if (given) process.stdout.write(types);
else await writeFile(TYPES, types);
