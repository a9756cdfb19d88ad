" Generated from the grammar of the language: do not edit.
au BufRead,BufNewFile *.attr setf memattr
