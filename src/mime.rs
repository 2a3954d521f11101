//! The content type of a response: is it an event stream?

/// Whether a `Content-Type` header value names `text/event-stream`, with whatever parameters.
///
/// This is the Fetch standard's "extract a MIME type" as far as its essence goes: of several values joined by commas the
/// last valid one counts. A `charset` changes nothing: event streams are always UTF-8.
pub(crate) fn is_event_stream(content_type: &str) -> bool {
    split_values(content_type)
        .filter_map(essence)
        .next_back()
        .is_some_and(|essence| essence.eq_ignore_ascii_case("text/event-stream"))
}

/// Splits a header value at its commas, but for those in quoted strings.
fn split_values(value: &str) -> impl DoubleEndedIterator<Item = &str> {
    let mut values = Vec::new();
    let (mut start, mut quoted, mut escaped) = (0, false, false);
    for (at, byte) in value.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b',' if !quoted => {
                values.push(&value[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    values.push(&value[start..]);
    values.into_iter()
}

/// The `type/subtype` of a MIME type, if it is one. `*/*` does not count.
fn essence(value: &str) -> Option<&str> {
    let essence = value.split(';').next()?.trim_matches(is_http_whitespace);
    let (kind, subtype) = essence.split_once('/')?;
    (is_token(kind) && is_token(subtype) && essence != "*/*").then_some(essence)
}

fn is_http_whitespace(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

fn is_token(string: &str) -> bool {
    !string.is_empty()
        && string
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
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
            assert!(is_event_stream(value), "{value:?}");
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
            assert!(!is_event_stream(value), "{value:?}");
        }
    }

    #[test]
    fn of_several_values_the_last_valid_one_counts() {
        assert!(is_event_stream("text/html, text/event-stream"));
        assert!(is_event_stream("text/event-stream, */*"));
        assert!(is_event_stream("text/event-stream, nonsense"));
        assert!(is_event_stream(r#"text/event-stream;a="x,\"text/html""#));
        assert!(!is_event_stream("text/event-stream, text/html"));
    }
}
