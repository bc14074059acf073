// The types of the API as an OpenAPI document has them.
import openapiTS, { astToString } from "openapi-typescript";

const HEAD = "// Made from the OpenAPI document by `npm run generate`; a test holds it against that.\n\n";

/** What says nothing of a type, or the same each time: examples, and the problems that every operation can answer with. */
const SAYS_NOTHING = new Set(["example", "examples", "description", "title", "summary"]);
const METHODS = new Set(["get", "put", "post", "patch", "delete"]);

/** Leave out what makes a document long and its types no better. */
function shortened(value, isNames = false) {
  if (Array.isArray(value)) return value.map((each) => shortened(each));
  if (value === null || typeof value !== "object") return value;
  const kept = Object.entries(value).filter(([name]) => isNames || !SAYS_NOTHING.has(name));
  return Object.fromEntries(kept.map(([name, below]) => [name, shortened(below, !isNames && name === "properties")]));
}

/** Leave out how answers fail, which is the same for all, and their headers, which the client reads. */
function goodOnes(responses) {
  const good = Object.entries(responses).filter(([status]) => status < "300");
  return Object.fromEntries(good.map(([status, { headers, ...rest }]) => [status, rest]));
}

function withoutProblems(document) {
  for (const methods of Object.values(document.paths))
    for (const [method, operation] of Object.entries(methods))
      if (METHODS.has(method)) operation.responses = goodOnes(operation.responses);
  return document;
}

/** Leave out what is said of everything: that it has no cookies, no traces, and headers of any name. */
function terse(types) {
  return types
    .replaceAll(/^ +\w+\?: never;\n/gm, "")
    .replaceAll(/^ +headers: \{\n +\[name: string\]: unknown;\n +\};\n/gm, "")
    .replaceAll(/^ +parameters: \{\n +\};\n/gm, "")
    .replaceAll("    ", "  ");
}

/** Return the types of a document, which is changed on the way. */
export async function typesOf(document) {
  const made = await openapiTS(withoutProblems(shortened(document)), { defaultNonNullable: false });
  return HEAD + terse(astToString(made));
}
