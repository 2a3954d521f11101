//! What JavaScript is told: it reads it where it lies, in the engine's memory.

use crate::connection::Connection;
use crate::parser::Batch;

/// Numbers that JavaScript reads; for text, its address and how many bytes it has.
#[derive(Default)]
pub(super) struct Told([u32; 16]);

impl Told {
    /// Of a batch: its text; the address of its table, and how many numbers that has; flags: 1 if the text goes on with data
    /// of which earlier batches had pieces, 2 if the event behind it is too large; its comments, and the address of the table
    /// that says how many of the events came before each; how many bytes behind the text are a piece of the next event's data.
    pub(super) fn tell_batch(&mut self, batch: &Batch, too_large: bool) -> usize {
        let table = batch.table();
        self.put_bytes(0, batch.text());
        self.0[2] = table.as_ptr() as u32;
        self.0[3] = table.len() as u32;
        self.0[4] = u32::from(batch.continues()) | u32::from(too_large) << 1;
        let (comments, behind) = batch.comments();
        self.put_bytes(5, comments);
        self.0[7] = behind.as_ptr() as u32;
        self.0[8] = batch.piece().len() as u32;
        self.address()
    }

    /// Of the connection: the number of its attempt; how long the step may take, in ms, and the state of the page that ends it,
    /// as [`crate::connection::Page`] numbers it; in how many ms the failed attempt is followed by another; the code of the
    /// failure; the template of its message; the last event ID string. 2^32 - 1 stands for no time, 0 for no state of the page.
    pub(super) fn tell_connection(&mut self, connection: &Connection) -> usize {
        let wait = connection.wait();
        self.0[0] = connection.attempt();
        self.0[1] = wait.ms.unwrap_or(u32::MAX);
        self.0[2] = wait.page.map_or(0, |page| page as u32);
        self.0[3] = connection.retry_in().unwrap_or(u32::MAX);
        let (code, template) = connection.failure().words();
        self.put_bytes(4, code.as_bytes());
        self.put_bytes(6, template.as_bytes());
        self.put_bytes(8, connection.last_event_id());
        self.address()
    }

    fn put_bytes(&mut self, at: usize, bytes: &[u8]) {
        self.0[at] = bytes.as_ptr() as u32;
        self.0[at + 1] = bytes.len() as u32;
    }

    fn address(&self) -> usize {
        self.0.as_ptr() as usize
    }
}
