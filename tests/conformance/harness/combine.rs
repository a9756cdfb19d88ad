use std::io::{stdin, BufRead};

fn half(s1: u8, s2: u8) -> u8 { if s1 == 4 || s2 == 1 { 4 } else { s1 } }

fn main() {
    println!("par_attr");
    for line in stdin().lock().lines().skip(1).map(Result::unwrap) {
        let v: Vec<u8> = line.split(',').map(|cell| cell.parse().unwrap()).collect();
        println!("{}", match (v[0], v[1]) {
            (mair, memattr) if memattr < 4 => if mair < 16 { mair.min(memattr << 2) } else { memattr << 2 },
            (mair, _) if mair < 16 => mair,
            (mair, memattr) => half(mair >> 4, memattr >> 2) << 4 | half(mair & 15, memattr & 3),
        });
    }
}
