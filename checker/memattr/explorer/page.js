"use strict";
// What the reader sees and picks. The hash of the address says all of it.

const model = JSON.parse(document.getElementById("model").textContent);
const matrix = new Matrix(model), reading = matrix.reading;
const $ = (id) => document.getElementById(id);
const MOST = 6;
const MOST_COLUMNS = 16;
// More rows than these scroll under their heading.
const MOST_ROWS = 24;
let state, cells = [], open = null;

function el(tag, more = {}, ...inside) {
  const { data, ...rest } = more, node = Object.assign(document.createElement(tag), rest);
  for (const [name, value] of Object.entries(data || {})) node.setAttribute(name, value);
  node.append(...inside.filter((part) => part !== ""));
  return node;
}

const scopes = (kind) => Object.entries(model.scopes).filter(([, s]) => s.kind === kind);
const inputText = (name, value) => reading.show(model.inputs[name].of, value, name);
const titled = (name, words) => (words ? `${name}: ${words}` : name);
const list = (values) => values.join(", ");

// ---- The address
function parse(hash) {
  const from = new URLSearchParams(hash.replace(/^#/, ""));
  const known = (name, kinds) => (model.scopes[name] && kinds.includes(model.scopes[name].kind) ? name : "");
  const first = (scopes("policy")[0] || scopes("system")[0] || [""])[0];
  const given = {};
  for (const name of model.offered) {
    const text = from.get(`in.${name}`);
    const fits = text !== null && [...reading.valuesOf(model.inputs[name].of)].find((v) => key(v) === text);
    if (text !== null && fits !== undefined) given[name] = fits;
  }
  const policies = ["policy", "system"];
  return {
    policy: from.has("policy") ? known(from.get("policy"), policies) : first,
    other: known(from.get("beside"), policies),
    shown: model.shown[from.get("show")] ? from.get("show") : model.start,
    column: columnInputs().includes(from.get("columns")) ? from.get("columns") : "",
    settings: (from.get("settings") || "").split(" ").filter((name) => known(name, ["setting"])),
    given,
    at: from.get("cell") || "",
    way: from.get("result") || "",
  };
}

function written() {
  const to = new URLSearchParams({ policy: state.policy });
  if (state.other) to.set("beside", state.other);
  if (state.shown !== model.start) to.set("show", state.shown);
  if (state.column) to.set("columns", state.column);
  if (state.settings.length) to.set("settings", state.settings.join(" "));
  for (const [name, value] of Object.entries(state.given)) to.set(`in.${name}`, key(value));
  if (state.at) to.set("cell", state.at);
  if (state.at && state.way) to.set("result", state.way);
  return `#${to}`;
}

function remember() {
  $("link").href = written();
  history.replaceState(null, "", written());
}

function columnInputs() {
  const few = (name) => {
    const all = reading.valuesOf(model.inputs[name].of);
    for (let n = 0; n <= MOST_COLUMNS; n++) if (all.next().done) return true;
    return false;
  };
  return Object.keys(model.inputs).filter((name) => name !== model.main && few(name));
}

// ---- What can be picked
function options(select, pairs, value) {
  select.replaceChildren(...pairs.map(([v, text]) => el("option", { value: v }, text)));
  select.value = value;
}

function policyOptions(select, value, nothing) {
  const found = [el("option", { value: "" }, nothing)];
  for (const [system, s] of scopes("system")) {
    const mine = scopes("policy").filter(([, p]) => p.system === system).map(([name]) => name);
    found.push(el("optgroup", { label: s.words || system },
      ...mine.map((name) => el("option", { value: name }, name)),
      el("option", { value: system }, mine.length ? `${system}: no policy` : system)));
  }
  select.replaceChildren(...found);
  select.value = value;
}

function fillForm() {
  policyOptions($("policy"), state.policy, "none: every input as given");
  policyOptions($("other"), state.other, "nothing");
  options($("shown"), Object.entries(model.shown).map(([n, v]) => [n, titled(n, v.words)]), state.shown);
  options($("column"), [["", "only the policies"], ...columnInputs().map((n) =>
    [n, titled(n, model.inputs[n].words)])], state.column);
  $("settings").replaceChildren(...scopes("setting").map(([name, s]) => el("label", {},
    el("input", { type: "checkbox", value: name, checked: state.settings.includes(name) }),
    s.words || name)));
  fillInputs();
}

function fillInputs() {
  const players = [...new Set(model.offered.map((name) => model.inputs[name].player))];
  $("inputs").replaceChildren(...players.map((player) => el("fieldset", {},
    el("legend", {}, `Inputs of the ${player}`), el("div", { className: "picks" },
      ...model.offered.filter((name) => model.inputs[name].player === player).map(inputPick)))));
}

// An input that is not given has the value that a setting, the policy or the default gives it.
function inputPick(name) {
  const { [name]: given, ...others } = state.given;
  const told = policies().map((policy) => {
    const where = { policy, settings: state.settings, given: others };
    return `${inputText(name, matrix.inputs(where)[name])} ${matrix.origin(where, name)}`;
  });
  const select = el("select", { name });
  const values = [...reading.valuesOf(model.inputs[name].of)].map((v) => [key(v), inputText(name, v)]);
  options(select, [["", [...new Set(told)].join("; ")], ...values], given === undefined ? "" : key(given));
  return el("label", {}, titled(name, model.inputs[name].words), select);
}

function readForm() {
  const given = {};
  for (const select of $("inputs").querySelectorAll("select"))
    if (select.value) given[select.name] = JSON.parse(select.value);
  const settings = [...$("settings").querySelectorAll("input:checked")].map((box) => box.value);
  state = { policy: $("policy").value, other: $("other").value, shown: $("shown").value,
    column: $("column").value, settings, given, at: "", way: "" };
}

// ---- The matrix
const policies = () => [state.policy, ...(state.other ? [state.other] : [])];

function columns() {
  const found = [];
  const values = state.column ? [...reading.valuesOf(model.inputs[state.column].of)] : [null];
  for (const value of values) for (const policy of policies()) {
    const where = { policy, settings: state.settings, given: state.given };
    const whole = value === null ? where : with_(where, state.column, value);
    found.push({ where: whole, policy, value });
  }
  return found;
}

function heading(column) {
  const parts = [];
  if (column.value !== null) {
    const label = matrix.classOf(state.column, matrix.inputs(column.where));
    parts.push(`${state.column}=${inputText(state.column, column.value)}`);
    if (label) parts.push(el("small", {}, label));
  }
  const name = column.policy || "no policy";
  if (column.value === null) parts.push(name);
  else if (state.other) parts.push(el("small", {}, name));
  return el("th", { scope: "col" }, ...parts);
}

function chip(value) {
  const { of } = model.shown[state.shown], kind = reading.plain(of), text = reading.show(of, value, state.shown);
  const count = kind[0] === "enum" ? kind[2].length : 0;
  const hue = count ? Math.round((value * 300) / count) : [...text].reduce((h, c) => h * 31 + c.charCodeAt(0), 7) % 360;
  const node = el("span", { className: "chip" }, text);
  node.style.setProperty("--hue", hue);
  return node;
}

// What the values of the main input can reach together.
function reachableRow(rows, wanted) {
  const count = rows.reduce((n, row) => n + row.values.length, 0);
  const cell = (_, at) => el("td", {}, el("div", { className: "cell" },
    ...matrix.reachable(rows, at).map(({ value, sure, all }) => {
      const node = chip(value), amount = sure ? `${sure} of ${count}` : `up to ${all}, by choice`;
      if (!sure) node.classList.add("maybe");
      node.append(" ", el("small", {}, `(${amount})`));
      return node;
    })));
  return el("tr", { className: "all" }, el("th", { scope: "row" }, "Reachable",
    el("small", {}, "and how many values surely give it")), ...wanted.map(cell));
}

function cellNode(cell, column, label) {
  const button = el("button", { type: "button", className: "cell", data: { "aria-pressed": "false" } });
  if (cell.barred) button.append(el("span", { className: "off" }, "cannot be"));
  else {
    button.append(...cell.results.slice(0, MOST).map(chip));
    const more = cell.results.length - MOST;
    if (more > 0) button.append(el("span", { className: "off" }, `and ${more} more`));
  }
  button.title = `Why? ${label}`;
  button.addEventListener("click", () => {
    state.at = `${key(cell.values[0])}.${column}`;
    state.way = "";
    explain(true);
  });
  cells.push({ column, cell, button });
  return el("td", {}, button);
}

function draw() {
  const wanted = columns(), rows = matrix.rows(state.shown, wanted.map((c) => c.where));
  const input = model.inputs[model.main], seen = {};
  cells = [];
  $("head").replaceChildren(el("tr", {}, el("th", { scope: "col" }, model.main), ...wanted.map(heading)));
  $("body").replaceChildren(reachableRow(rows, wanted), ...rows.map((row) => {
    const values = row.values.map((v) => inputText(model.main, v));
    const brief = values.length > MOST ? `${list(values.slice(0, 4))} and ${values.length - 4} more` : list(values);
    const label = row.label || brief;
    seen[label] = (seen[label] || 0) + 1;
    const tr = el("tr", {}, el("th", { scope: "row", title: list(values) }, label,
      row.label ? el("small", {}, brief) : ""));
    const texts = row.cells.map((c) => c.text);
    const step = state.other ? 2 : 1;
    const differs = step === 2 && texts.some((t, i) => i % 2 && t !== texts[i - 1]);
    if (differs) tr.className = "differs";
    if (differs) tr.firstChild.append(el("small", { className: "mark" }, "differs"));
    tr.append(...row.cells.map((cell, i) =>
      cellNode({ ...cell, values: row.values, where: wanted[i].where, label }, i, label)));
    return tr;
  }));
  const view = model.shown[state.shown], differing = document.querySelectorAll(".differs").length;
  $("caption").textContent = `${titled(model.main, input.words)}. Cells: ${titled(state.shown, view.words)}.`;
  $("matrix").classList.toggle("long", rows.length > MOST_ROWS);
  $("status").textContent = `Rows: ${rows.length}, columns: ${wanted.length}`
    + (state.other ? `; rows that differ between the two: ${differing}.` : ".") + idle(rows) + clash();
  $("words").replaceChildren(...[state.policy, state.other].filter(Boolean)
    .map((name) => el("span", {}, titled(name, model.scopes[name].words))));
  const said = [...state.settings, ...Object.entries(state.given).map(([n, v]) => `${n}=${inputText(n, v)}`)];
  $("said").textContent = said.length ? `(${list(said)})` : "";
  explain(false);
}

// Columns that are all the same say that the input does not matter here.
function idle(rows) {
  if (!state.column) return "";
  const step = policies().length;
  const matters = rows.some((row) => row.cells.some((c, i) => i >= step && c.text !== row.cells[i % step].text));
  return matters ? "" : ` ${state.column} makes no difference here.`;
}

function clash() {
  const met = {};
  for (const name of state.settings) for (const [input, says] of Object.entries(model.scopes[name].says)) {
    if (met[input] && key(met[input].says) !== key(says))
      return ` ${met[input].name} and ${name} contradict one another (${input}): the first counts.`;
    met[input] ??= { name, says };
  }
  return "";
}

function start() {
  if (location.hash.startsWith("#report=")) return report(location.hash.slice(8));
  $("about").textContent = `${model.manual} · ${model.digest.slice(0, 12)}`;
  $("skip").addEventListener("click", (event) => { event.preventDefault(); $("matrix").focus(); });
  $("form").addEventListener("submit", (event) => event.preventDefault());
  $("form").addEventListener("change", () => {
    const focused = document.activeElement.name;
    readForm();
    fillInputs();
    if (focused) $("inputs").querySelector(`[name="${focused}"]`)?.focus();
    draw();
  });
  $("close").addEventListener("click", back);
  $("why").addEventListener("keydown", (event) => { if (event.key === "Escape") back(); });
  $("matrix").addEventListener("keydown", walk);
  window.addEventListener("hashchange", again);
  $("more").open = matchMedia("(min-width: 60rem)").matches;
  return again();
}

// The arrow keys go from cell to cell.
function walk(event) {
  const from = cells.findIndex((c) => c.button === document.activeElement), wide = columns().length;
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -wide, ArrowDown: wide }[event.key];
  const onward = from >= 0 && step && cells[from + step];
  const same = onward && (Math.abs(step) === wide || Math.floor(from / wide) === Math.floor((from + step) / wide));
  if (!same) return;
  event.preventDefault();
  onward.button.focus();
}

function again() {
  state = parse(location.hash);
  fillForm();
  draw();
}
