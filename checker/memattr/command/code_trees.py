"""`--tree`: the trees of code that are given, and the session in which they decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from memattr import cache
from memattr.answers.code import CodeAnswer, code_answer
from memattr.model.model import Model
from memattr.place import Unusable
from memattr.session import Session
from memattr.trees.tree import Tree, tree_of

INSTALL = 'Install what reads code: python -m pip install "memattr[source]"'


def trees_named(texts: Sequence[str], model: Model) -> dict[str, Tree]:
    """The trees of `NAME=DIR[@REV]`. Raises Unusable for one that no system names."""
    try:
        trees = {tree.name: tree for tree in map(tree_of, texts)}
    except ValueError as error:
        raise Unusable(str(error)) from None
    if len(trees) < len(texts):
        raise Unusable("a tree is given twice", "Give each name once.")
    known = sorted({scope.tree[0] for scope in model.scopes.values() if scope.tree})
    for name in trees:
        if name not in known:
            way = f"There are: {', '.join(known)}." if known else "They name none."
            raise Unusable(f"no system has a tree '{name}'", way)
    return trees


def code_of(model: Model, texts: Sequence[str]) -> CodeAnswer:
    """What the code of the trees says. Raises Unusable."""
    return answer_of(model, trees_named(texts, model))


def answer_of(model: Model, trees: Mapping[str, Tree]) -> CodeAnswer:
    """What the code of the trees says. Raises Unusable if its parser is not installed."""
    try:
        return code_answer(model, trees)
    except ModuleNotFoundError as error:
        raise Unusable(f"{error.name} is not installed", INSTALL) from None


def by_code(session: Session, answer: CodeAnswer) -> Session:
    """The session in which the code decides."""
    key = session.key
    if key is not None and answer.differences:
        key = cache.digest_of(key, answer.told)
    return replace(session, model=answer.decided, key=key)
