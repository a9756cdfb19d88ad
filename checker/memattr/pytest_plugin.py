"""Claims as tests: pytest collects every `.attr` file, one item for each claim and stated answer.

Nothing else of this package is imported until there is such a file. `-p no:memattr` turns it
off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from memattr.answers.check import Checkable, Checked
    from memattr.answers.checker import Checker
    from memattr.session import Session

SUFFIX = ".attr"


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A collector for a text of the language."""
    if file_path.suffix != SUFFIX:
        return None
    text: TextFile = TextFile.from_parent(parent, path=file_path)
    return text


class TextFile(pytest.File):
    """A text: its claims are tests."""

    def collect(self) -> Iterator[ClaimTest]:
        """An item for each claim. Raises CollectError with the problems of the text."""
        from memattr.answers.checker import Checker, Depth
        from memattr.place import SpecError
        from memattr.session import open_session

        try:
            session = open_session([self.path])
        except SpecError as error:
            raise self.CollectError(str(error)) from None
        checker = Checker(session.model, "both", None, Depth())
        for item in session.decided():
            yield ClaimTest.from_parent(
                self, name=item.name, texts=session, checker=checker, item=item
            )


class ClaimTest(pytest.Item):
    """A claim, or a question with a stated answer."""

    def __init__(
        self,
        name: str,
        parent: pytest.Collector,
        texts: Session,
        checker: Checker,
        item: Checkable,
    ) -> None:
        super().__init__(name, parent)
        self._texts, self._checker, self._item = texts, checker, item

    def runtest(self) -> None:
        """Decides it, and fails with the report alone."""
        from memattr.answers.check import is_expected

        checked = self._checker.checked(self._item)
        if not is_expected(checked):
            pytest.fail(self._report(checked), pytrace=False)

    def _report(self, checked: Checked) -> str:
        from memattr.formats.text import full_text
        from memattr.pages.check_page import checked_page

        return full_text(checked_page(self._texts.model, checked))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the claim stands."""
        return self.path, self._item.note.place.line - 1, self.name
