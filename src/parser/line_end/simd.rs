//! A block is two vectors of 128 bits.

use core::arch::wasm32::{i8x16_bitmask, i8x16_eq, i8x16_splat, u64x2, v128, v128_or};

/// How many bytes are looked at in one step.
pub(in crate::parser) const BLOCK: usize = 32;

/// The position of the first CR or LF.
pub(super) fn find(block: &[u8; BLOCK]) -> Option<usize> {
    // The compiler sees that such a pair is one load of 128 bits. What says so itself, v128_load, is unsafe.
    let word = |at| u64::from_le_bytes(block[at..][..8].try_into().unwrap_or_default());
    let (low, high) = (u64x2(word(0), word(8)), u64x2(word(16), word(24)));
    let found = u32::from(line_ends(low)) | u32::from(line_ends(high)) << 16;
    (found != 0).then_some(found.trailing_zeros() as usize)
}

fn line_ends(bytes: v128) -> u16 {
    i8x16_bitmask(v128_or(
        i8x16_eq(bytes, i8x16_splat(0x0A)),
        i8x16_eq(bytes, i8x16_splat(0x0D)),
    ))
}
