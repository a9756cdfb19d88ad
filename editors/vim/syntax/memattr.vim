" Generated from the grammar of the language: do not edit.
if exists("b:current_syntax") | finish | endif
syn keyword memattrKeyword action after and answer any as at axiom be because behaviour bits by case cell choice column columns constant control cover cpu default define defined defining dropping each effective encoding enum every example examples field find first for from function given grid group guest hypervisor identifier implementation implies import impossible in invariant is layout least line machine manual mask may meaning none not of offers on or order otherwise out output page passes passing policy prefer procedure promise promises prove read reads record ref refute requires returns rows rules scope sets setting show source spec state stated step strong strongest support survey system table to tree type undefining under unpredictable value values view when where with
syn match memattrNumber "\<\%(0b[01a-zA-Z_]\+\|0x[0-9a-fA-F_]\+\|[0-9]\+\)\>"
syn region memattrString start=+"+ end=+"+ oneline
syn match memattrComment "#.*$"
hi def link memattrKeyword Keyword
hi def link memattrNumber Number
hi def link memattrString String
hi def link memattrComment Comment
setlocal commentstring=#\ %s
let b:current_syntax = "memattr"
