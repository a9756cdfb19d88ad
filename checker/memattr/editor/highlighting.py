"""The words of the grammar -> highlighting for Vim, Emacs and TextMate grammars."""

from __future__ import annotations

import json
from collections.abc import Mapping

from memattr.editor.tokens import keywords

NOTICE = "Generated from the grammar of the language: do not edit."
LITERAL = r"0b[01a-zA-Z_]+|0x[0-9a-fA-F_]+|[0-9]+"


def highlighting() -> Mapping[str, str]:
    """Each file by its path below `editors/`."""
    words = sorted(keywords())
    return {
        "vim/syntax/memattr.vim": _vim(words),
        "vim/ftdetect/memattr.vim": f'" {NOTICE}\nau BufRead,BufNewFile *.attr setf memattr\n',
        "emacs/memattr-mode.el": _emacs(words),
        "textmate/memattr.tmLanguage.json": _textmate(words),
    }


def _vim(words: list[str]) -> str:
    return f"""\" {NOTICE}
if exists("b:current_syntax") | finish | endif
syn keyword memattrKeyword {" ".join(words)}
syn match memattrNumber "\\<\\%(0b[01a-zA-Z_]\\+\\|0x[0-9a-fA-F_]\\+\\|[0-9]\\+\\)\\>"
syn region memattrString start=+"+ end=+"+ oneline
syn match memattrComment "#.*$"
hi def link memattrKeyword Keyword
hi def link memattrNumber Number
hi def link memattrString String
hi def link memattrComment Comment
setlocal commentstring=#\\ %s
let b:current_syntax = "memattr"
"""


def _emacs(words: list[str]) -> str:
    listed = " ".join(f'"{word}"' for word in words)
    return f""";;; memattr-mode.el --- Highlighting of .attr files  -*- lexical-binding: t -*-
;; {NOTICE}
(defconst memattr-keywords '({listed}))
(defvar memattr-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?# "<" table)
    (modify-syntax-entry ?\\n ">" table)
    (modify-syntax-entry ?_ "w" table)
    table))
(define-derived-mode memattr-mode prog-mode "memattr"
  "Major mode for .attr files."
  (setq-local comment-start "# ")
  (setq-local font-lock-defaults
              `(((,(regexp-opt memattr-keywords 'words) . font-lock-keyword-face)
                 ("\\\\_<\\\\(0[bx]\\\\w+\\\\|[0-9]+\\\\)\\\\_>" . font-lock-constant-face)))))
(add-to-list 'auto-mode-alist '("\\\\.attr\\\\'" . memattr-mode))
(provide 'memattr-mode)
"""


def _textmate(words: list[str]) -> str:
    patterns = [
        {"name": "comment.line.number-sign.memattr", "match": "#.*$"},
        {"name": "string.quoted.double.memattr", "match": '"[^"\n]*"'.replace("\n", "\\n")},
        {"name": "constant.numeric.memattr", "match": rf"\b(?:{LITERAL})\b"},
        {"name": "keyword.control.memattr", "match": rf"\b(?:{'|'.join(words)})\b"},
    ]
    grammar = {
        "comment": NOTICE,
        "name": "memattr",
        "scopeName": "source.memattr",
        "fileTypes": ["attr"],
        "patterns": patterns,
    }
    return json.dumps(grammar, indent=2) + "\n"
