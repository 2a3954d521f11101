//! A block is two vectors of 128 bits.

use core::arch::wasm32::{i8x16_bitmask, i8x16_eq, i8x16_splat, v128, v128_load, v128_or};

/// How many bytes are looked at in one step.
pub(in crate::parser) const BLOCK: usize = 32;

/// The position of the first CR or LF.
pub(super) fn find(block: &[u8; BLOCK]) -> Option<usize> {
    let start = block.as_ptr().cast::<v128>();
    // SAFETY: the block holds two vectors, and need not be aligned: v128_load reads from any address.
    let (low, high) = unsafe { (v128_load(start), v128_load(start.add(1))) };
    let found = u32::from(line_ends(low)) | u32::from(line_ends(high)) << 16;
    (found != 0).then_some(found.trailing_zeros() as usize)
}

fn line_ends(bytes: v128) -> u16 {
    i8x16_bitmask(v128_or(
        i8x16_eq(bytes, i8x16_splat(0x0A)),
        i8x16_eq(bytes, i8x16_splat(0x0D)),
    ))
}
