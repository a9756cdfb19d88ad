"use strict";
// The derivation of one cell, and the report for those who compare readings.

function pick(label, pairs, value, changed) {
  const select = el("select");
  options(select, pairs, value);
  select.addEventListener("change", () => changed(select.value));
  return el("label", {}, label, select);
}

// The cell that the state names, by a value and a column, and the value.
function named() {
  const dot = state.at.lastIndexOf("."), value = state.at.slice(0, dot), column = state.at.slice(dot + 1);
  const cell = cells.find((c) => String(c.column) === column && c.cell.values.some((v) => key(v) === value));
  return cell ? [cell, JSON.parse(value)] : [null, null];
}

// Opens the cell that the state names; `move` takes the reader there.
function explain(move) {
  const [found, value] = named();
  remember();
  for (const c of cells) c.button.setAttribute("aria-pressed", String(c === found));
  open = found;
  $("why").hidden = !found;
  if (!found) return;
  derive(found, value);
  if (move) $("why-title").focus();
}

function back() {
  const button = open && open.button;
  state.at = "";
  explain(false);
  if (button) button.focus();
}

function derive({ cell, column }, value) {
  const choose = (chosen, way) => {
    state.at = `${chosen}.${column}`;
    state.way = way;
    const picks = () => [...$("why-picks").querySelectorAll("select")];
    const held = picks().indexOf(document.activeElement);
    explain(false);
    picks()[held]?.focus();
  };
  const view = model.shown[state.shown], main = model.main;
  const inputs = matrix.inputs(with_(cell.where, main, value));
  const barred = matrix.barred(inputs, cell.where.policy);
  const policy = cell.where.policy || "no policy";
  $("why-title").textContent = `${cell.label}, ${policy}: why`;
  $("why-picks").replaceChildren(pick(main, cell.values.map((v) => [key(v), inputText(main, v)]),
    key(value), (text) => choose(text, "")));
  if (barred) {
    $("why-words").replaceChildren(`This cannot be: ${barred.words} `, ...references(barred));
    $("why-tree").replaceChildren();
    return;
  }
  const ways = reading.permitted(view.tree, inputs).sort((a, b) => inOrder(a.value, b.value));
  const way = ways.find((w) => key(w.value) === state.way) || ways[0];
  $("why-picks").append(pick(state.shown, ways.map((w) => [key(w.value), reading.show(view.of, w.value, state.shown)]),
    key(way.value), (text) => choose(key(value), text)));
  const trace = [], { taken } = reading.run(view.tree, inputs, way.at, trace);
  const chosen = taken.map((t) => `${t.choice.name} (${t.choice.kind}) = ${reading.show(t.choice.of, t.value)}`);
  const all = Object.entries(inputs).map(([name, v]) => `${name}=${inputText(name, v)}`);
  $("why-words").replaceChildren(`${list(all)}. `, chosen.length
    ? `${ways.length > 1 ? `One of ${ways.length}` : "The only one"}; choices made: ${list(chosen)}.`
    : "No choice is made.");
  $("why-tree").replaceChildren(...trace.map((node) => branch(node, 0)));
}

function references(note) {
  return [el("span", { className: "refs" }, list(note.refs)), " ",
    el("span", { className: "at" }, note.place)];
}

function branch(node, depth) {
  const isCase = node.function !== undefined;
  const owner = isCase ? model.functions[node.function] : model.derived[node.name];
  const rule = isCase ? owner.cases.find((c) => c.name === node.case) : owner;
  const name = isCase ? `${node.function}.${node.case}` : node.name;
  const note = { refs: rule.refs.length ? rule.refs : owner.refs, place: rule.place };
  const words = rule.words || owner.words;
  const line = [el("code", {}, name), ` = ${reading.show(owner.of, node.value, node.name)}`,
    node.again ? " (see above)" : "", words && !node.again ? `. ${words}. ` : " ",
    ...(node.again ? [] : references(note))];
  if (!node.below.length) return el("li", {}, ...line);
  return el("li", {}, el("details", { open: depth < 2 }, el("summary", {}, ...line),
    el("ul", {}, ...node.below.map((below) => branch(below, depth + 1)))));
}

// For each [policy, settings, given, shown] all results and those beside them, or null where it
// cannot be.
function report(text) {
  const answers = JSON.parse(decodeURIComponent(text)).map(([policy, settings, given, shown]) => {
    const cell = matrix.cell(shown, { policy, settings, given });
    return cell.barred ? null : [cell.results, cell.beside];
  });
  document.body.replaceChildren(el("pre", { id: "report" }, JSON.stringify(answers)));
}

start();
