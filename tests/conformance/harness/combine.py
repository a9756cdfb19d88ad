import csv
import sys


def half(s1: int, s2: int) -> int:
    return 4 if s1 == 4 or s2 == 1 else s1


def combined(mair: int, memattr: int) -> int:
    if memattr < 4:  # a Device type of stage 2
        return min(mair, memattr << 2) if mair < 16 else memattr << 2
    return mair if mair < 16 else half(mair >> 4, memattr >> 2) << 4 | half(mair & 15, memattr & 3)


if __name__ == "__main__":
    print("par_attr")
    for row in csv.DictReader(sys.stdin):
        print(combined(int(row["MAIR"]), int(row["MemAttr"])))
