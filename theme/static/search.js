// The search page's own script. The index is fetched when somebody begins to search, from this site and no other.
const form = document.getElementById("search");
const status = document.getElementById("found");
const list = document.getElementById("results");
const more = document.getElementById("more");
const { index, base } = form.dataset;
const LISTS = ["section", "year", "language", "tag", "author"];
const PAGE = 10;
let engines;
let run = 0;
let rest = [];

// Each language has indexes of its own, cut into words and stems as that language does; a large archive has several.
function open() {
  engines ??= (async () => {
    const bundles = await (await fetch(`${index}bundles.json`)).json();
    // Each from a module of its own: instances of one module share its memory and mix their languages up.
    const modules = await Promise.all(bundles.map((name) => import(`${index}${name}/pagefind.js`)));
    const all = modules.map(({ createInstance }, at) =>
      createInstance({ basePath: `${index}${bundles[at]}/`, baseUrl: base, excerptLength: dense(bundles[at]) ? 60 : 30, noWorker: true }),
    );
    await Promise.all(all.map((one) => one.init()));
    await offer(all);
    return all;
  })();
  return engines;
}

async function offer(all) {
  const counts = await Promise.all(all.map((one) => one.filters()));
  for (const name of LISTS) {
    const values = [...new Set(counts.flatMap((each) => Object.keys(each[name] ?? {})))].sort();
    const target = form.elements[name].list ?? form.elements[name];
    if (name === "year") values.reverse();
    for (const value of values) target.append(new Option(shown(name, value), value));
  }
}

const shown = (name, value) =>
  name === "language" ? new Intl.DisplayNames([document.documentElement.lang], { type: "language" }).of(value) : value;

async function search() {
  const mine = ++run;
  const data = new FormData(form);
  const filters = {};
  for (const name of LISTS) if (data.get(name)) filters[name] = [data.get(name)];
  const words = data.get("q").trim();
  history.replaceState(null, "", `?${new URLSearchParams([...data].filter(([, value]) => value))}`);
  list.replaceChildren();
  rest = [];
  status.textContent = "";
  more.hidden = true;
  if (!words && !Object.keys(filters).length) return;
  try {
    const all = await open();
    const asked = words.replace(RUN, pieces) || null;
    const answers = await Promise.all(all.map((one) => one.search(asked, { filters })));
    if (mine !== run) return;
    rest = answers.flatMap((each) => each.results).sort((a, b) => b.score - a.score);
    const count = rest.length;
    await show();
    if (mine === run) status.textContent = form.dataset.found.replace("%(n)s", count);
  } catch {
    engines = undefined;
    status.textContent = form.dataset.failed;
  }
}

async function show() {
  const mine = run;
  const page = await Promise.all(rest.splice(0, PAGE).map((each) => each.data()));
  if (mine !== run) return;
  list.append(...page.map(item));
  more.hidden = !rest.length;
}

function item({ url, meta, excerpt }) {
  const [line, link, words] = ["li", "a", "p"].map((name) => document.createElement(name));
  line.lang = meta.lang;
  line.dir = "auto";
  link.href = url;
  link.textContent = meta.title;
  words.append(...marked(dense(meta.lang) ? found(joined(plain(excerpt))) : excerpt));
  line.append(link, ` ${meta.date}`, words);
  return line;
}

// The excerpt comes as text with marks: it is put in as text, whatever it holds.
function marked(excerpt) {
  return excerpt.split(/<\/?mark>/).map((part, at) => {
    const text = part.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
    if (at % 2 === 0) return text;
    const mark = document.createElement("mark");
    mark.textContent = text;
    return mark;
  });
}

// Scripts that write no words apart are indexed from each sign on, so many signs a piece.
const GRAM = 6;
const SIGN = "\\u0e00-\\u0e7f\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{2ffff}";
const RUN = new RegExp(`[${SIGN}]{${GRAM + 1},}`, "gu");
const CLOSE = new RegExp(`[${SIGN}\\u3000-\\u303f\\uff00-\\uffef]`, "u");
const dense = (lang) => /^(zh|ja|th)\b/.test(lang);
const plain = (text) => text.replace(/<\/?mark>/g, "");

function pieces(run) {
  const signs = [...run];
  return signs.slice(0, 1 - GRAM).map((_, at) => signs.slice(at, at + GRAM).join("")).join(" ");
}

// The text that such pieces were cut from: of each its first sign, of the last one all.
function joined(text) {
  const all = text.split(/\s+/);
  return all.reduce((before, piece, at) => {
    const [first, ...others] = piece;
    const goes = others.length && all[at + 1]?.startsWith(others.join("").slice(0, GRAM - 1)) && CLOSE.test(first);
    const gap = CLOSE.test(before.at(-1) ?? "、") || CLOSE.test(first) ? "" : " ";
    return before + gap + (goes ? first : piece);
  }, "");
}

function found(text) {
  const terms = form.elements.q.value.trim().split(/\s+/).filter(Boolean);
  const any = terms.map((term) => term.replace(/[^\p{L}\p{N}]/gu, "\\$&")).join("|");
  return any ? text.replace(new RegExp(any, "gi"), "<mark>$&</mark>") : text;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  search();
});
form.addEventListener("focusin", () => open().catch(() => {}), { once: true });
form.addEventListener("change", search);
form.elements.q.addEventListener("input", search);
more.addEventListener("click", show);

form.hidden = false;
const asked = new URLSearchParams(location.search);
if (asked.size) {
  form.elements.q.value = asked.get("q") ?? "";
  open()
    .catch(() => {})
    .then(() => {
      for (const name of LISTS) form.elements[name].value = asked.get(name) ?? "";
      search();
    });
}
