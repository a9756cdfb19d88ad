/* The attributes that AT S12E1R reports, written from DDI 0487 alone and on purpose in another way
   than the specification: codes of MAIR_EL1 all the way through, no record, no case names.

   Reads rows of MAIR,SH1,MemAttr,SH2,HCR_FWB,HCR_CD,HCR_DC,SCTLR_M,SCTLR_C and writes
   par_attr,par_sh. The cpu has FEAT_S2FWB and no FEAT_XS, FEAT_MTE2 or FEAT_LPA2. FAULT, if it is
   defined, breaks one thing; the number says which. */
#include <stdio.h>
#include <stdlib.h>

#ifndef FAULT
#define FAULT 0
#endif

enum { NSH = 0, OSH = 2, ISH = 3 };
enum { NC = 0x4, WB_RWA = 0xf };
enum { NORMAL_NC = NC << 4 | NC, NORMAL_WB = WB_RWA << 4 | WB_RWA };

static int is_device(int attr) { return attr < 0x10; }

/* 0 Non-cacheable, 1 Write-Through, 2 Write-Back: four bits of MAIR_EL1. */
static int rank(int half)
{
    if (half == NC)
        return 0;
    return half & 4 ? 2 : 1;
}

/* Table D8-98: the stronger of a half of stage 1 and two bits of MemAttr; hints are stage 1's. */
static int strongest_half(int half, int stage2)
{
    int r = rank(half), s = stage2 - 1;
    if (FAULT == 1 && r && s)
        return s == 2 ? half | 4 : half;        /* Write-Back over Write-Through */
    if (r == 0 || s == 0)
        return NC;
    if (FAULT == 2 && s == 1)
        return (half & 3) | 8;                  /* a transient hint is lost */
    return s == 1 ? half & ~4 : half;
}

/* SH[1:0]: Outer over Inner over Non-shareable, Table D8-103. */
static int strongest_sh(int a, int b)
{
    if (a == OSH || b == OSH)
        return FAULT == 3 && (a == ISH || b == ISH) ? ISH : OSH;
    return a == ISH || b == ISH ? ISH : NSH;
}

/* Of FAULT 12: the low halves alone, also of Normal memory, tell Device types apart. */
static int low_halves(int a, int b)
{
    for (int type = 0; type < 0xc; type += 4)
        if (a == type || b == type)
            return type;
    return 0xc;
}

/* HCR_EL2.FWB=0: Tables D8-96 and D8-97. */
static int combined(int s1, int memattr, int cd)
{
    if (FAULT == 12 && memattr >= 4 && is_device(s1))
        return low_halves(s1, cd ? 4 : (memattr & 3) << 2);
    if (FAULT == 12 && memattr < 4)
        return low_halves(s1 & 15, memattr << 2);
    if (FAULT == 15 && memattr >= 4 && cd)
        return NORMAL_NC;                       /* even over Device memory of stage 1 */
    if (memattr < 4) {                          /* a Device type of stage 2 */
        int stage2 = memattr << 2;
        if (!is_device(s1))
            return stage2;
        if (FAULT == 4)
            return s1 > stage2 ? s1 : stage2;   /* the weaker of two Device types */
        return s1 < stage2 ? s1 : stage2;
    }
    if (is_device(s1))
        return s1;
    if (cd && FAULT != 5)                       /* HCR_EL2.CD=1 makes stage 2 Non-cacheable */
        return NORMAL_NC;
    if (FAULT == 11)                            /* Inner and Outer of MemAttr exchanged */
        memattr = (memattr & 3) << 2 | memattr >> 2;
    return strongest_half(s1 >> 4, memattr >> 2) << 4 | strongest_half(s1 & 15, memattr & 3);
}

static int forced_half(int half)
{
    if (FAULT == 19 && half == NC)
        return 0xc;                             /* no hint in place of Read- and Write-Allocate */
    return half == NC ? WB_RWA : half | 4;      /* R_THYXB, R_TBQKG */
}

/* HCR_EL2.FWB=1: Tables D8-100 and D8-101; MemAttr[3] is RES0 without FEAT_MTE_PERM. */
static int forced(int s1, int memattr, int cd)
{
    int attr;
    if (FAULT == 13 && memattr & 8)
        return 0;                               /* taken to be reserved, and Device */
    switch (memattr & 7) {
    case 0: case 1: case 2: case 3:
        attr = (memattr & 3) << 2;
        if (is_device(s1) && s1 < attr)
            attr = s1;
        break;
    case 6:
        if (is_device(s1))
            attr = FAULT == 6 ? s1 : NORMAL_WB; /* Device memory is not forced to Write-Back */
        else if (FAULT == 7)
            attr = NORMAL_WB;                   /* the hints of stage 1 are lost */
        else
            attr = forced_half(s1 >> 4) << 4 | forced_half(s1 & 15);
        break;
    case 7:
        attr = s1;
        break;
    default:
        attr = is_device(s1) && FAULT != 18 ? s1 : NORMAL_NC;
    }
    return cd && !is_device(attr) && FAULT != 14 ? NORMAL_NC : attr;
}

int main(void)
{
    char line[256];
    if (!fgets(line, sizeof line, stdin))
        return 1;
    puts("par_attr,par_sh");
    while (fgets(line, sizeof line, stdin)) {
        char *at = line;
        int v[9];
        for (int i = 0; i < 9; i++, at++)
            v[i] = (int)strtol(at, &at, 0);
        int mair = v[0], sh1 = v[1], memattr = v[2], sh2 = v[3], fwb = v[4], cd = v[5], dc = v[6];
        int s1_on = v[7] && (!dc || FAULT == 20), c = v[8];
        int s1 = mair, sh = sh1;
        if (!s1_on) {                           /* D8.2.12 */
            s1 = dc ? NORMAL_WB : 0;
            sh = dc ? (FAULT == 8 ? ISH : NSH) : (FAULT == 16 ? NSH : OSH);
        } else if (!c && !is_device(s1) && FAULT != 9) {
            s1 = NORMAL_NC;                     /* SCTLR_EL1.C=0 */
        }
        int attr = fwb ? forced(s1, memattr, cd) : combined(s1, memattr, cd);
        sh = strongest_sh(sh, sh2);
        if ((is_device(attr) && FAULT != 17) || (attr == NORMAL_NC && FAULT != 10))
            sh = OSH;
        printf("0x%02x,%d\n", attr, sh);
    }
    return 0;
}
