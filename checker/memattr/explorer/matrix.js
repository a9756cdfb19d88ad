"use strict";
// Situations, and the results of all values of one input, sorted and merged.

class Matrix {
  constructor(model) {
    this.model = model;
    this.reading = new Reading(model);
    this.cache = new Map();
  }

  // What is given counts, then a setting, then the policy or system, then the default; a feature
  // that nobody speaks of is there if an input that is set acts only with it.
  inputs(where) { return this.resolved(where).inputs; }

  // The inputs; which features are there because an input needs them; and which inputs are set
  // although the feature is left out that they need.
  resolved(where) {
    const added = [];
    for (let given = where.given; ;) {
      const inputs = this.valued(where, given);
      const idle = this.model.needs.filter((n) => inputs[n.input] === 1 && inputs[n.feature] === 0);
      const need = idle.find((n) => this.origin({ ...where, given }, n.feature) === "by default");
      if (!need) return { inputs, added, idle };
      added.push(need);
      given = { ...given, [need.feature]: 1 };
    }
  }

  valued(where, given) {
    const model = this.model, says = {}, found = {}, open = new Set();
    for (const name of [...where.settings, ...(where.policy ? [where.policy] : [])])
      for (const [input, values] of Object.entries(model.scopes[name].says)) says[input] ??= values;
    const resolve = (name) => {
      if (name in found) return found[name];
      if (name in given) found[name] = given[name];
      else if (says[name] && !open.has(name)) {
        open.add(name);
        const frame = this.reading.frame(lazy);
        const fits = says[name].find(([when]) => this.reading.value(when, frame));
        found[name] = this.reading.value(fits[1], frame);
      } else found[name] = this.start(name);
      return found[name];
    };
    const lazy = new Proxy({}, { get: (_, name) => resolve(name) });
    for (const name of Object.keys(model.inputs)) resolve(name);
    return found;
  }

  // Who gave an input its value.
  origin(where, name) {
    const says = (scope) => scope && name in this.model.scopes[scope].says;
    if (name in where.given) return "as chosen here";
    if (where.settings.some(says)) return "as the setting says";
    return says(where.policy) ? "as the policy says" : "by default";
  }

  start(name) {
    const input = this.model.inputs[name];
    if (input.start !== null) return input.start;
    return this.reading.valuesOf(input.of).next().value;
  }

  // Why the situation cannot be: the condition that says so, or null. What a text assumes binds the
  // policies that import it.
  barred(inputs, policy) {
    const truth = (c) => this.reading.value(c.tree, this.reading.frame(inputs));
    const binds = (c) => !c.binds || !policy || c.binds.includes(policy);
    return this.model.requirements.find((c) => binds(c) && !truth(c))
      || this.model.impossible.find((c) => binds(c) && truth(c)) || null;
  }

  // The distinct results in the order found. Values of the main input that agree on the cut share.
  results(shown, inputs) {
    const { tree, cut } = this.model.shown[shown];
    if (!cut) return this.reading.permitted(tree, inputs).map((r) => r.value);
    const { [this.model.main]: _, ...others } = inputs;
    const found = new Map(), rest = shown + key(others);
    for (const { value } of this.reading.permitted(["global", cut], inputs)) {
      const at = rest + key(value);
      if (!this.cache.has(at)) {
        const all = this.reading.permitted(tree, inputs, [[cut, value]]);
        this.cache.set(at, all.map((r) => r.value));
      }
      for (const v of this.cache.get(at)) found.set(key(v), v);
    }
    return [...found.values()];
  }

  // A cell: {barred}, or {results} and those of the output that the view leaves out, both sorted so
  // that equal sets are equal texts.
  cell(shown, where) {
    const inputs = this.inputs(where), barred = this.barred(inputs, where.policy);
    if (barred) return { inputs, barred, text: "barred" + barred.words };
    const { results, beside } = this.split(shown, inputs);
    return { inputs, results, beside, text: key([results, beside]) };
  }

  // Of an output of several shapes a view may tell of one alone: the others stand beside it.
  split(shown, inputs) {
    const results = () => this.results(shown, inputs).sort(inOrder);
    if (!this.model.shown[shown].beside) return { results: results(), beside: [] };
    const [output, shape] = this.model.shown[shown].beside;
    const whole = this.results(output, inputs).sort(inOrder);
    const beside = whole.filter((value) => value[0] !== shape);
    return { results: beside.length === whole.length ? [] : results(), beside };
  }

  // ---- Two policies side by side
  // The parts of the outputs of which the two situations permit different values.
  differences(one, other) {
    const cells = [one, other].map((where) => this.inputs(where));
    const barred = [one, other].map((w, i) => this.barred(cells[i], w.policy));
    if (barred[0] || barred[1]) return !barred[0] === !barred[1] ? [] : ["whether it can be"];
    const unlike = this.model.outputs.filter((output) => {
      const [a, b] = cells.map((inputs) => key(this.results(output, inputs).sort(inOrder)));
      return a !== b;
    });
    const parts = this.model.parts.filter((part) =>
      (part.output ? unlike.includes(part.output) : unlike.length)
      && key(this.partOf(part, cells[0])) !== key(this.partOf(part, cells[1])));
    const told = parts.map((part) => part.output);
    const rest = unlike.filter((output) => !told.includes(output));
    return [...parts.map((part) => part.name), ...rest.map((output) => `${output} as a whole`)];
  }

  // The values of a part of the results that are permitted; none where there is no such part.
  partOf(part, inputs) {
    const of = (tree, given) => this.reading.run(tree, inputs, [], null, given).value;
    const found = new Map();
    const note = (value) => found.set(key(value), value);
    if (part.output)
      for (const value of this.results(part.output, inputs)) {
        const given = [[part.output, value]];
        if (of(part.present, given)) note(of(part.tree, given));
      }
    else for (const { value } of this.reading.permitted(part.tree, inputs)) note(value);
    return [...found.values()].sort(inOrder);
  }

  // What can be had at all: for each result how many values give it whatever is chosen, and how many
  // may give it.
  reachable(rows, at) {
    const found = new Map();
    for (const row of rows) for (const value of row.cells[at].results || []) {
      const name = key(value), met = found.get(name) || { value, sure: 0, all: 0 };
      met.all += row.values.length;
      if (row.cells[at].results.length === 1) met.sure += row.values.length;
      found.set(name, met);
    }
    return [...found.values()].sort((a, b) => inOrder(a.value, b.value));
  }

  // The class of what the input says, as a value of the view that sorts it; null if none does.
  classIn(input, inputs) {
    const view = this.model.shown[this.model.sorting[input]];
    return view ? this.reading.run(view.tree, inputs, [], null).value : null;
  }

  // The same in words.
  classOf(input, inputs) {
    const name = this.model.sorting[input], found = this.classIn(input, inputs);
    return found === null ? "" : this.reading.show(this.model.shown[name].of, found, name);
  }

  // Rows: values of the main input whose classes, whose every cell and whose differences agree; in
  // the order of their classes.
  rows(shown, columns, pairs = []) {
    const main = this.model.main, groups = new Map();
    for (const value of this.reading.valuesOf(this.model.inputs[main].of)) {
      const wheres = columns.map((column) => with_(column, main, value));
      const cells = wheres.map((where) => this.cell(shown, where));
      const classes = [...new Set(cells.map((c) => this.classIn(main, c.inputs)))];
      const label = [...new Set(cells.map((c) => this.classOf(main, c.inputs)))].filter(Boolean).join(" / ");
      const differs = pairs.map(([a, b]) => this.differences(wheres[a], wheres[b]));
      const at = key([classes, differs, ...cells.map((c) => c.text)]);
      if (!groups.has(at)) groups.set(at, { label, classes, differs, values: [], cells });
      groups.get(at).values.push(value);
    }
    return [...groups.values()].sort((a, b) => inOrder(a.classes, b.classes));
  }

  // Columns whose class and whose every cell agree, as lists of their positions, in the order of
  // their classes.
  alike(rows, classes) {
    const groups = new Map();
    classes.forEach((found, i) => {
      const at = key([found, ...rows.map((row) => row.cells[i].text)]);
      groups.set(at, [...(groups.get(at) || []), i]);
    });
    return [...groups.values()].sort((a, b) => inOrder([classes[a[0]]], [classes[b[0]]]));
  }
}

const with_ = (where, name, value) => ({ ...where, given: { ...where.given, [name]: value } });

function inOrder(a, b) {
  if (typeof a === "number" || a === null) return a - b;
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = inOrder(a[i], b[i]);
    if (order) return order;
  }
  return a.length - b.length;
}
