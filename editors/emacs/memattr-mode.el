;;; memattr-mode.el --- Highlighting of .attr files  -*- lexical-binding: t -*-
;; Generated from the grammar of the language: do not edit.
(defconst memattr-keywords '("action" "after" "and" "answer" "any" "as" "at" "axiom" "be" "because" "behaviour" "bits" "by" "case" "cell" "choice" "column" "columns" "constant" "control" "cover" "cpu" "default" "define" "defined" "defining" "dropping" "each" "effective" "encoding" "enum" "every" "example" "examples" "field" "find" "first" "for" "from" "function" "given" "grid" "group" "guest" "hypervisor" "identifier" "implementation" "implies" "import" "impossible" "in" "invariant" "is" "layout" "least" "line" "machine" "manual" "mask" "may" "meaning" "none" "not" "of" "offers" "on" "or" "order" "otherwise" "out" "output" "page" "passes" "passing" "policy" "prefer" "procedure" "promise" "promises" "prove" "read" "reads" "record" "ref" "refute" "requires" "returns" "rows" "rules" "scope" "sets" "setting" "show" "source" "spec" "state" "stated" "step" "strong" "strongest" "support" "survey" "system" "table" "to" "tree" "type" "undefining" "under" "unpredictable" "value" "values" "view" "when" "where" "with"))
(defvar memattr-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?# "<" table)
    (modify-syntax-entry ?\n ">" table)
    (modify-syntax-entry ?_ "w" table)
    table))
(define-derived-mode memattr-mode prog-mode "memattr"
  "Major mode for .attr files."
  (setq-local comment-start "# ")
  (setq-local font-lock-defaults
              `(((,(regexp-opt memattr-keywords 'words) . font-lock-keyword-face)
                 ("\\_<\\(0[bx]\\w+\\|[0-9]+\\)\\_>" . font-lock-constant-face)))))
(add-to-list 'auto-mode-alist '("\\.attr\\'" . memattr-mode))
(provide 'memattr-mode)
