// Takes pictures: screenshots.mjs <chromium> <node_modules> <folder>; standard input has the pages as JSON, each [name, address, whether it is printed].
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [chromium, modules, folder] = process.argv.slice(2);
const pages = JSON.parse(readFileSync(0, "utf8"));
const require = createRequire(join(modules, "x.js"));
const { default: puppeteer } = await import(pathToFileURL(require.resolve("puppeteer-core")));
const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--force-prefers-reduced-motion"];
const browser = await puppeteer.launch({ executablePath: chromium, args: flags, protocolTimeout: 300000 });
const tab = await browser.newPage();
tab.setDefaultTimeout(60000);
for (const [width, scheme] of [[1280, "light"], [1280, "dark"], [390, "light"], [390, "dark"]]) {
  await tab.setViewport({ width, height: 900 });
  await tab.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  for (const [name, address, printed] of pages) {
    await tab.goto(address);
    const file = name.replaceAll("/", "-");
    await tab.screenshot({ path: join(folder, `${file}-${width}-${scheme}.webp`), type: "webp", quality: 70 });
    // a printer gets what a reader in the dark sees, so that dark ink on paper is noticed
    if (printed && width === 1280 && scheme === "dark") await tab.pdf({ path: join(folder, `${file}.pdf`), format: "A4", printBackground: true });
  }
}
await browser.close();
