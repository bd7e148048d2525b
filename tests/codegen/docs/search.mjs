// Asks the search of the pages: search.mjs <folder of the library and search.js> <entries> <question>...; prints the results as JSON.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [folder, entries, ...questions] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const MiniSearch = require(join(folder, "minisearch.js"));
const { makeSearch } = require(join(folder, "search.js"));
const text = readFileSync(entries, "utf8").replace("window.searchEntries = ", "").replace(/;\s*$/, "");
const find = makeSearch(MiniSearch, JSON.parse(text));
console.log(JSON.stringify(questions.map((question) => find(question).slice(0, 10).map(([kind, title]) => `${kind} ${title}`))));
