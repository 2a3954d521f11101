//! The byte order mark that may stand at the start of a stream.

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// What is known of the byte order mark.
#[derive(Debug)]
pub(super) enum Bom {
    /// So many bytes of it have been seen, at the very start of the stream.
    Seen(usize),
    /// It was skipped or did not come. Another one later is text.
    Past,
}

/// What is left of a chunk.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Skip<'a> {
    /// The chunk ended before it was clear.
    Undecided,
    /// This much is text.
    None(&'a [u8]),
    /// It was no mark after all: first the bytes withheld from earlier chunks are text, then the rest.
    Withheld(&'static [u8], &'a [u8]),
}

impl Default for Bom {
    fn default() -> Self {
        Self::Seen(0)
    }
}

impl Bom {
    pub(super) fn skip<'a>(&mut self, chunk: &'a [u8]) -> Skip<'a> {
        let Self::Seen(seen) = *self else {
            return Skip::None(chunk);
        };
        let missing = &BOM[seen..];
        if chunk.len() < missing.len() && missing.starts_with(chunk) {
            *self = Self::Seen(seen + chunk.len());
            return Skip::Undecided;
        }
        *self = Self::Past;
        match chunk.strip_prefix(missing) {
            Some(rest) => Skip::None(rest),
            None => Skip::Withheld(&BOM[..seen], chunk),
        }
    }
}
