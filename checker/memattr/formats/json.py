"""Data of answers as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping

from memattr.pages.output import Output, Style


def text(output: Output, style: Style) -> str:
    """Everything, whatever a style would leave out."""
    del style
    return json_text(output.data)


def json_text(data: Mapping[str, object]) -> str:
    """JSON as people can read it too, keys in the order given."""
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
