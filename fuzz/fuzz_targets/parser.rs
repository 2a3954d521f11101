//! Feeds the parser with anything, cut anyhow: it must not matter how a stream is cut, and the native tests' oracle, which
//! reads the standard literally, must agree. The first byte of the input sets the bound on an event and the second the
//! size of the chunks; the rest is the stream.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/parser/oracle.rs"]
mod oracle;
#[path = "../../tests/parser/outcome.rs"]
mod outcome;

fuzz_target!(|input: &[u8]| {
    let &[bound, size, ref stream @ ..] = input else { return };
    let settings = outcome::Settings {
        // Half of the inputs have none; the others one that a stream of a fuzzer's size reaches.
        max_event_bytes: (bound < 128).then_some(bound.into()),
        ..Default::default()
    };
    let whole = settings.parse([stream]);
    assert_eq!(whole, settings.parse(stream.chunks(1)), "byte by byte");
    assert_eq!(
        whole,
        settings.parse(stream.chunks(usize::from(size).max(1))),
        "chunks of {size}"
    );
    // With a bound the oracle wants text: it counts decoded bytes.
    if settings.max_event_bytes.is_none() || std::str::from_utf8(stream).is_ok() {
        assert_eq!(whole, oracle::read(stream, settings), "the oracle");
    }
});
