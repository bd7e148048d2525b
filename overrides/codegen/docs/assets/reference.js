// Draws window.contract with Redoc, brings the field that the address asks for into view, and keeps the contents in step.
"use strict";

const quiet = "#4b5563";
const alarm = "#b42318";
const blue = "#0b4f8a";
const mono = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";
const sans = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";
const head = document.getElementById("top");
const contents = document.querySelector(".contents details");

// Redoc writes the section in view into the address while it draws, so the address is read first.
const field = new URLSearchParams(location.search).get("field");
const wanted = location.hash;

const offset = () => (getComputedStyle(head).position === "sticky" ? head.offsetHeight : 0);

function arrive() {
  const section = document.getElementById(wanted.slice(1));
  const badge = field && section && [...section.querySelectorAll("[data-field]")].find((one) => one.dataset.field === field);
  if (badge) {
    badge.scrollIntoView({ block: "center" });
    badge.focus({ preventScroll: true });
  } else if (section) scrollTo(0, section.getBoundingClientRect().top + scrollY - offset() + 1);
}

// Redoc puts the tag before an operation's address.
const place = () => location.hash.replace(/^#tag\/[^/]+\/operation\//, "#operation/");

function mark() {
  const now = [...contents.querySelectorAll("a")].find((one) => one.getAttribute("href") === place());
  const before = contents.querySelector("[aria-current]");
  if (!now || now === before) return;
  before?.removeAttribute("aria-current");
  now.setAttribute("aria-current", "true");
  contents.scrollTop = now.offsetTop - contents.clientHeight / 2;
}

contents.open = matchMedia("(min-width: 50rem)").matches;
contents.addEventListener("click", (event) => {
  if (event.target.matches("a") && !matchMedia("(min-width: 50rem)").matches) contents.open = false;
});
addEventListener("hashchange", () => {
  mark();
  if (location.hash === wanted) arrive();
});
// Redoc writes the section in view into the address without an event.
addEventListener("scrollend", mark);

Redoc.init(
  window.contract,
  {
    disableSearch: true,
    hideDownloadButtons: true,
    hideFab: true,
    hideRequestPayloadSample: true,
    jsonSamplesExpandLevel: 4,
    nativeScrollbars: true,
    pathInMiddlePanel: true,
    scrollYOffset: offset,
    showWebhookVerb: true,
    theme: {
      spacing: { sectionVertical: 26 },
      colors: { primary: { main: blue, light: blue }, text: { primary: "#1f2933", secondary: quiet }, error: { main: alarm } },
      schema: { typeNameColor: quiet, typeTitleColor: quiet, requireLabelColor: alarm },
      // The contents stand in a list of our own, which works without a script; Redoc's is not shown.
      sidebar: { width: "0px" },
      rightPanel: { backgroundColor: "#101820", width: "44%" },
      typography: {
        fontSize: "15px",
        fontFamily: sans,
        headings: { fontFamily: sans, fontWeight: "600" },
        code: { fontFamily: mono, fontSize: "13px", color: "#7a1f3d", backgroundColor: "#f3f4f6", wrap: true },
      },
    },
  },
  document.getElementById("reference"),
  () => {
    mark();
    // When the page has loaded, the browser goes to the section itself and takes the focus away.
    if (document.readyState === "complete") setTimeout(arrive, 50);
    else addEventListener("load", () => setTimeout(arrive, 50));
  },
);
