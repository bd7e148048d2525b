// Takes the pictures of the README: pictures.mjs <chromium> <node_modules> <page> <picture> <page> <picture>
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [chromium, modules, ...pairs] = process.argv.slice(2);
const require = createRequire(join(modules, "x.js"));
const { default: puppeteer } = await import(pathToFileURL(require.resolve("puppeteer-core")));
const browser = await puppeteer.launch({ executablePath: chromium, args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
const tab = await browser.newPage();
await tab.setViewport({ width: 1100, height: 760, deviceScaleFactor: 1 });
await tab.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
for (let place = 0; place < pairs.length; place += 2) {
  await tab.goto(pathToFileURL(pairs[place]).href);
  await tab.screenshot({ path: pairs[place + 1], type: "webp", quality: 80 });
}
await browser.close();
