// The search page's own script. The index is fetched when somebody begins to search, from this site and no other.
const form = document.getElementById("search");
const found = document.getElementById("found");
const list = document.getElementById("results");
const more = document.getElementById("more");
const { index, base } = form.dataset;
const LISTS = ["section", "year", "language", "tag", "author"];
const PAGE = 10;
let engines;
let run = 0;
let rest = [];

// Each language has an index of its own, cut into words and stems as that language does.
function open() {
  engines ??= (async () => {
    const languages = await (await fetch(`${index}languages.json`)).json();
    // Each from a module of its own: instances of one module share its memory and mix their languages up.
    const modules = await Promise.all(languages.map((lang) => import(`${index}${lang}/pagefind.js`)));
    const all = modules.map(({ createInstance }, at) =>
      createInstance({ basePath: `${index}${languages[at]}/`, baseUrl: base, excerptLength: 30, noWorker: true }),
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
  found.textContent = "";
  more.hidden = true;
  if (!words && !Object.keys(filters).length) return;
  try {
    const all = await open();
    const answers = await Promise.all(all.map((one) => one.search(words || null, { filters })));
    if (mine !== run) return;
    rest = answers.flatMap((each) => each.results).sort((a, b) => b.score - a.score);
    const count = rest.length;
    await show();
    if (mine === run) found.textContent = form.dataset.found.replace("%(n)s", count);
  } catch {
    engines = undefined;
    found.textContent = form.dataset.failed;
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
  words.append(...(meta.text ? [meta.text] : marked(excerpt)));
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
