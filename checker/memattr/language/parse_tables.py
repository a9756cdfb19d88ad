"""The grammar's parse tables: built by lark, or as it built them the last time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from memattr import cache

if TYPE_CHECKING:
    from lark import Lark


def parser_of(grammar: str) -> Lark:
    """The LALR(1) parser of a grammar; its tables are kept in the user's cache."""
    import lark

    key = cache.digest_of(lark.__version__, grammar)
    stored = cache.read("grammar", key)
    if stored is not None:
        try:
            return _restored(stored)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError):
            pass
    parser = lark.Lark(grammar, parser="lalr", maybe_placeholders=False)
    cache.write("grammar", key, _stored(parser))
    return parser


def _stored(parser: Lark) -> dict[str, Any]:
    from lark.grammar import Rule
    from lark.lexer import TerminalDef

    data, memo = parser.memo_serialize([TerminalDef, Rule])
    return {"data": data, "memo": memo}


def _restored(stored: dict[str, Any]) -> Lark:
    """JSON turns numbers that are keys into text; everything else survives."""
    from lark import Lark

    memo = {int(number): entry for number, entry in stored["memo"].items()}
    tables = stored["data"]["parser"]["parser"]
    tables["tokens"] = {int(number): token for number, token in tables["tokens"].items()}
    tables["states"] = {
        int(state): {int(token): tuple(action) for token, action in actions.items()}
        for state, actions in tables["states"].items()
    }
    load: Callable[[Any, Any], Lark] = Lark._load_from_dict  # lark's own, for stand-alone parsers
    return load(stored["data"], memo)
