// After tsc: put the declarations beside what it wrote, and the same modules into the reader, which is served without a build.
// `node build.mjs FOLDER` puts the reader's copies there instead, for the test that compares them.
import { copyFile, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const folder = (path) => new URL(path, import.meta.url);
const [source, built] = [folder("src/client/"), folder("dist/client/")];
const reader = process.argv[2] ? pathToFileURL(`${process.argv[2]}/`) : folder("../../app/reader/client/");
const HEAD = "// Built from clients/typescript by `npm run build`: change it there.\n";

await mkdir(reader, { recursive: true });
for (const name of await readdir(source))
  if (name.endsWith(".d.ts")) await copyFile(new URL(name, source), new URL(name, built));
for (const name of await readdir(built))
  if (name.endsWith(".js"))
    await writeFile(new URL(name, reader), HEAD + (await readFile(new URL(name, built), "utf8")));
