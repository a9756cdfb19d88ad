/* Entered at EL2 with the MMU off, at any address: all addresses are relative. */
    .section .text.boot, "ax"
    .global _start
_start:
    mrs     x0, mpidr_el1
    tst     x0, #0xff
    b.ne    park                    /* one cpu asks */
    mrs     x0, CurrentEL
    cmp     x0, #0x8
    b.ne    park                    /* AT S12E1R asks about EL1 from EL2 */
    adrp    x0, stack_top
    add     sp, x0, :lo12:stack_top
    adrp    x0, bss_start
    add     x0, x0, :lo12:bss_start
    adrp    x1, bss_end
    add     x1, x1, :lo12:bss_end
1:  cmp     x0, x1
    b.hs    2f
    str     xzr, [x0], #8
    b       1b
2:  adr     x0, vectors
    msr     vbar_el2, x0
    isb
    bl      ask_all
off:
    movz    x0, #0x8400, lsl #16    /* PSCI SYSTEM_OFF; a board without it stays here */
    movk    x0, #0x0008
    smc     #0
park:
    wfe
    b       park

    .balign 2048
vectors:                            /* anything unexpected: say so and stop */
    .rept 16
    .balign 128
    mrs     x0, esr_el2
    mrs     x1, elr_el2
    bl      complain
    b       off
    .endr
