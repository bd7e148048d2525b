// Turns the languages of each sample into tabs, with a button to copy; the language that was chosen stays for all samples.
"use strict";

const KEY = "order-contract-language";

function remembered() {
  try { return localStorage.getItem(KEY); } catch { return null; }
}

function remember(language) {
  try { localStorage.setItem(KEY, language); } catch { /* a page from a file may have no storage */ }
}

function show(language) {
  for (const group of document.querySelectorAll(".languages")) {
    for (const section of group.querySelectorAll("section")) section.classList.toggle("shown", section.dataset.language === language);
    for (const tab of group.querySelectorAll("[role=tab]")) {
      const selected = tab.dataset.language === language;
      tab.setAttribute("aria-selected", String(selected));
      tab.tabIndex = selected ? 0 : -1;
    }
  }
}

function tab(section, panel) {
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("role", "tab");
  button.setAttribute("aria-controls", panel);
  button.dataset.language = section.dataset.language;
  button.textContent = section.querySelector("h4").textContent;
  button.addEventListener("click", () => {
    const before = button.getBoundingClientRect().top;
    remember(button.dataset.language);
    show(button.dataset.language);
    scrollBy(0, button.getBoundingClientRect().top - before);
  });
  button.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const tabs = [...button.parentElement.children];
    const next = tabs[(tabs.indexOf(button) + step + tabs.length) % tabs.length];
    next.click();
    next.focus();
  });
  return button;
}

function copyButton(pre) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(pre.textContent);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });
  return button;
}

document.querySelectorAll(".languages").forEach((group, number) => {
  const list = document.createElement("div");
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", "Language");
  group.querySelectorAll("section").forEach((section) => {
    section.id = `sample-${number + 1}-${section.dataset.language}`;
    section.setAttribute("role", "tabpanel");
    list.append(tab(section, section.id));
    // the clipboard is there on secure origins and on loopback only
    if (navigator.clipboard) section.append(copyButton(section.querySelector("pre")));
  });
  group.prepend(list);
  group.classList.add("tabbed");
});
const chosen = remembered();
show(document.querySelector(`.languages [data-language="${CSS.escape(chosen ?? "")}"]`) ? chosen : "curl");

// What is wider than its box is scrolled by the keyboard too.
for (const box of document.querySelectorAll("pre, .table-wrapper")) {
  if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
}
