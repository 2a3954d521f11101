//! A block is some machine words.

/// How many bytes are looked at in one step.
pub(in crate::parser) const BLOCK: usize = 4 * WORD;

const WORD: usize = size_of::<usize>();

/// Each byte of a word.
const ONES: usize = usize::MAX / 0xFF;

/// The position of the first CR or LF.
pub(super) fn find(block: &[u8; BLOCK]) -> Option<usize> {
    let mut words = [0; 4];
    for (word, bytes) in words.iter_mut().zip(block.chunks_exact(WORD)) {
        let word_bytes = bytes.try_into().unwrap_or_default();
        *word = line_ends(usize::from_le_bytes(word_bytes));
    }
    // All at once, as nearly every block has none.
    if words.iter().fold(0, |all, word| all | word) == 0 {
        return None;
    }
    let number = words.iter().position(|&word| word != 0)?;
    Some(number * WORD + words[number].trailing_zeros() as usize / 8)
}

fn line_ends(word: usize) -> usize {
    zeros(word ^ (ONES * 0x0A)) | zeros(word ^ (ONES * 0x0D))
}

/// Sets the highest bit of each byte that is zero. It may set others too, but none below the first of these.
fn zeros(word: usize) -> usize {
    word.wrapping_sub(ONES) & !word & (ONES * 0x80)
}
