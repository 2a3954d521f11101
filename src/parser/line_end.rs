//! Finding the end of a line.

/// Bytes looked at in one step; the compiler turns the loop over them into vector instructions.
const BLOCK: usize = 16;

/// The position of the first CR or LF.
pub(super) fn find(bytes: &[u8]) -> Option<usize> {
    let mut start = 0;
    for block in bytes.chunks_exact(BLOCK) {
        // No early exit inside a block: that is what lets it be vectorised.
        if block.iter().fold(false, |found, &byte| found | is_line_end(byte)) {
            break;
        }
        start += BLOCK;
    }
    bytes[start..]
        .iter()
        .position(|&byte| is_line_end(byte))
        .map(|at| start + at)
}

fn is_line_end(byte: u8) -> bool {
    byte == b'\n' || byte == b'\r'
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn finds_either_at_every_position() {
        for len in 0..50 {
            let mut bytes = vec![b'x'; len];
            assert_eq!(find(&bytes), None, "{len} bytes without a line end");
            for at in 0..len {
                for end in [b'\n', b'\r'] {
                    bytes[at] = end;
                    assert_eq!(find(&bytes), Some(at), "{end} at {at} of {len}");
                }
                bytes[at] = b'x';
            }
        }
    }

    #[test]
    fn finds_the_first_of_several() {
        assert_eq!(find(b"0123456789abcdefgh\r\n\n"), Some(18));
    }
}
