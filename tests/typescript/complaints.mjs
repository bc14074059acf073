// What the compiler says of the client and its examples with the types of other documents: `node complaints.mjs PACKAGE < documents`.
// The documents and what comes of them are lists in JSON. One process reads what is not ours once for all of them, and does not judge it.
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

const [folder] = process.argv.slice(2);
const ts = createRequire(`${folder}/package.json`)("typescript");
const { typesOf } = await import(pathToFileURL(`${folder}/types.mjs`));

const file = `${folder}/examples/tsconfig.json`;
const { options, fileNames } = ts.getParsedCommandLineOfConfigFile(file, { noEmit: true }, ts.sys);
const host = ts.createCompilerHost(options);
const [read, kept] = [host.getSourceFile, new Map()];
let types = "";
host.getSourceFile = (name, version) => {
  if (name.endsWith("/src/client/api.d.ts")) return ts.createSourceFile(name, types, version);
  if (!kept.has(name)) kept.set(name, read(name, version));
  return kept.get(name);
};

const complaints = [];
for (const document of JSON.parse(await text(process.stdin))) {
  types = await typesOf(document);
  const program = ts.createProgram(fileNames, options, host);
  const ours = program.getSourceFiles().filter(({ fileName }) => !fileName.includes("/node_modules/"));
  const found = ours.flatMap((each) => ts.getPreEmitDiagnostics(program, each));
  complaints.push(ts.sortAndDeduplicateDiagnostics(found).map((each) => ts.formatDiagnostic(each, host).trimEnd()));
}
process.stdout.write(JSON.stringify(complaints));
