//! The fields of an event, and the recognition of their names.

/// A field that the standard knows, or what is to be read like one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Data,
    Event,
    Id,
    Retry,
    Comment,
    Unknown,
}

/// So many bytes of a line tell its field: the longest name, its colon, and the space behind that.
pub(super) const TELLING: usize = 7;

/// A reconnection time of more is ignored: it would have to be held until its end is known to be a digit too.
pub(super) const MOST_DIGITS: usize = 1 << 10;

impl Field {
    /// The field of a line that is not empty, and its value.
    pub(super) fn split(line: &[u8]) -> (Self, &[u8]) {
        let (name, value) = match line.iter().position(|&byte| byte == b':') {
            Some(colon) => (&line[..colon], &line[colon + 1..]),
            // "Otherwise, the string is not empty but does not contain a U+003A COLON character (:): process the field
            // using the whole line as the field name, and the empty string as the field value."
            None => (line, &[][..]),
        };
        // Names are compared as they are: `Data` is not `data`.
        let field = match name {
            b"data" => Self::Data,
            b"event" => Self::Event,
            b"id" => Self::Id,
            b"retry" => Self::Retry,
            b"" => Self::Comment,
            _ => Self::Unknown,
        };
        // "If value starts with a U+0020 SPACE character, remove it from value."
        (field, value.strip_prefix(b" ").unwrap_or(value))
    }
}

/// The integer in base ten that nothing but ASCII digits makes. One beyond 64 bits is the greatest.
pub(crate) fn number(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0, |number: u64, digit| match digit {
        // `saturating_mul` would bring a multiplication with 128 bits.
        b'0'..=b'9' if number > u64::MAX / 10 => Some(u64::MAX),
        b'0'..=b'9' => Some((number * 10).saturating_add(u64::from(digit - b'0'))),
        _ => None,
    })
}
