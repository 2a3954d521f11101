//! The parser beside those of other crates, on the workloads of the benchmark in the browser, which writes them to files.
//!
//! `npm run bench -- native` does that, and gives this the folder in `BENCH_WORKLOADS`.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use eventsource_stream::Eventsource;
use eventsource_wasm::Parser;
use futures_util::future::ready;
use futures_util::{FutureExt, Stream, StreamExt, TryStreamExt, stream};
use sse_stream::SseStream;
use std::convert::Infallible;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};
use std::{env, fs};

/// How many events there were, and how many bytes of data in them.
#[derive(Debug, Default, PartialEq)]
struct Seen {
    events: usize,
    bytes: usize,
}

impl Seen {
    fn add(&mut self, data: &str) {
        self.events += 1;
        self.bytes += black_box(data).len();
    }

    /// Of a stream that never has to wait. An error, as of a stream that is cut in the middle of a character, shows in what
    /// is missing.
    fn in_stream<E>(data: impl Stream<Item = Result<String, E>>) -> Self {
        let seen = data
            .filter_map(|data| ready(data.ok()))
            .fold(Self::default(), |mut seen, data| {
                seen.add(&data);
                ready(seen)
            });
        seen.now_or_never().expect("all chunks are there")
    }
}

/// Borrows each event's data, where the others copy it into a string of its own.
fn ours(chunks: &[&[u8]]) -> Seen {
    let mut parser = Parser::new();
    let mut seen = Seen::default();
    for chunk in chunks {
        for event in parser.feed(chunk) {
            seen.add(event.expect("no event is too large").data);
        }
    }
    seen
}

fn eventsource_stream(chunks: &[&[u8]]) -> Seen {
    let bytes = stream::iter(chunks.iter().map(Ok::<_, Infallible>));
    Seen::in_stream(bytes.eventsource().map_ok(|event| event.data))
}

fn sse_stream(chunks: &[&[u8]]) -> Seen {
    let bytes = stream::iter(chunks.iter().map(|chunk| Ok::<_, Infallible>(*chunk)));
    let events = SseStream::from_bytes_stream(bytes);
    Seen::in_stream(events.map_ok(|event| event.data.unwrap_or_default()))
}

type Parse = fn(&[&[u8]]) -> Seen;
const RIVALS: [(&str, Parse); 3] = [
    ("eventsource-wasm", ours),
    ("eventsource-stream", eventsource_stream),
    ("sse-stream", sse_stream),
];

/// Longer than this, a parser is not measured.
const PATIENCE: Duration = Duration::from_secs(1);

/// Parses more and more of the chunks. `None` if they would take too long: some parsers go over a long line again with
/// each chunk.
fn in_good_time(parse: Parse, chunks: &[&[u8]]) -> Option<Seen> {
    let mut some = chunks.len().min(64);
    loop {
        let began = Instant::now();
        let seen = parse(&chunks[..some]);
        if began.elapsed() > PATIENCE {
            return None;
        }
        if some == chunks.len() {
            return Some(seen);
        }
        some = chunks.len().min(some * 2);
    }
}

/// Chunks of `size` bytes; for 0, each event is one.
fn chunks(bytes: &[u8], size: usize) -> Vec<&[u8]> {
    if size > 0 {
        return bytes.chunks(size).collect();
    }
    let mut chunks = Vec::new();
    let mut start = 0;
    for end in 2..=bytes.len() {
        if bytes[..end].ends_with(b"\n\n") {
            chunks.push(&bytes[start..end]);
            start = end;
        }
    }
    chunks
}

fn parsers(criterion: &mut Criterion) {
    let folder = env::var("BENCH_WORKLOADS").expect("BENCH_WORKLOADS names the folder of the workloads");
    let folder = Path::new(&folder);
    let list = fs::read_to_string(folder.join("list")).expect("a list of the workloads");
    for line in list.lines() {
        let (name, size) = line.split_once(' ').expect("a name and a size");
        let bytes = fs::read(folder.join(name)).expect("the bytes of the workload");
        let chunks = chunks(&bytes, size.parse().expect("a number"));
        let expected = ours(&chunks);

        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        for (rival, parse) in RIVALS {
            let Some(seen) = in_good_time(parse, &chunks) else {
                println!("{name}/{rival}: gave up");
                continue;
            };
            assert_eq!(seen, expected, "{rival} on {name}");
            group.bench_function(rival, |bencher| bencher.iter(|| parse(&chunks)));
        }
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1));
    targets = parsers
}
criterion_main!(benches);
