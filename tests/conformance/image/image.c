/* Asks the machine itself: sets stage 1 and stage 2, executes AT S12E1R and prints PAR_EL1.

   One page of 1 GB is translated, at address 0. Stage 1 has one table, its only entry maps the page
   with MAIR_EL1's first byte and SH[1:0]; stage 2 has one table, which maps the page with MemAttr and
   SH[1:0], and the memory that holds the table of stage 1 as Write-Back. Nothing is ever accessed
   there: AT only translates.

   What is printed, a line each:
     # text                                     comment; features of this cpu by name
     fwb cd dc m mair sh1 RRR...                all 64 results, SH2 changing fastest, then MemAttr
     fwb cd dc m mair sh1 memattr sh2 RRR       one result
   A result is ATTR in two digits and SH in one, or F and the fault status in two. All is hex.
   tests/conformance/image/answers.py makes a CSV file of it. */
#include <stdint.h>

#ifdef VECTORS
#include VECTORS
#endif

#ifndef UART
#define UART 0x09000000                     /* a PL011 that works: QEMU's virt machine */
#endif

#define READ(reg) ({ uint64_t v_; __asm__ volatile("mrs %0, " #reg : "=r"(v_)); v_; })
#define WRITE(reg, value) __asm__ volatile("msr " #reg ", %0" :: "r"((uint64_t)(value)))

enum {
    HCR_VM = 0, HCR_DC = 12, HCR_RW = 31, HCR_CD = 32, HCR_FWB = 46,
    VALID_BLOCK = 1, AF = 1 << 10, S2_READ_WRITE = 3 << 6, TABLE_BITS = 25, WRITE_BACK = 0xf
};

static uint64_t stage1[512] __attribute__((aligned(4096)));
static uint64_t stage2[512] __attribute__((aligned(4096)));
static uint64_t kept_hcr;

static void put(char c)
{
    volatile uint32_t *data = (volatile uint32_t *)UART, *flags = data + 0x18 / 4;
    while (*flags & 1 << 5)                 /* the transmitter is full */
        ;
    *data = (uint8_t)c;
}

static void say(const char *text)
{
    for (; *text; text++)
        put(*text);
}

static void hex(uint64_t value, int digits)
{
    while (digits--)
        put("0123456789abcdef"[value >> 4 * digits & 15]);
}

static void field(uint64_t value, int digits)
{
    hex(value, digits);
    put(' ');
}

void complain(uint64_t esr, uint64_t elr)
{
    say("\n# unexpected exception, ESR_EL2 ");
    field(esr, 8);
    hex(elr, 16);
    put('\n');
}

static void set_controls(int fwb, int cd, int dc, int m, int c)
{
    WRITE(hcr_el2, kept_hcr | 1ul << HCR_VM | 1ul << HCR_RW | (uint64_t)fwb << HCR_FWB
                   | (uint64_t)cd << HCR_CD | (uint64_t)dc << HCR_DC);
    WRITE(sctlr_el1, 0x30d00800 | (uint64_t)m | (uint64_t)c << 2);
}

static void set_stage1(int mair, int sh)
{
    WRITE(mair_el1, 0x0101010101010101ul * (uint64_t)mair);
    stage1[0] = VALID_BLOCK | AF | (uint64_t)sh << 8;
}

static void set_stage2(int memattr, int sh)
{
    stage2[0] = VALID_BLOCK | AF | S2_READ_WRITE | (uint64_t)memattr << 2 | (uint64_t)sh << 8;
}

static void ask(void)
{
    __asm__ volatile("dsb sy\n\ttlbi vmalls12e1\n\tdsb sy\n\tisb\n\t"
                     "at s12e1r, %0\n\tisb" :: "r"(0ul) : "memory");
    uint64_t par = READ(par_el1);
    if (par & 1) {
        put('F');
        hex(par >> 1 & 0x3f, 2);
    } else {
        hex(par >> 56, 2);
        hex(par >> 7 & 3, 1);
    }
}

static void controls_line(int fwb, int cd, int dc, int m, int mair, int sh1)
{
    set_controls(fwb, cd, dc, m, 1);
    set_stage1(mair, sh1);
    field((uint64_t)fwb, 1);
    field((uint64_t)cd, 1);
    field((uint64_t)dc, 1);
    field((uint64_t)m, 1);
    field((uint64_t)mair, 2);
    field((uint64_t)sh1, 1);
}

#ifdef VECTORS
static void ask_rows(int fwb_exists)
{
    for (unsigned n = 0; n < sizeof memattr_rows / sizeof *memattr_rows; n++) {
        const struct memattr_row *r = &memattr_rows[n];
        if (r->HCR_FWB && !fwb_exists)
            continue;
        controls_line(r->HCR_FWB, r->HCR_CD, r->HCR_DC, r->SCTLR_M, r->MAIR, r->SH1);
        field(r->MemAttr, 1);
        field(r->SH2, 1);
        set_stage2(r->MemAttr, r->SH2);
        ask();
        put('\n');
    }
}
#else
static void ask_line(int fwb, int cd, int dc, int m, int mair, int sh1)
{
    controls_line(fwb, cd, dc, m, mair, sh1);
    for (int n = 0; n < 64; n++) {
        set_stage2(n >> 2, n & 3);
        ask();
    }
    put('\n');
}

static void ask_rows(int fwb_exists)
{
    for (int fwb = 0; fwb <= fwb_exists; fwb++)
        for (int cd = 0; cd < 2; cd++) {
            for (int mair = 0; mair < 256; mair++)
                for (int sh1 = 0; sh1 < 4; sh1++)
                    ask_line(fwb, cd, 0, 1, mair, sh1);
            ask_line(fwb, cd, 0, 0, 0xff, 3);   /* stage 1 off */
            ask_line(fwb, cd, 1, 0, 0xff, 3);   /* stage 1 off and cacheable */
            ask_line(fwb, cd, 1, 1, 0xff, 3);
        }
}
#endif

static int feature(const char *name, int exists)
{
    say("# ");
    say(name);
    say(exists ? "=1\n" : "=0\n");
    return exists;
}

void ask_all(void)
{
    uint64_t tables = (uint64_t)stage1;
    say("# MIDR_EL1 ");
    hex(READ(midr_el1), 8);
    put('\n');
    uint64_t mte = READ(id_aa64pfr1_el1) >> 8 & 15;
    int fwb = feature("FEAT_S2FWB", (READ(id_aa64mmfr2_el1) >> 40 & 15) > 0);
    feature("FEAT_XS", (READ(id_aa64isar1_el1) >> 56 & 15) > 0);
    feature("FEAT_MTE2", mte > 1);
    feature("FEAT_MTE_PERM", mte > 1 && (READ(S3_0_C0_C4_2) & 15) > 0);

    kept_hcr = 0;
    WRITE(vtcr_el2, 1u << 31 | 1 << 6 | TABLE_BITS | 5 << 16);  /* 39 bits of IPA, 4 KB, 48 bits of PA */
    WRITE(vttbr_el2, (uint64_t)stage2);
    WRITE(tcr_el1, 1u << 23 | TABLE_BITS | 5ul << 32);          /* 39 bits of VA, 4 KB */
    WRITE(ttbr0_el1, tables);
    stage2[tables >> 30] = (tables & ~0x3ffffffful) | VALID_BLOCK | AF | S2_READ_WRITE
                           | WRITE_BACK << 2 | 3 << 8;
    ask_rows(fwb);
    say("# end\n");
}
