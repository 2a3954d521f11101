//! Finding the end of a line, a block of bytes at a time.

#[cfg_attr(all(target_arch = "wasm32", target_feature = "simd128"), path = "line_end/simd.rs")]
#[cfg_attr(
    not(all(target_arch = "wasm32", target_feature = "simd128")),
    path = "line_end/scalar.rs"
)]
mod block;

pub(super) use block::BLOCK;

/// The position of the first CR or LF.
pub(super) fn find(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    while let Some(block) = bytes[at..].first_chunk() {
        if let Some(found) = block::find(block) {
            return Some(at + found);
        }
        at += BLOCK;
    }
    let found = bytes[at..].iter().position(|&byte| is_line_end(byte))?;
    Some(at + found)
}

/// Copies what stands before the first CR or LF to the start of `to`, and returns how many bytes that is. Behind them
/// `to` may be overwritten; it must be longer than `from` by a block.
pub(super) fn copy_line(from: &[u8], to: &mut [u8]) -> usize {
    let mut at = 0;
    while let (Some(block), Some(room)) = (from[at..].first_chunk(), to[at..].first_chunk_mut()) {
        *room = *block;
        if let Some(found) = block::find(block) {
            return at + found;
        }
        at += BLOCK;
    }
    while let (Some(&byte), Some(room)) = (from.get(at), to.get_mut(at)) {
        if is_line_end(byte) {
            break;
        }
        *room = byte;
        at += 1;
    }
    at
}

fn is_line_end(byte: u8) -> bool {
    byte == b'\n' || byte == b'\r'
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, copy_line, find};

    /// Both ways to find it, and what is copied on the way.
    fn first(bytes: &[u8]) -> Option<usize> {
        let found = find(bytes);
        let mut copy = vec![b'?'; bytes.len() + BLOCK];
        let len = copy_line(bytes, &mut copy);
        assert_eq!(len, found.unwrap_or(bytes.len()), "{bytes:?}");
        assert_eq!(copy[..len], bytes[..len]);
        found
    }

    #[test]
    fn finds_either_at_every_position() {
        for len in 0..50 {
            let mut bytes = vec![b'x'; len];
            assert_eq!(first(&bytes), None, "{len} bytes without a line end");
            for at in 0..len {
                for end in [b'\n', b'\r'] {
                    bytes[at] = end;
                    assert_eq!(first(&bytes), Some(at), "{end} at {at} of {len}");
                }
                bytes[at] = b'x';
            }
        }
    }

    #[test]
    fn finds_the_first_of_several() {
        assert_eq!(first(b"0123456789abcdefgh\r\n\n"), Some(18));
        assert_eq!(first(b"0123456789\n\r\r"), Some(10));
    }

    #[test]
    fn takes_nothing_else_for_a_line_end() {
        for byte in (0..=255).filter(|byte| ![b'\n', b'\r'].contains(byte)) {
            let mut bytes = [byte; 50];
            assert_eq!(first(&bytes), None, "{byte}");
            bytes[40] = b'\r';
            assert_eq!(first(&bytes), Some(40), "{byte} before it");
        }
    }
}
