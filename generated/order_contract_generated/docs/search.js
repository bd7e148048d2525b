// The search: a combobox over window.searchEntries, each [kind, title, where, address, words]. MiniSearch finds and ranks.
"use strict";

const KINDS = {
  operation: { boost: 8, label: "Operation" },
  guide: { boost: 3, label: "Guide" },
  code: { boost: 3, label: "Error code" },
  object: { boost: 1.5, label: "Object" },
  python: { boost: 1.2, label: "Python" },
  field: { boost: 1, label: "Field" },
};

// What people type for what the pages call otherwise, and words that say nothing beside others.
const SAME = new Map(Object.entries({
  webhook: "callback", webhooks: "callback", authenticate: "credentials", authentication: "credentials",
  shipped: "dispatch", where: "track", mark: "report", awb: "waybill", download: "published", container: "docker",
}));
const SMALL = new Set("a an the of to in on for with and or is are do does i we my me how what who can as example examples".split(" "));

function meant(question) {
  const words = question.replace(/\bair\s?way\s?bills?\b/gi, "waybill").match(/[\p{L}\p{N}]+/gu) ?? [];
  const telling = words.filter((word) => !SMALL.has(word.toLowerCase()));
  return (telling.length ? telling : words).map((word) => SAME.get(word.toLowerCase()) ?? word).join(" ");
}

// Names are found by their parts too: CreateOrderRefund is "create", "order", "refund" and the whole.
function terms(text) {
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.flatMap((word) => {
    const parts = word.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{Lu}+|\p{N}+|\p{L}+/gu) ?? [];
    return parts.length > 1 ? [word, ...parts] : [word];
  });
}

function makeSearch(MiniSearch, entries) {
  const index = new MiniSearch({
    fields: ["title", "where", "words"],
    tokenize: terms,
    searchOptions: {
      boost: { title: 6, where: 2 },
      boostDocument: (place) => KINDS[entries[place][0]].boost,
      prefix: (term) => term.length > 1,
      fuzzy: (term) => (term.length > 4 && !/\d/.test(term) ? 0.2 : false),
      // What somebody types is a whole name or plain words; its parts need not all be there on their own.
      tokenize: (text) => text.match(/[\p{L}\p{N}]+/gu) ?? [],
      combineWith: "AND",
    },
  });
  index.addAll(entries.map(([, title, where, , words], id) => ({ id, title, where, words })));
  return (typed) => {
    const question = meant(typed);
    const all = index.search(question);
    // nothing has all the words: some of them, and words that look more or less like them
    const results = all.length ? all : index.search(question, { combineWith: "OR", fuzzy: 0.34 });
    return results.map(({ id }) => entries[id]);
  };
}

function start(box, list, count, makeIndex) {
  const base = box.dataset.base ?? "";
  const shown = 30;
  let find = null;
  let chosen = -1;

  function close() {
    list.hidden = true;
    chosen = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }

  function option([kind, title, where, address], place) {
    const item = document.createElement("li");
    item.id = `found-${place}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.address = address;
    const parts = [["span", KINDS[kind].label], ["strong", title], ["span", where]];
    for (const [tag, words] of parts) item.appendChild(document.createElement(tag)).textContent = words;
    item.firstChild.className = "kind";
    return item;
  }

  function choose(place) {
    const items = list.children;
    if (!items.length || list.hidden) return;
    chosen = (place + items.length) % items.length;
    for (const item of items) item.setAttribute("aria-selected", String(item === items[chosen]));
    items[chosen].scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", items[chosen].id);
  }

  function search() {
    find ??= makeIndex();
    const results = box.value.trim() ? find(box.value) : [];
    list.replaceChildren(...results.slice(0, shown).map(option));
    count.textContent = box.value.trim() ? `${results.length} found${results.length > shown ? `, the first ${shown} are shown` : ""}` : "";
    close();
    if (results.length) {
      list.hidden = false;
      box.setAttribute("aria-expanded", "true");
      choose(0);
    }
  }

  function go(item) {
    close();
    box.blur();
    location.href = base + item.dataset.address;
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
    const item = event.target.closest("li");
    if (item) go(item);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || /^(input|textarea|select)$/i.test(document.activeElement.tagName)) return;
    event.preventDefault();
    box.focus();
  });
}

if (typeof document === "undefined") module.exports = { makeSearch };
else start(
  document.getElementById("search"),
  document.getElementById("found"),
  document.getElementById("count"),
  () => makeSearch(window.MiniSearch, window.searchEntries),
);
