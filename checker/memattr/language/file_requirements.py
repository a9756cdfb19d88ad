"""What a file says of itself against what it is: the tool, the manual, its name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.metadata import version

from memattr.language import syntax
from memattr.place import Place, Problem


def tool_version() -> str:
    """Major and minor version of the tool."""
    return ".".join(version("memattr").split(".")[:2])


def wrong_requirements(name: str, file: syntax.File) -> Iterator[Problem]:
    """The first item says what the file requires, once; a header names the file, once."""
    first, *rest = file.items
    if isinstance(first, syntax.Requires):
        yield from _wrong_tool(file, first)
    else:
        way = f'Begin with: requires memattr {tool_version()}, manual "ISSUE"'
        message = "a file begins with what it requires"
        yield Problem(Place(file.path, 1, 1), "no-requires", message, file.lines[0], way)
    headers = [item for item in file.items if isinstance(item, syntax.HeaderItem)]
    for header in headers:
        if header.name.text != name:
            message = f"the file is called '{name}', its header says '{header.name.text}'"
            yield _problem(file, header.name, "wrong-header", message, "Make them agree.")
    more = [item.tool for item in rest if isinstance(item, syntax.Requires)]
    for repeated in (*more, *(header.name for header in headers[1:])):
        message = "a file has one line of requirements, and one header at most"
        yield _problem(file, repeated, "duplicate-name", message, "Remove this one.")


def _wrong_tool(file: syntax.File, required: syntax.Requires) -> Iterator[Problem]:
    major, minor = map(int, tool_version().split("."))
    wanted = tuple(map(int, required.version.text.split(".")))
    if required.tool.text == "memattr" and wanted[0] == major and wanted[1] <= minor:
        return
    message = (
        f"this file requires {required.tool.text} {required.version.text}, "
        f"and this is memattr {tool_version()}"
    )
    way = f"Install that version, or write: requires memattr {tool_version()}"
    where = required.version if required.tool.text == "memattr" else required.tool
    yield _problem(file, where, "wrong-version", message, way)


def wrong_manuals(files: Sequence[syntax.File]) -> Iterator[Problem]:
    """All files that are read together follow the issue that one of them declares, or else that
    of the first."""
    declared = [
        (item.issue.text, file.path)
        for file in files
        for item in file.items
        if isinstance(item, syntax.ManualItem)
    ]
    required = [
        (item, file) for file in files for item in file.items if isinstance(item, syntax.Requires)
    ]
    first = declared or [(item.manual.text, file.path) for item, file in required]
    for item, file in required:
        issue, path = first[0]
        if item.manual.text != issue:
            message = f'this file follows "{item.manual.text}", and {path} follows "{issue}"'
            way = f'After reading what changed, write: manual "{issue}"'
            yield _problem(file, item.manual, "wrong-manual", message, way)


def _problem(file: syntax.File, name: syntax.Name, code: str, message: str, way: str) -> Problem:
    return Problem(name.place, code, message, file.lines[name.place.line - 1], way)
