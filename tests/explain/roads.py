"""A small specification, and claims about it with every verdict."""

from __future__ import annotations

from pathlib import Path

from memattr.session import Session, open_session

ROADS = """requires memattr 1.0, manual "Road code 2"
order Speed strongest first: halt, slow, fast
enum Traveller: person, parcel
encoding Sign is bits 3
guest wish: Sign "What the guest asks for"
guest hurry: bool
guest stated traveller: Traveller
hypervisor field limit: Speed
hypervisor control strict: bool
cpu FEAT_LIMIT: bool "Limits exist"
cpu FEAT_STRICT: bool
cpu requires FEAT_STRICT implies FEAT_LIMIT "There is nothing else to enforce"

define speed_of(s: Sign, hurry: bool) -> Speed "What a sign asks for" ref R_1
  case halt     : s is 0b000 => halt
  case slow     : s is 0b0xx, s is not 0b000 => slow
  case fast     : s is 0b10x => fast
  case reserved : s is 0b11x, hurry => any_speed for any any_speed: Speed unpredictable RES_SIGN
  case vague    : s is 0b11x, not hurry
    => some_speed for any some_speed: Speed where some_speed at least as strong as slow
    implementation defined VAGUE
define reached(wish: Speed, limit: Speed, enforced: bool) -> Speed "The resulting speed" ref R_2
  case enforced : enforced => strongest of wish, limit
  case free     : not enforced => wish

effective enforced = strict and FEAT_STRICT "Enforcement acts only where it exists"
impossible hurried_parcel : traveller is parcel and hurry "Parcels are never hurried"
output result: Speed = reached(speed_of(wish, hurry), limit, enforced) "The resulting speed"
enum Kind: Stop, Walk, Run, Unknown
define kind_of(s: Sign) -> Kind "The kind of a sign"
  case stop : s is 0b000 => Stop
  case walk : s is 0b0xx, s is not 0b000 => Walk
  case run  : s is 0b10x => Run
  case none : s is 0b11x => Unknown
view sign_kind = kind_of(wish) "What the sign says"
default wish = 0b100, hurry = 0, traveller = person, limit = slow, strict = 1
default FEAT_LIMIT = 1, FEAT_STRICT = 1
prefer wish: 0b100, 0b000; strict: 1

system roads "All roads"
  strict = 1
policy village of roads "Through the village"
  limit = slow
policy closed of roads "A closed road"
  limit = halt
"""


def written(folder: Path, claims: str) -> Path:
    """A file with these claims about roads."""
    (folder / "roads.attr").write_text(ROADS, encoding="utf-8")
    path = folder / "claims.attr"
    head = 'requires memattr 1.0, manual "Road code 2"\nimport roads\n'
    path.write_text(head + claims, encoding="utf-8")
    return path


def opened(folder: Path, claims: str) -> Session:
    """The same, loaded."""
    return open_session([written(folder, claims)])
