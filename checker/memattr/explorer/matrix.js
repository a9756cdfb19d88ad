"use strict";
// Situations, and the results of all values of one input, sorted and merged.

class Matrix {
  constructor(model) {
    this.model = model;
    this.reading = new Reading(model);
    this.cache = new Map();
  }

  // What is given counts, then a setting, then the policy or system, then the default.
  inputs(where) {
    const model = this.model, says = {}, found = {}, open = new Set();
    for (const name of [...where.settings, ...(where.policy ? [where.policy] : [])])
      for (const [input, values] of Object.entries(model.scopes[name].says)) says[input] ??= values;
    const resolve = (name) => {
      if (name in found) return found[name];
      if (name in where.given) found[name] = where.given[name];
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

  // A cell: {barred} or {results}, sorted so that equal sets are equal texts.
  cell(shown, where) {
    const inputs = this.inputs(where), barred = this.barred(inputs, where.policy);
    if (barred) return { inputs, barred, text: "barred" + barred.words };
    const results = this.results(shown, inputs).sort(inOrder);
    return { inputs, results, text: key(results) };
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

  classOf(input, inputs) {
    const view = this.model.shown[this.model.sorting[input]];
    if (!view) return "";
    const { value } = this.reading.run(view.tree, inputs, [], null);
    return this.reading.show(view.of, value, this.model.sorting[input]);
  }

  // Rows: values of the main input whose class and whose every cell agree.
  rows(shown, columns) {
    const main = this.model.main, groups = new Map();
    for (const value of this.reading.valuesOf(this.model.inputs[main].of)) {
      const cells = columns.map((column) => this.cell(shown, with_(column, main, value)));
      const labels = [...new Set(cells.map((c) => this.classOf(main, c.inputs)))];
      const label = labels.filter(Boolean).join(" / ");
      const at = key([label, ...cells.map((c) => c.text)]);
      if (!groups.has(at)) groups.set(at, { label, values: [], cells });
      groups.get(at).values.push(value);
    }
    const order = [...new Set([...groups.values()].map((row) => row.label))];
    return [...groups.values()].sort((a, b) => order.indexOf(a.label) - order.indexOf(b.label));
  }
}

const with_ = (where, name, value) => ({ ...where, given: { ...where.given, [name]: value } });

function inOrder(a, b) {
  if (typeof a === "number") return a - b;
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = inOrder(a[i], b[i]);
    if (order) return order;
  }
  return a.length - b.length;
}
