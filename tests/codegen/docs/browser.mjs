// Looks at the site in headless Chromium and prints what it saw as JSON: browser.mjs <chromium> <node_modules> <site> <folder for pictures>
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [chromium, modules, site, pictures] = process.argv.slice(2);
const require = createRequire(join(modules, "x.js"));
const { default: puppeteer } = await import(pathToFileURL(require.resolve("puppeteer-core")));
const axe = readFileSync(join(modules, "axe-core/axe.min.js"), "utf8");
const standard = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const pages = ["index", "globale", "merchant", "s2", "quirks", "codes", "changelog"];
const url = (page) => pathToFileURL(join(site, `${page}.html`)).href;
const seen = { messages: [], requests: [], pages: {}, operations: {}, search: {} };

const browser = await puppeteer.launch({ executablePath: chromium, args: ["--no-sandbox", "--force-prefers-reduced-motion"], protocolTimeout: 300000 });
const tab = await browser.newPage();
tab.setDefaultTimeout(120000);
tab.on("console", (message) => ["error", "warn"].includes(message.type()) && seen.messages.push(message.text()));
tab.on("pageerror", (error) => seen.messages.push(error.message));
tab.on("request", (request) => /^(file|data):/.test(request.url()) || seen.requests.push(request.url()));

const drawn = () => tab.waitForFunction(() => !document.querySelector("#reference") || document.querySelector('#reference [data-section-id^="tag/"]'));

async function open(address) {
  await tab.goto("about:blank");
  await tab.goto(address);
  await drawn();
}

for (const width of [1280, 360]) {
  await tab.setViewport({ width, height: 900 });
  for (const page of pages) {
    await open(url(page));
    await tab.screenshot({ path: join(pictures, `${page}-${width}.png`) });
    await tab.evaluate(axe);
    // Colours are the same at every width, and measuring them takes most of the time.
    const rules = { "color-contrast": { enabled: width === 1280 } };
    seen.pages[`${page} ${width}`] = await tab.evaluate(async (tags, rules) => {
      const { violations } = await window.axe.run(document, { preload: false, resultTypes: ["violations"], runOnly: tags, rules });
      return {
        width: document.documentElement.scrollWidth,
        violations: violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`),
        fields: [...new Set([...document.querySelectorAll('[data-section-id^="tag/"] [data-field]')].map((badge) => badge.dataset.field))],
        headings: document.querySelectorAll("h1").length,
      };
    }, standard, rules);
  }
}

// Every operation of the overview is where its link leads.
await tab.setViewport({ width: 1280, height: 900 });
await open(url("index"));
const links = await tab.$$eval(".operations a", (found) => found.map((link) => link.href));
for (const page of ["globale", "merchant", "s2"]) {
  await open(url(page));
  const own = await tab.$$eval(".contents a[href^='#operation/']", (found) => found.map((link) => link.hash));
  for (const hash of new Set([...own, ...links.filter((link) => link.startsWith(url(page))).map((link) => new URL(link).hash)])) {
    await tab.evaluate((wanted) => document.querySelector(`.contents a[href="${wanted}"]`).click(), hash);
    await tab.waitForFunction((id) => Math.abs(document.getElementById(id).getBoundingClientRect().top - document.getElementById("top").offsetHeight) < 60, {}, hash.slice(1));
    const section = await tab.$(`[id="${hash.slice(1)}"]`);
    const operation = `${page} ${hash.split("/")[1]}`;
    seen.operations[operation] = await section.$$eval("[role=tab]", (found) => found.slice(0, 4).map((one) => one.textContent));
    await tab.screenshot({ path: join(pictures, `${operation.replace(" ", "-")}.png`) });
  }
}

for (const wanted of ["CreateOrderRefund", "RefundQuantity", "1006"]) {
  await open(url("index"));
  await tab.keyboard.press("/");
  await tab.keyboard.type(wanted);
  const found = await tab.$eval("#found", (list) => [...list.children].map((item) => item.textContent));
  await Promise.all([tab.waitForNavigation(), tab.keyboard.press("Enter")]);
  await drawn();
  if (wanted === "RefundQuantity") await tab.waitForFunction(() => document.activeElement.dataset.field);
  seen.search[wanted] = { found, ...(await tab.evaluate(() => ({ address: location.href, focus: document.activeElement.dataset.field ?? "" }))) };
  if (wanted === "RefundQuantity") {
    seen.source = await tab.evaluate(() => {
      const source = document.activeElement.querySelector("span");
      return { text: source.textContent, width: source.getBoundingClientRect().width };
    });
    await tab.screenshot({ path: join(pictures, "field.png") });
  }
}

await browser.close();
console.log(JSON.stringify(seen));
