"""Syntax nodes -> the text that an author would write for them, on one line."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import assert_never

from memattr.language import syntax as s

LOOSEST, EITHER, BOTH, TIGHT, PATH = range(5)
LINKS: dict[type, str] = {
    s.Equals: " = ", s.AsStrongAs: " at least as strong as ", s.MayBe: " may be ",
}  # fmt: skip


def written(node: s.Expression) -> str:
    """The expression as text; parsing it gives the same expression."""
    return _text(node, LOOSEST)


def _text(node: s.Expression, around: int) -> str:
    match node:
        case s.Name(_, text) | s.Number(_, text):
            return text
        case s.Apply(name, arguments):
            parts = (
                f"{a.label.text}: {written(a.value)}" if a.label else written(a.value)
                for a in arguments
            )
            return f"{name.text}({', '.join(parts)})"
        case s.PathNode(operand, field):
            return f"{_text(operand, PATH)}.{field.text}"
        case s.Is(operand, pattern, negated):
            link = "is not" if negated else "is"
            return _wrapped(f"{_text(operand, PATH)} {link} {pattern_text(pattern)}", TIGHT, around)
        case s.Equals(left, right) | s.AsStrongAs(left, right) | s.MayBe(left, right):
            both = (_text(left, PATH), _text(right, PATH))
            return _wrapped(LINKS[type(node)].join(both), TIGHT, around)
        case s.StrongestOf(left, right):
            text = f"strongest of {_text(left, PATH)}, {_text(right, PATH)}"
            return _wrapped(text, TIGHT, around)
        case s.Negation(operand):
            return _wrapped(f"not {_text(operand, TIGHT)}", TIGHT, around)
        case s.Conjunction(operands):
            return _wrapped(" and ".join(_text(o, TIGHT) for o in operands), BOTH, around)
        case s.Disjunction(operands):
            return _wrapped(" or ".join(_text(o, BOTH) for o in operands), EITHER, around)
        case s.Implication(left, right):
            text = f"{_text(left, EITHER)} implies {_text(right, LOOSEST)}"
            return _wrapped(text, LOOSEST, around)
        case s.With(operand, changes):
            changed = ", ".join(f"{name.text} = {_text(v, PATH)}" for name, v in changes)
            return f"({written(operand)} with {changed})"
        case s.Updated(operand, fields):
            changed = ", ".join(f"{name.text}: {written(v)}" for name, v in fields)
            return f"({written(operand)} with {changed})"
        case _:
            assert_never(node)


def _wrapped(text: str, level: int, around: int) -> str:
    return f"({text})" if around > level else text


def pattern_text(pattern: s.Pattern) -> str:
    """The pattern as text."""
    return in_words(pattern, {})


def in_words(pattern: s.Pattern, words: Mapping[str, str]) -> str:
    """The pattern in the words in which values are shown, where it says all that these tell."""
    match pattern:
        case s.Name(_, text):
            return _shown(text, {}, words) or text
        case s.Number(_, text):
            return text
        case s.ShapePattern(name, fields):
            said = {label.text: in_words(p, words) for label, p in fields}
            inner = ", ".join(f"{label}: {text}" for label, text in said.items())
            return _shown(name.text, said, words) or f"{name.text}({inner})"
        case s.Alternatives(patterns):
            return f"({' or '.join(in_words(p, words) for p in patterns)})"
        case _:
            assert_never(pattern)


def _shown(name: str, fields: Mapping[str, str], words: Mapping[str, str]) -> str:
    """What is shown of a shape or value; nothing if that takes a field that is not said."""
    shown = words.get(name, "")
    told = {field for _, field, _, _ in Formatter().parse(shown) if field}
    return shown.format_map(fields) if told <= fields.keys() else ""


def wanted(node: s.Expression, words: Mapping[str, str]) -> str:
    """What a conjunct asks for, beside what it speaks of: a pattern in words, if it is one."""
    match node:
        case s.Is(_, pattern, negated):
            return ("not " if negated else "") + in_words(pattern, words)
        case s.Equals(_, (s.Name() | s.Number()) as value):
            return in_words(value, words)
        case _:
            return ""


def subjects(node: s.Expression) -> list[s.Expression]:
    """What the expression speaks of: the operands of its comparisons that are not plain values."""
    match node:
        case s.Is(operand, _, _):
            return [operand]
        case s.Equals(left, right) | s.AsStrongAs(left, right):
            return [side for side in (left, right) if not isinstance(side, s.Number)]
        case s.Negation(operand):
            return subjects(operand)
        case s.Conjunction(operands) | s.Disjunction(operands):
            return [expression for operand in operands for expression in subjects(operand)]
        case s.Implication(left, right):
            return subjects(left) + subjects(right)
        case s.Name():
            return [node]
        case s.Apply(_, arguments):
            return [a.value for a in arguments if not isinstance(a.value, s.Number)]
        case _:
            return []


def conjuncts(node: s.Expression) -> tuple[s.Expression, ...]:
    """The parts of a conjunction; any other expression is its only part."""
    return node.operands if isinstance(node, s.Conjunction) else (node,)
