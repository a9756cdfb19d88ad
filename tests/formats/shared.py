"""A small world with claims of every outcome, and the command."""

from __future__ import annotations

from click.testing import CliRunner, Result

from memattr.command.main import group

WORLD = """requires memattr 1.0, manual "x"
order Speed strongest first: halt, slow, fast
enum Traveller: person, parcel
guest wish: Speed
guest stated traveller: Traveller
hypervisor field limit: Speed
cpu FEAT_SLOW: bool
define meet(a: Speed, b: Speed) -> Speed "The stronger of two" ref A1.1
  case first  : a at least as strong as b => a
  case second : not (a at least as strong as b) => b
define seen_of(s: Speed, known: bool) -> Speed "What is seen" ref A1.2
  case known   : known => s
  case unknown : not known => any_speed for any any_speed: Speed  unpredictable HOW_FAST ref A1.3
output result: Speed = meet(wish, limit)
output seen: Speed = seen_of(result, FEAT_SLOW)
system roads
policy village of roads "Through the village"
  limit = slow
default wish = fast, traveller = person, limit = slow, FEAT_SLOW = 1
"""
CLAIMS = (
    'prove slow "Nobody is fast" for every traveller under village : result is not fast',
    'prove stops "Everybody stops" ref A2 for person under village : result is halt',
    'refute moves "Not everybody" for person under village : result is halt',
    "refute surely by choice for person under village given wish is slow : seen is slow",
    "cover slow_person for person under village : result is slow",
    "cover never for person under village : result is fast",
    "prove vacuous for person under village given result is fast : seen is fast",
    "prove for_each_speed for every s in Speed : meet(s, s) = s",
    "example seen_slow under village : wish = fast => result is slow",
    "find limits values limit for person : result is not fast answer halt, slow",
    "find wrong values limit for person : result is not fast answer halt",
)


def text(claims: tuple[str, ...] = CLAIMS) -> str:
    return "\n".join([WORLD, *claims, ""])


def run(*arguments: str) -> Result:
    return CliRunner().invoke(group, arguments, prog_name="memattr")
