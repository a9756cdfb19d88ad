"use strict";
// A reading of the model: it knows kinds of expressions, and nothing of what they speak of.

const key = (value) => JSON.stringify(value);
const same = (a, b) => a === b || (typeof a === "object" && key(a) === key(b));
const none = () => { throw new Error("a choice is asked for where none is made"); };

class Reading {
  constructor(model) {
    this.model = model;
    this.known = new Map();
    this.domains = new Map();
    this.choosing = this.findChoosing();
  }

  // ---- What calls what
  *calls(tree) {
    if (!Array.isArray(tree)) return;
    if (tree[0] === "call" && typeof tree[1] === "string") yield tree[1];
    if (tree[0] !== "const") for (const part of tree) yield* this.calls(part);
  }

  findChoosing() {
    const found = new Set(), users = new Map();
    for (const [name, f] of Object.entries(this.model.functions)) {
      const below = new Set();
      for (const c of f.cases) {
        if (c.choice) found.add(name);
        for (const called of this.calls([c.guard, c.body])) below.add(called);
      }
      users.set(name, below);
    }
    for (let size = -1; size !== found.size;) {
      size = found.size;
      for (const [name, below] of users) if ([...below].some((b) => found.has(b))) found.add(name);
    }
    return found;
  }

  // ---- Values
  plain(number) {
    let kind = this.model.types[number];
    while (kind[0] === "refined") kind = this.model.types[kind[2]];
    return kind;
  }

  *valuesOf(number) {
    const kind = this.model.types[number];
    if (kind[0] === "bits") for (let v = 0; v < 2 ** kind[2]; v++) yield v;
    else if (kind[0] === "enum") for (let v = 0; v < kind[2].length; v++) yield v;
    else if (kind[0] === "record") yield* this.tuples(kind[2], 0);
    else if (kind[0] === "sum") {
      for (let tag = 0; tag < kind[2].length; tag++)
        for (const fields of this.tuples(kind[2][tag][1], 0)) yield [tag, fields];
    } else {
      for (const v of this.valuesOf(kind[2])) if (this.holds(kind[3], { it: v })) yield v;
    }
  }

  *tuples(members, from) {
    if (from === members.length) { yield []; return; }
    for (const v of this.valuesOf(members[from][1]))
      for (const rest of this.tuples(members, from + 1)) yield [v, ...rest];
  }

  atLeast(number, a, b) {
    const kind = this.plain(number);
    if (kind[0] === "bits" || kind[0] === "enum") return a <= b;
    if (kind[0] === "record") return this.fieldsAtLeast(kind[2], a, b);
    return a[0] !== b[0] ? a[0] < b[0] : this.fieldsAtLeast(kind[2][a[0]][1], a[1], b[1]);
  }

  fieldsAtLeast(members, a, b) {
    return members.every(([, t], i) => !this.isOrdered(t) || this.atLeast(t, a[i], b[i]));
  }

  isOrdered(number) {
    const kind = this.plain(number);
    if (kind[0] === "record") return kind[2].some(([, t]) => this.isOrdered(t));
    return kind[0] !== "bits" && Boolean(kind[3]);
  }

  // ---- Expressions
  holds(tree, locals) { return Boolean(this.value(tree, this.frame({}, { locals }))); }

  frame(inputs, more = {}) {
    return { inputs, locals: {}, chooser: none, cpu: null, trace: null, derived: new Map(), ...more };
  }

  value(e, f) {
    switch (e[0]) {
      case "const": return e[1];
      case "local": return f.locals[e[1]];
      case "global": return this.global(e[1], f);
      case "field": return this.value(e[1], f)[e[2]];
      case "part": { const v = this.value(e[1], f); return v[1][e[2][v[0]]]; }
      case "slice": return Math.floor(this.value(e[1], f) / 2 ** e[2]) % 2 ** e[3];
      case "join": return e[1].reduce((word, [p, w]) => word * 2 ** w + this.value(p, f), 0);
      case "make": {
        const fields = e[2].map((p) => this.value(p, f));
        return e[1] === null ? fields : [e[1], fields];
      }
      case "call": return this.call(e[1], e[2].map((a) => this.value(a, f)), f);
      case "convert": {
        const code = this.value(e[2], f), found = e[1].find(([from]) => from === code);
        if (!found) throw new Error("a value outside its table");
        return found[1];
      }
      case "not": return this.value(e[1], f) ? 0 : 1;
      case "and": return e[1].every((p) => this.value(p, f)) ? 1 : 0;
      case "or": return e[1].some((p) => this.value(p, f)) ? 1 : 0;
      case "equal": return same(this.value(e[1], f), this.value(e[2], f)) ? 1 : 0;
      case "shape": return this.value(e[1], f)[0] === e[2] ? 1 : 0;
      case "least": return this.atLeast(e[3], this.value(e[1], f), this.value(e[2], f)) ? 1 : 0;
      case "min": return Math.min(this.value(e[1], f), this.value(e[2], f));
      case "under": {
        const inputs = { ...f.inputs };
        for (const [name, tree] of e[2]) inputs[name] = this.value(tree, f);
        return this.value(e[1], { ...f, inputs, cpu: e[3], derived: new Map() });
      }
      default: throw new Error(`an unknown expression: ${e[0]}`);
    }
  }

  global(name, f) {
    const derived = this.model.derived[name];
    if (!derived) return f.inputs[name];
    if (f.derived.has(name)) {
      if (f.trace) f.trace.push({ name, value: f.derived.get(name), again: true, below: [] });
      return f.derived.get(name);
    }
    const below = f.trace ? [] : null;
    const value = this.value(derived.tree, { ...f, locals: {}, trace: below });
    f.derived.set(name, value);
    if (f.trace) f.trace.push({ name, value, below });
    return value;
  }

  call(name, given, f) {
    if (f.trace || this.choosing.has(name)) return this.apply(name, given, f);
    const at = name + key(given);
    let found = this.known.get(at);
    if (found === undefined) this.known.set(at, found = this.apply(name, given, f));
    return found;
  }

  apply(name, given, caller) {
    const f = this.model.functions[name], locals = {}, below = caller.trace ? [] : null;
    f.parameters.forEach((p, i) => { locals[p] = given[i]; });
    const frame = { ...caller, inputs: {}, locals, trace: below, derived: new Map() };
    for (const c of f.cases) {
      const trace = below ? [] : null;
      if (!this.value(c.guard, { ...frame, trace })) continue;
      if (below) below.push(...trace);
      const value = this.outcome(c, given, frame);
      if (caller.trace) caller.trace.push({ function: name, case: c.name, value, below });
      return value;
    }
    throw new Error(`no case of ${name} applies`);
  }

  outcome(c, given, f) {
    if (!c.choice) return this.value(c.body, f);
    const chosen = f.chooser(f.cpu, c.choice, given, this.domain(c, given, f.locals));
    return this.value(c.body, { ...f, locals: { ...f.locals, [c.choice.binder]: chosen } });
  }

  // What may be chosen. Only the body sees the choice: of values for which it is the same, one will
  // do, unless the body makes choices of its own.
  domain(c, given, locals) {
    const at = c.choice.name + key(given), found = this.domains.get(at);
    if (found) return found;
    const simple = ![...this.calls(c.body)].some((name) => this.choosing.has(name));
    const met = new Set(), domain = [];
    for (const v of this.valuesOf(c.choice.of)) {
      const here = { ...locals, [c.choice.binder]: v };
      if (c.choice.where && !this.holds(c.choice.where, here)) continue;
      const body = simple ? key(this.value(c.body, this.frame({}, { locals: here }))) : null;
      if (simple && met.has(body)) continue;
      met.add(body);
      domain.push(v);
    }
    this.domains.set(at, domain);
    return domain;
  }

  // ---- Every way to choose, depth first: the distinct values in the order found
  permitted(tree, inputs, given = []) {
    const found = new Map();
    for (let at = []; at;) {
      const run = this.run(tree, inputs, at, null, given);
      const name = key(run.value);
      if (!found.has(name)) found.set(name, { value: run.value, at });
      at = [...at, ...new Array(run.sizes.length - at.length).fill(0)];
      while (at.length && at[at.length - 1] + 1 === run.sizes[at.length - 1]) at.pop();
      if (!at.length) break;
      at[at.length - 1] += 1;
      at = [...at];
    }
    return [...found.values()];
  }

  // One way to choose: the positions, and then the first of all that is permitted.
  run(tree, inputs, at, trace, given = []) {
    const asked = new Map(), sizes = [], taken = [];
    const chooser = (cpu, choice, values, domain) => {
      const question = key([cpu, choice.name, values]);
      if (!asked.has(question)) {
        const chosen = domain[at[sizes.length] || 0];
        sizes.push(domain.length);
        asked.set(question, chosen);
        taken.push({ choice, value: chosen });
      }
      return asked.get(question);
    };
    const derived = new Map(given);
    const value = this.value(tree, this.frame(inputs, { chooser, trace, derived }));
    return { value, sizes, taken };
  }

  // ---- Words
  show(number, value, name = "") {
    const kind = this.plain(number), words = this.model.words, radix = this.model.radix;
    if (kind[0] === "bits") return this.numeral(value, kind[2], radix[name] || radix[kind[1]]);
    if (kind[0] === "enum") return words[kind[2][value]] || kind[2][value];
    const [head, members, fields] = kind[0] === "record"
      ? ["", kind[2], value] : [kind[2][value[0]][0], kind[2][value[0]][1], value[1]];
    const texts = members.map(([n, t], i) => [n, this.show(t, fields[i], n)]);
    if (head && words[head] !== undefined)
      return texts.reduce((text, [n, t]) => text.replaceAll(`{${n}}`, t), words[head]);
    const inside = texts.map(([n, t]) => `${n}: ${t}`).join(", ");
    return head ? (inside ? `${head}(${inside})` : head) : inside;
  }

  numeral(value, width, radix) {
    if (radix === "hex") return "0x" + value.toString(16).padStart(Math.ceil(width / 4), "0");
    if (radix === "decimal" || width === 1) return String(value);
    return "0b" + value.toString(2).padStart(width, "0");
  }
}
