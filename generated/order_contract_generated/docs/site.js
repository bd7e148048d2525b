// The search: a combobox over window.siteIndex, whose entries are a name, where it stands, and the link.
"use strict";

const box = document.getElementById("search");
const list = document.getElementById("found");
const count = document.getElementById("count");
const shown = 30;
let chosen = -1;

function rank([name, where], wanted) {
  const lower = name.toLowerCase();
  if (lower === wanted) return 0;
  if (lower.startsWith(wanted)) return 1;
  if (lower.includes(wanted)) return 2;
  return `${where} ${name}`.toLowerCase().includes(wanted) ? 3 : -1;
}

function matches(words) {
  const wanted = words.trim().toLowerCase();
  if (!wanted) return [];
  const ranked = window.siteIndex.map((entry, place) => [rank(entry, wanted), place, entry]).filter(([found]) => found >= 0);
  return ranked.sort((one, other) => one[0] - other[0] || one[1] - other[1]).map(([, , entry]) => entry);
}

function close() {
  list.hidden = true;
  chosen = -1;
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
}

function option([name, where, href], place) {
  const item = document.createElement("li");
  item.id = `found-${place}`;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  item.dataset.href = href;
  for (const [tag, words] of [["strong", name], ["span", where]]) item.appendChild(document.createElement(tag)).textContent = words;
  return item;
}

function search() {
  const found = matches(box.value);
  list.replaceChildren(...found.slice(0, shown).map(option));
  count.textContent = box.value.trim() ? `${found.length} found${found.length > shown ? `, the first ${shown} are shown` : ""}` : "";
  close();
  if (found.length) {
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
    choose(0);
  }
}

function choose(place) {
  const items = list.children;
  if (!items.length || list.hidden) return;
  chosen = (place + items.length) % items.length;
  for (const item of items) item.setAttribute("aria-selected", String(item === items[chosen]));
  items[chosen].scrollIntoView({ block: "nearest" });
  box.setAttribute("aria-activedescendant", items[chosen].id);
}

function go(item) {
  const target = new URL(item.dataset.href, location.href);
  close();
  box.blur();
  if (target.href === location.href) location.reload();
  else location.href = target.href;
}

box.addEventListener("input", search);
box.addEventListener("focus", () => box.value && search());
box.addEventListener("blur", () => setTimeout(close, 200));
box.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown") choose(chosen + 1);
  else if (event.key === "ArrowUp") choose(chosen - 1);
  else if (event.key === "Enter" && chosen >= 0) go(list.children[chosen]);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
});
list.addEventListener("mousedown", (event) => {
  event.preventDefault();
  go(event.target.closest("li"));
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || /^(input|textarea|select)$/i.test(document.activeElement.tagName)) return;
  event.preventDefault();
  box.focus();
});
