#include <stdio.h>

static int half(int s1, int s2) { return s1 == 4 || s2 == 1 ? 4 : s1; }

static int combined(int mair, int memattr)
{
    if (memattr < 4) /* a Device type of stage 2 */
        return mair < 16 && mair < memattr << 2 ? mair : memattr << 2;
    return mair < 16 ? mair : half(mair >> 4, memattr >> 2) << 4 | half(mair & 15, memattr & 3);
}

int main(void)
{
    int mair, memattr;
    scanf("%*s");
    puts("par_attr");
    while (scanf("%d,%d", &mair, &memattr) == 2)
        printf("%d\n", combined(mair, memattr));
}
