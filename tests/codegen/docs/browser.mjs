// Looks at pages in headless Chromium and prints what it saw as JSON: browser.mjs <chromium> <node_modules> <folder for pictures> <pages as JSON>
// Each page is [name, address]. Pictures are taken of every page at two widths, in light and dark.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [chromium, modules, pictures, given] = process.argv.slice(2);
const pages = JSON.parse(given);
const require = createRequire(join(modules, "x.js"));
const { default: puppeteer } = await import(pathToFileURL(require.resolve("puppeteer-core")));
const axe = readFileSync(join(modules, "axe-core/axe.min.js"), "utf8");
const standard = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const seen = { messages: [], requests: [], pages: {}, times: {}, search: {} };
const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--force-prefers-reduced-motion"];

const browser = await puppeteer.launch({ executablePath: chromium, args: flags, protocolTimeout: 300000 });
const tab = await browser.newPage();
tab.setDefaultTimeout(60000);
tab.on("console", (message) => ["error", "warn"].includes(message.type()) && seen.messages.push(message.text()));
tab.on("pageerror", (error) => seen.messages.push(error.message));
tab.on("request", (request) => /^(file|data):|^http:\/\/127\.0\.0\.1:/.test(request.url()) || seen.requests.push(request.url()));

const looks = [[1280, "light"], [1280, "dark"], [390, "light"], [390, "dark"]];
for (const [width, scheme] of looks) {
  await tab.setViewport({ width, height: 900 });
  await tab.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  for (const [name, address] of pages) {
    await tab.goto("about:blank");
    await tab.goto(address);
    await tab.screenshot({ path: join(pictures, `${name}-${width}-${scheme}.png`) });
    if (width === 390 && scheme === "dark") continue;
    await tab.evaluate(axe);
    // Colours are the same at every width, and all else is the same in every colour.
    const rules = width === 390 ? { "color-contrast": { enabled: false } } : {};
    const only = scheme === "dark" ? { type: "rule", values: ["color-contrast"] } : standard;
    seen.pages[`${name} ${width} ${scheme}`] = await tab.evaluate(async (only, rules) => {
      const { violations } = await window.axe.run(document, { preload: false, resultTypes: ["violations"], runOnly: only, rules });
      return {
        width: document.documentElement.scrollWidth,
        headings: document.querySelectorAll("h1").length,
        violations: violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join(" | ")}`),
      };
    }, only, rules);
  }
}

// From the request for the page to the first result of its search.
await tab.setViewport({ width: 1280, height: 900 });
for (const [name, address] of pages) {
  await tab.goto("about:blank");
  const start = performance.now();
  await tab.goto(address, { waitUntil: "domcontentloaded" });
  const drawn = performance.now();
  await tab.focus("#search");
  await tab.keyboard.type("refund amount");
  await tab.waitForSelector("#found li");
  seen.times[name] = { drawn: Math.round(drawn - start), searched: Math.round(performance.now() - start) };
  const first = await tab.$eval("#found li strong", (item) => item.textContent);
  await tab.screenshot({ path: join(pictures, `${name}-search.png`) });
  await Promise.all([tab.waitForNavigation(), tab.keyboard.press("Enter")]);
  seen.search[name] = { first, title: await tab.$eval("h1", (item) => item.firstChild.textContent), tabs: await tab.$$eval("#sample-1 ~ .languages [role=tab]", (items) => items.map((item) => item.textContent)) };
}

// A language that was chosen is shown for every sample, and after the next visit.
const [, first] = pages.find(([name]) => name === "sandbox");
await tab.goto(new URL("globale-updateOrderDispatch.html", first).href);
await tab.$$eval("[role=tab]", (items) => items.find((item) => item.textContent === "Python").click());
await tab.goto(new URL("globale-createOrderRefund.html", first).href);
seen.chosen = await tab.$$eval(".languages section.shown", (items) => items.map((item) => item.dataset.language));
seen.sample = await tab.$eval(".languages section.shown pre", (item) => item.textContent);
await tab.goto(new URL("globale-objects.html#RefundProduct.RefundQuantity", first).href);
seen.field = await tab.$eval(":target", (item) => ({ id: item.id, top: item.getBoundingClientRect().top }));
const mark = await tab.$(":target details.evidence summary");
await mark.focus();
await tab.keyboard.press("Enter");
seen.source = await tab.$eval(":target details.evidence", (item) => item.innerText);

await browser.close();
console.log(JSON.stringify(seen));
