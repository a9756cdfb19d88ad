"use strict";
// What the reader sees and picks. The hash of the address says all of it.

const model = JSON.parse(document.getElementById("model").textContent);
const matrix = new Matrix(model), reading = matrix.reading;
const $ = (id) => document.getElementById(id);
// More results than these in a cell are counted; the fewer columns there are, the more are listed.
const MOST = 6, MOST_IN_MATRIX = 1;
const FEW_COLUMNS = 4;
const MOST_COLUMNS = 16;
const STRIPES = 6;
// Columns of the policies alone.
const ALONE = "-";
// More rows than these scroll under their heading.
const MOST_ROWS = 24;
let state, cells = [], wide = 1, open = null;

function el(tag, more = {}, ...inside) {
  const { data, ...rest } = more, node = Object.assign(document.createElement(tag), rest);
  for (const [name, value] of Object.entries(data || {})) node.setAttribute(name, value);
  node.append(...inside.filter((part) => part !== ""));
  return node;
}

const scopes = (kind) => Object.entries(model.scopes).filter(([, s]) => s.kind === kind);
const inputText = (name, value) => reading.show(model.inputs[name].of, value, name);
const short = (name) => model.words[name] || name;
const titled = (name, words) => (words ? `${short(name)}: ${words}` : short(name));
const said = (name, value) => `${short(name)}=${inputText(name, value)}`;
const offered = model.offered.flatMap((group) => group.inputs);
const list = (values) => values.join(", ");

// ---- The address
function parse(hash) {
  const from = new URLSearchParams(hash.replace(/^#/, ""));
  const known = (name, kinds) => (model.scopes[name] && kinds.includes(model.scopes[name].kind) ? name : "");
  const first = (scopes("policy")[0] || scopes("system")[0] || [""])[0];
  const given = {};
  for (const name of offered) {
    const text = from.get(`in.${name}`);
    const fits = text !== null && [...reading.valuesOf(model.inputs[name].of)].find((v) => key(v) === text);
    if (text !== null && fits !== undefined) given[name] = fits;
  }
  const policies = ["policy", "system"];
  return {
    policy: from.has("policy") ? known(from.get("policy"), policies) : first,
    other: known(from.get("beside"), policies),
    shown: model.shown[from.get("show")] ? from.get("show") : model.start,
    column: [ALONE, ...columnInputs()].includes(from.get("columns")) ? from.get("columns") : "",
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

// The input that the columns run over: one policy is shown among all that could be written, two of
// them beside each other.
function across() {
  if (state.column) return state.column === ALONE ? "" : state.column;
  return state.other ? "" : model.across;
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
  options($("shown"), Object.entries(model.shown).map(([n, v]) => [n, v.words || n]), state.shown);
  const usual = model.across ? `${titled(model.across, model.inputs[model.across].words)}; two policies alone` : "the policies";
  options($("column"), [["", usual], [ALONE, "only the policies"], ...columnInputs().map((n) =>
    [n, titled(n, model.inputs[n].words)])], state.column);
  $("settings").replaceChildren(...scopes("setting").map(([name, s]) => el("label", {},
    el("input", { type: "checkbox", value: name, checked: state.settings.includes(name) }),
    s.words || name)));
  fillInputs();
}

// Inputs are folded by register; what they are is said all the same.
function fillInputs() {
  const opened = new Set([...document.querySelectorAll("#inputs details[open]")].map((d) => d.id));
  $("inputs").replaceChildren(...model.offered.map((group, i) => {
    const id = `group-${i}`, summary = el("summary", {}, el("b", {}, group.name), " ");
    for (const name of group.inputs) summary.append(valueNow(name), " ");
    return el("details", { id, open: opened.has(id) }, summary,
      el("div", { className: "picks", data: { role: "group", "aria-label": group.words || group.name } },
        ...group.inputs.map(inputPick)));
  }));
  $("set").textContent = state.settings.length ? `${state.settings.length} chosen` : "none";
}

const wheres = (given) => policies().map((policy) => ({ policy, settings: state.settings, given }));

function valueNow(name) {
  const values = [...new Set(wheres(state.given).map((where) => inputText(name, matrix.inputs(where)[name])))];
  const node = el("span", { className: "now" }, `${short(name)} ${values.join("/")}`);
  if (name in state.given) node.classList.add("chosen");
  return node;
}

// An input that is not given has the value that a setting, the policy, what needs it or the default
// gives it.
function inputPick(name) {
  const { [name]: given, ...others } = state.given;
  const told = wheres(others).map((where) => {
    const { inputs, added } = matrix.resolved(where), need = added.find((n) => n.feature === name);
    return `${inputText(name, inputs[name])} ${need ? `as ${short(need.input)} needs it` : matrix.origin(where, name)}`;
  });
  const select = el("select", { name });
  const values = [...reading.valuesOf(model.inputs[name].of)].map((v) => [key(v), inputText(name, v)]);
  options(select, [["", [...new Set(told)].join("; ")], ...values], given === undefined ? "" : key(given));
  return el("label", {}, el("b", {}, short(name)), " ", el("span", {}, model.inputs[name].words), select);
}

function readForm() {
  const given = {};
  for (const select of $("inputs").querySelectorAll("select"))
    if (select.value) given[select.name] = JSON.parse(select.value);
  const chosen = [...$("settings").querySelectorAll("input:checked")].map((box) => box.value);
  state = { policy: $("policy").value, other: $("other").value, shown: $("shown").value,
    column: $("column").value, settings: chosen, given, at: "", way: "" };
}

// ---- The matrix
const policies = () => [state.policy, ...(state.other ? [state.other] : [])];

function columns() {
  const found = [], input = across();
  const values = input ? [...reading.valuesOf(model.inputs[input].of)] : [null];
  for (const value of values) for (const policy of policies()) {
    const where = { policy, settings: state.settings, given: state.given };
    const whole = value === null ? where : with_(where, input, value);
    found.push({ where: whole, policy, value });
  }
  return found;
}

const named_ = (column) => column.policy || "no policy";

// The heading over columns that are alike; it says so if one of them is what the policy has.
function heading(alike) {
  const [first] = alike, input = across(), parts = [];
  if (!input) return el("th", { scope: "col" }, named_(first));
  const label = matrix.classOf(input, matrix.inputs(first.where));
  const values = alike.map((column) => inputText(input, column.value));
  parts.push(label || `${short(input)}=${values[0]}`);
  if (label) parts.push(el("small", {}, brief(values)));
  if (state.other) parts.push(el("small", {}, named_(first)));
  const node = el("th", { scope: "col", title: list(values) }, ...parts);
  if (alike.some(isOwn)) {
    node.classList.add("own");
    node.append(el("small", { className: "mark" }, state.policy ? "this policy" : "as given"));
  }
  return node;
}

const brief = (values) => (values.length > 3 ? `${list(values.slice(0, 2))} and ${values.length - 2} more` : list(values));

// True of the column that the policy has, among all those that could be.
function isOwn(column) {
  const input = across();
  const where = { policy: column.policy, settings: state.settings, given: state.given };
  return Boolean(input) && same(matrix.inputs(where)[input], column.value);
}

const fill = (name, value) => {
  const step = (model.shown[name].colours || [])[value];
  return step ? `var(--${step})` : "";
};

function chip(value, name = state.shown) {
  const node = el("span", { className: "chip" }, reading.show(model.shown[name].of, value, name));
  const colour = fill(name, value);
  node.style.background = colour;
  node.classList.toggle("dyed", Boolean(colour));
  return node;
}

// Several results, evenly chosen from the first to the last if there are many.
function stripes(results) {
  const step = (results.length - 1) / (STRIPES - 1);
  const few = results.length <= STRIPES ? results : [...new Array(STRIPES).keys()].map((i) => results[Math.round(i * step)]);
  const colours = few.map((value) => fill(state.shown, value) || "var(--band)");
  const size = 100 / colours.length;
  return `linear-gradient(90deg, ${colours.map((c, i) => `${c} ${i * size}% ${(i + 1) * size}%`).join(", ")})`;
}

// What the values of the main input can reach together.
function reachableRow(rows, wanted, alike) {
  const count = rows.reduce((n, row) => n + row.values.length, 0);
  const cell = (at) => el("td", { className: isOwn(wanted[at[0]]) ? "own" : "" }, el("div", { className: "cell" },
    ...matrix.reachable(rows, at[0]).map(({ value, sure, all }) => {
      const node = chip(value), amount = sure ? `${sure} of ${count}` : `up to ${all}, by choice`;
      if (!sure) node.classList.add("maybe");
      node.append(" ", el("small", {}, `(${amount})`));
      return node;
    })));
  return el("tr", { className: "all" }, el("th", { scope: "row" }, "Reachable",
    el("small", {}, "and how many values surely give it")), ...alike.map(cell));
}

function cellNode(cell, column, label, most) {
  const button = el("button", { type: "button", className: "cell", data: { "aria-pressed": "false" } });
  const words = (value, name) => reading.show(model.shown[name].of, value, name);
  let all = ["cannot be"];
  if (cell.barred) button.append(el("span", { className: "off" }, "cannot be"));
  else {
    const { results, beside } = cell, [output] = model.shown[state.shown].beside || [];
    all = [...results.map((v) => words(v, state.shown)), ...beside.map((v) => words(v, output))];
    if (results.length === 1) button.append(whole(button, results[0]));
    else if (results.length <= most) button.append(...results.map((v) => chip(v)));
    else button.append(counted(button, results));
    if (beside.length > most) button.append(el("span", { className: "maybe" }, `or ${beside.length} others`));
    else button.append(...beside.map((v) => el("span", { className: "maybe" }, `or ${words(v, output)}`)));
  }
  button.title = `${label}: ${all.join(" or ")}. Why?`;
  button.setAttribute("aria-label", `${label}: ${all.length > MOST ? `one of ${all.length}` : all.join(" or ")}`);
  button.dataset.all = all.length;
  button.addEventListener("click", () => {
    state.at = `${key(cell.values[0])}.${column}`;
    state.way = "";
    explain(true);
  });
  cells.push({ column, cell, button });
  return button;
}

// One result fills its cell.
function whole(button, value) {
  const inside = chip(value), colour = inside.style.background;
  if (colour) button.style.background = colour;
  button.classList.toggle("dyed", Boolean(colour));
  inside.className = "only";
  inside.style.background = "";
  return inside;
}

function counted(button, results) {
  button.style.background = stripes(results);
  button.classList.add("dyed");
  return el("span", { className: "only many" }, `one of ${results.length}`);
}

function draw() {
  const wanted = columns(), pairs = [];
  if (state.other) for (let i = 0; i < wanted.length; i += 2) pairs.push([i, i + 1]);
  const rows = matrix.rows(state.shown, wanted.map((c) => c.where), pairs);
  const input = across(), sorted = input && !state.other && model.sorting[input];
  const alike = matrix.alike(rows, wanted.map((column, i) => (sorted
    ? matrix.classIn(input, matrix.inputs(column.where)) : i)));
  const most = alike.length > FEW_COLUMNS ? MOST_IN_MATRIX : MOST;
  cells = [];
  wide = alike.length;
  const corner = input ? `${short(model.main)} by ${short(input)}` : short(model.main);
  $("head").replaceChildren(el("tr", {}, el("th", { scope: "col" }, corner),
    ...alike.map((at) => heading(at.map((i) => wanted[i])))));
  $("body").replaceChildren(...rows.map((row) => {
    const values = row.values.map((v) => inputText(model.main, v));
    const label = row.label || brief(values);
    const tr = el("tr", {}, el("th", { scope: "row", title: list(values) }, label,
      row.label ? el("small", {}, brief(values)) : ""));
    const differing = [...new Set(row.differs.flat())];
    if (differing.length) {
      tr.className = "differs";
      tr.firstChild.append(el("small", { className: "mark" }, `differs: ${list(differing)}`));
    }
    tr.append(...alike.map(([i, ...others]) => {
      const own = [i, ...others].some((at) => isOwn(wanted[at]));
      const cell = { ...row.cells[i], values: row.values, where: wanted[i].where, label };
      return el("td", { className: own ? "own" : "" }, cellNode(cell, i, label, most));
    }));
    return tr;
  }), ...(alike.length > FEW_COLUMNS ? [] : [reachableRow(rows, wanted, alike)]));
  told(rows, wanted, alike);
  explain(false);
}

// What stands around the matrix.
function told(rows, wanted, alike) {
  const view = model.shown[state.shown], input = across(), main = model.inputs[model.main];
  $("caption").textContent = `Rows: ${titled(model.main, main.words)}. `
    + (input ? `Columns: ${titled(input, model.inputs[input].words)}. ` : "")
    + `Cells: ${view.words || state.shown}.`;
  $("matrix").classList.toggle("long", rows.length > MOST_ROWS);
  $("matrix").classList.toggle("few", alike.length <= FEW_COLUMNS);
  const notes = compared(rows) + idle(rows) + clash();
  $("status").textContent = `Rows: ${rows.length}, columns: ${alike.length}.${notes}`;
  $("status").classList.toggle("unseen", !notes);
  $("words").replaceChildren(...policies().filter(Boolean).map(assured));
  $("set-by").replaceChildren(...features());
}

// The policy's guarantee; it holds of the policy as it is, whatever is chosen here.
function assured(name) {
  const scope = model.scopes[name], [[first, ...others], beside] = model.assured[name] || [[], []];
  const changed = [...Object.keys(state.given), ...state.settings.flatMap((s) => Object.keys(model.scopes[s].says))]
    .filter((input) => model.inputs[input].player === "hypervisor");
  return el("div", {}, el("p", {}, el("b", {}, name), ` ${scope.words}`),
    first ? el("details", { className: "sure" }, el("summary", {}, el("b", {}, "Guarantee"), ` ${first}`),
      ...others.map((text) => el("p", {}, text))) : "",
    ...beside.map((text) => el("p", { className: "sure" }, text)),
    first && changed.length
      ? el("p", { className: "mark" }, `Of the policy as it is: here ${list([...new Set(changed)].map(short))} may differ from it.`)
      : "");
}

// Features that are there because an input needs them, and inputs that do nothing without theirs.
function features() {
  const added = new Map(), without = new Map();
  for (const where of wheres(state.given)) {
    const { added: more, idle: less } = matrix.resolved(where);
    for (const n of more) added.set(n.feature + n.input, n);
    for (const n of less) without.set(n.feature + n.input, n);
  }
  return [
    ...[...added.values()].map((n) => el("p", { className: "mark" },
      `${said(n.feature, 1)} is set here, since ${said(n.input, 1)} needs it: ${n.words} `, ...references(n))),
    ...[...without.values()].map((n) => el("p", { className: "mark" },
      `${said(n.input, 1)} does nothing here, since ${said(n.feature, 0)}: ${n.words} `, ...references(n))),
  ];
}

// Every part of the outputs that differs, and for how many values.
function compared(rows) {
  if (!state.other) return "";
  const counts = new Map();
  let all = 0;
  for (const row of rows) {
    all += row.values.length;
    for (const name of new Set(row.differs.flat())) counts.set(name, (counts.get(name) || 0) + row.values.length);
  }
  const main = short(model.main);
  const every = state.policy ? `memattr compare ${state.policy} ${state.other} tries all inputs.` : "other inputs may tell.";
  if (!counts.size) return ` With these inputs no output differs, for any of ${all} values of ${main}; ${every}`;
  return ` With these inputs outputs differ, for so many of ${all} values of ${main}: `
    + `${[...counts].map(([name, n]) => `${name} (${n})`).join(", ")}; ${every}`;
}

// Columns that are all the same say that the input does not matter here.
function idle(rows) {
  const input = across(), step = policies().length;
  if (!input) return "";
  const matters = rows.some((row) => row.cells.some((c, i) => i >= step && c.text !== row.cells[i % step].text));
  return matters ? "" : ` ${short(input)} makes no difference here.`;
}

function clash() {
  const met = {};
  for (const name of state.settings) for (const [input, says] of Object.entries(model.scopes[name].says)) {
    if (met[input] && key(met[input].says) !== key(says))
      return ` ${met[input].name} and ${name} contradict one another (${short(input)}): the first counts.`;
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
  return again();
}

// The arrow keys go from cell to cell.
function walk(event) {
  const from = cells.findIndex((c) => c.button === document.activeElement);
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
