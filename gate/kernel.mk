# For a kernel's tree: `include scripts/memattr.mk` in the Makefile, then `make memattrcheck`; or
# `make -f kernel.mk memattrcheck`. Findings look like those of a compiler, and the lines of C that
# the texts cite are compared with this tree.
MEMATTR ?= memattr
MEMATTR_TEXTS ?= Documentation/memattr/
MEMATTR_TREE ?= linux
srctree ?= .

PHONY += memattrcheck
.PHONY: memattrcheck
memattrcheck:
	$(Q)$(MEMATTR) check --format gcc $(MEMATTR_TEXTS)
	$(Q)$(MEMATTR) sources $(MEMATTR_TEXTS) --tree $(MEMATTR_TREE)=$(srctree)
