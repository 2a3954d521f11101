//! The content type of a response: is it an event stream?

/// Whether a `Content-Type` header value names `text/event-stream`, with whatever parameters.
///
/// This is the Fetch standard's "extract a MIME type" as far as its essence goes: of several values joined by commas the
/// last valid one counts. A `charset` changes nothing: event streams are always UTF-8.
pub(crate) fn is_event_stream(bytes: &[u8]) -> bool {
    let (mut quoted, mut escaped) = (false, false);
    let values = bytes.split(|&byte| {
        match byte {
            _ if escaped => escaped = false,
            b'"' => quoted = !quoted,
            b'\\' => escaped = quoted,
            _ => {}
        }
        byte == b',' && !quoted
    });
    let last = values.filter_map(essence).last();
    last.is_some_and(|essence| essence.eq_ignore_ascii_case(b"text/event-stream"))
}

/// The `type/subtype` of a MIME type, if it is one. `*/*` does not count.
fn essence(value: &[u8]) -> Option<&[u8]> {
    let mut essence = value.split(|&byte| byte == b';').next()?;
    while let [b' ' | b'\t' | b'\r' | b'\n', rest @ ..] | [rest @ .., b' ' | b'\t' | b'\r' | b'\n'] = essence {
        essence = rest;
    }
    let slash = essence.iter().position(|&b| b == b'/')?;
    (is_token(&essence[..slash]) && is_token(&essence[slash + 1..]) && essence != b"*/*").then_some(essence)
}

fn is_token(bytes: &[u8]) -> bool {
    !bytes.is_empty()
        && bytes
            .iter()
            .all(|b| matches!(b, b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'.' | b'0'..=b'9' | b'A'..=b'Z' | b'^'..=b'z' | b'|' | b'~'))
}

#[cfg(test)]
mod tests {
    use super::is_event_stream;

    #[test]
    fn parameters_case_and_white_space_do_not_matter() {
        for value in [
            "text/event-stream",
            "text/event-stream;",
            "text/event-stream; charset=utf-8",
            "text/event-stream;charset=windows-1252",
            "TEXT/Event-Stream",
            " \ttext/event-stream \t; x",
        ] {
            assert!(is_event_stream(value.as_bytes()), "{value:?}");
        }
    }

    #[test]
    fn other_types_are_refused() {
        for value in [
            "",
            "text/html",
            "text/event-streams",
            "text/event stream",
            "text /event-stream",
            "text/event-stream x",
            "text/x-bogus",
            "x bogus",
            "event-stream",
            "text/",
            "/event-stream",
            "*/*",
        ] {
            assert!(!is_event_stream(value.as_bytes()), "{value:?}");
        }
    }

    #[test]
    fn of_several_values_the_last_valid_one_counts() {
        assert!(is_event_stream(b"text/html, text/event-stream"));
        assert!(is_event_stream(b"text/event-stream, */*"));
        assert!(is_event_stream(b"text/event-stream, nonsense"));
        assert!(is_event_stream(br#"text/event-stream;a="x,\"text/html""#));
        assert!(!is_event_stream(b"text/event-stream, text/html"));
    }
}
