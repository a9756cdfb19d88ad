"""The collection of policies and claims that rules/ was written from, against rules/.

The tables beside this file hold identifiers and facts only: how each policy is encoded, which
control bits its source fixes, and which verdict each claim was given by hand."""
