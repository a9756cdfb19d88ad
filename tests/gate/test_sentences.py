"""What the manual makes a behaviour depend on is said by its sentence. Each row was typed from the
section that it names; the words are those without which the sentence would be too strong."""

from __future__ import annotations

import pytest

import memattr

# A case of the specification; where the manual restricts it; what the sentence has to say of that.
RESTRICTED = (
    ("may_gather.separate", "B2.10.2.4", ("loads and stores of several registers",)),
    ("may_gather.gathering", "B2.10.2.1", ("no barrier orders",)),
    ("may_gather.normal", "B2.10.1", ("nothing orders",)),
    ("may_reorder.in_order", "B2.10.2.2", ("one peripheral", "no peripheral")),
    ("may_reorder.device", "B2.10.2.2", ("within the rules",)),
    ("may_reorder.normal", "B2.3", ("where the memory model asks for none",)),
    ("acknowledges.endpoint", "B2.10.2.3", ("where the system requires it",)),
    ("acknowledges.normal", "B2.10.2.3", ("The attribute is one of Device memory",)),
    ("may_speculate.device", "B2.10.2", ("may have side effects",)),
    ("may_speculate.normal", "B2.10.1", ("whatever the access permissions are",)),
    ("fetches_ahead.device", "B2.10.2", ("execute-never at every Exception level",)),
    ("fetches_ahead.normal", "R_BFDZQ", ("unless execute-never at this Exception level",)),
    ("unaligned_access.device", "B2.10.2", ("at the first stage", "IMPLEMENTATION DEFINED")),
    ("unaligned_access.normal", "B2.8.2.1.1", ("SCTLR_EL1.A=0", "single bytes", "FEAT_LSE2")),
    ("unaligned_access.forced", "R_RMTWN", ("SCTLR_EL1.A=0", "stage 1", "UNPREDICTABLE")),
    ("unaligned_atomic_access.write_back", "B2.8.2.1.2",
     ("without FEAT_LSE2", "SCTLR_EL1.A=0", "16 bytes", "SCTLR_EL1.nAA", "FEAT_LS64", "FEAT_THE")),
    ("unaligned_atomic_access.lesser", "B2.8.2.1.2", ("FEAT_LSE2", "SCTLR_EL1.A=0")),
    ("may_be_cached.device", "D7.5.1", ("This mapping",)),
    ("may_be_cached.non_cacheable", "D7.5.7", ("This mapping", "instruction caches")),
    ("may_be_dirty.through", "B2.10.1.3", ("completed", "without maintenance")),
    ("maintenance_needed.uncached", "D7.5.1", ("This mapping", "what others left")),
    ("atomics_work.shared", "B2.12.2",
     ("Conventional memory", "older issues", "IMPLEMENTATION DEFINED", "without exclusives")),
    ("atomics_work.private", "B2.2.6", ("local monitor", "not guaranteed", "abort")),
    ("atomics_work.lesser", "B2.12.2", ("Where the system does not support them",)),
    ("atomics_work.forced", "R_RMTWN", ("IMPLEMENTATION DEFINED",)),
    ("sharing_domain.indistinguished", "A2.2", ("whether HCR_EL2.FWB is 1 or 0",)),
    ("zeroes_block.normal", "D7.5.10", ("where writes are permitted",)),
    ("zeroes_block.forced", "R_RMTWN", ("Alignment fault of stage 1",)),
    ("writes_tag_block.forced", "R_RMTWN", ("Alignment fault of stage 1",)),
    ("caveat_of.device", "R_RMTWN",
     ("DC ZVA, DC GZVA and DC GVA", "Non-fault and First-fault", "HCR_EL2.CD")),
    ("support_class.only_device", "R_KTSYP", ("its data accesses",)),
    ("support_class.uncached", "D7.5.7", ("data cache", "instruction cache", "split")),
)  # fmt: skip


@pytest.fixture(scope="module")
def sentences() -> dict[str, str]:
    functions = memattr.load().model.functions.values()
    return {
        f"{function.name}.{case.name}": " ".join(case.note.words.split())
        for function in functions
        for case in function.cases
    }


@pytest.mark.parametrize(("case", "section", "words"), RESTRICTED)
def test_no_sentence_is_stronger_than_the_manual(
    sentences: dict[str, str], case: str, section: str, words: tuple[str, ...]
) -> None:
    assert [word for word in words if word not in sentences[case]] == [], (section, sentences[case])
