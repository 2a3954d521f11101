//! The fields of an event, and the recognition of their names.

/// A field that the standard knows. All others are ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Data,
    Event,
    Id,
    Retry(Digits),
}

impl Field {
    /// The field whose name the bytes start with, and what is behind its colon.
    pub(super) fn strip(bytes: &[u8]) -> Option<(Self, &[u8])> {
        // Patterns are compared on the spot, while `strip_prefix` would call a function for each.
        match bytes {
            [b'd', b'a', b't', b'a', b':', value @ ..] => Some((Self::Data, value)),
            [b'e', b'v', b'e', b'n', b't', b':', value @ ..] => Some((Self::Event, value)),
            [b'i', b'd', b':', value @ ..] => Some((Self::Id, value)),
            _ => None,
        }
    }
}

/// A field name while it is read.
///
/// No known name is longer than five bytes, so six tell all that matters: a longer name is unknown, and the length of an
/// unknown name is of no interest.
#[derive(Debug, Default)]
pub(super) struct FieldName {
    bytes: [u8; 6],
    len: usize,
}

impl FieldName {
    /// Takes bytes up to and including the first colon. Returns how many it took and whether the colon was among them.
    pub(super) fn take(&mut self, bytes: &[u8]) -> (usize, bool) {
        for (taken, &byte) in bytes.iter().enumerate() {
            if byte == b':' {
                return (taken + 1, true);
            }
            if let Some(free) = self.bytes.get_mut(self.len) {
                *free = byte;
                self.len += 1;
            }
        }
        (bytes.len(), false)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The field of that name. Names are compared as they are: `Data` is not `data`.
    pub(super) fn field(&self) -> Option<Field> {
        match &self.bytes[..self.len] {
            b"data" => Some(Field::Data),
            b"event" => Some(Field::Event),
            b"id" => Some(Field::Id),
            b"retry" => Some(Field::Retry(Digits::default())),
            _ => None,
        }
    }
}

/// The value of a `retry` field while it is read: "if the field value consists of only ASCII digits, then interpret the
/// field value as an integer in base ten".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Digits {
    /// Nothing yet. An empty value is no integer.
    #[default]
    Empty,
    /// So far a number; beyond 64 bits, the greatest.
    Number(u64),
    /// Something else.
    Invalid,
}

impl Digits {
    pub(super) fn take(self, bytes: &[u8]) -> Self {
        bytes.iter().fold(self, |digits, &byte| match digits {
            Self::Empty if byte.is_ascii_digit() => Self::Number(u64::from(byte - b'0')),
            Self::Number(n) if byte.is_ascii_digit() => {
                Self::Number(n.saturating_mul(10).saturating_add(u64::from(byte - b'0')))
            }
            _ => Self::Invalid,
        })
    }

    pub(super) fn value(self) -> Option<u64> {
        match self {
            Self::Number(n) => Some(n),
            Self::Empty | Self::Invalid => None,
        }
    }
}
