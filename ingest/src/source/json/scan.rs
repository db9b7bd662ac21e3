//! JSON, one value at a time: where each begins and ends, so that an array of any length is never held whole.
//!
//! Only brackets and quotes are looked at here; what stands between them is parsed by `serde_json`, value by value.

use std::io::BufRead;

use mirante_data::{detail, explain::Detail};

use crate::source::FIELD_LIMIT;

/// A reader of values that knows where it stands.
pub struct Scanner<R> {
    input: R,
    offset: u64,
}

/// How large a value was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// Did it have more bytes than were to be kept? Then only its beginning was.
    pub is_too_large: bool,
    /// Brackets inside brackets at its deepest.
    pub depth: usize,
}

impl<R: BufRead> Scanner<R> {
    /// A scanner at the beginning of a text; a UTF-8 mark there is no part of it.
    pub fn new(input: R) -> Result<Self, Detail> {
        let mut scanner = Self { input, offset: 0 };
        let start = scanner.fill()?;
        if start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]) {
            return Err(detail!("d-json-wide", "it is UTF-16; JSON is written in UTF-8"));
        }
        if start.starts_with(&[0xef, 0xbb, 0xbf]) {
            scanner.consume(3);
        }
        Ok(scanner)
    }

    /// Bytes passed so far.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    fn fill(&mut self) -> Result<&[u8], Detail> {
        self.input.fill_buf().map_err(|error| Detail::from(error.to_string()))
    }

    fn consume(&mut self, bytes: usize) {
        self.input.consume(bytes);
        self.offset += bytes as u64;
    }

    /// The next byte that is no blank, not yet consumed; none at the end.
    pub fn peek(&mut self) -> Result<Option<u8>, Detail> {
        loop {
            let buffer = self.fill()?;
            let (length, found) = (buffer.len(), buffer.iter().position(|byte| !byte.is_ascii_whitespace()));
            match found {
                _ if length == 0 => return Ok(None),
                Some(blanks) => {
                    let byte = buffer[blanks];
                    self.consume(blanks);
                    return Ok(Some(byte));
                }
                None => self.consume(length),
            }
        }
    }

    /// Passes this byte; anything else there is a broken text.
    pub fn expect(&mut self, byte: u8) -> Result<(), Detail> {
        if self.peek()? == Some(byte) {
            self.consume(1);
            return Ok(());
        }
        Err(self.broken(&format!("`{}`", char::from(byte))))
    }

    /// Passes to the next element of the array that was opened; false behind its last.
    pub fn next_element(&mut self, is_first: &mut bool) -> Result<bool, Detail> {
        match self.peek()? {
            Some(b']') => {
                self.consume(1);
                return Ok(false);
            }
            Some(b',') if !*is_first => self.consume(1),
            _ if *is_first => {}
            _ => return Err(self.broken("`,` / `]`")),
        }
        *is_first = false;
        Ok(true)
    }

    /// Passes to the value of the next member of the object that was opened, and says its name; none behind its last.
    pub fn next_member(&mut self, is_first: &mut bool) -> Result<Option<String>, Detail> {
        match self.peek()? {
            Some(b'}') => {
                self.consume(1);
                return Ok(None);
            }
            Some(b',') if !*is_first => self.consume(1),
            _ if *is_first => {}
            _ => return Err(self.broken("`,` / `}`")),
        }
        *is_first = false;
        if self.peek()? != Some(b'"') {
            return Err(self.broken("`\"`"));
        }
        let mut name = Vec::new();
        let at = self.offset;
        let extent = self.value(&mut name, FIELD_LIMIT)?;
        let name = serde_json::from_slice(&name).ok().filter(|_| !extent.is_too_large);
        let name = name.ok_or_else(|| detail!("d-json-name", "at byte {offset}: the name of a member cannot be read", offset = at))?;
        self.expect(b':')?;
        Ok(Some(name))
    }

    /// Passes a value; its text is kept up to a limit.
    pub fn value(&mut self, keep: &mut Vec<u8>, limit: usize) -> Result<Extent, Detail> {
        keep.clear();
        let Some(first) = self.peek()? else { return Err(self.torn()) };
        if !(first == b'"' || first == b'{' || first == b'[' || first == b'-' || first.is_ascii_alphanumeric()) {
            return Err(self.broken("a value"));
        }
        let (mut state, mut is_too_large) = (State { is_scalar: first.is_ascii_alphanumeric() || first == b'-', ..State::default() }, false);
        loop {
            let buffer = self.fill()?;
            if buffer.is_empty() {
                if state.is_scalar {
                    break;
                }
                return Err(self.torn());
            }
            let (taken, is_over) = state.advance(buffer);
            let room = limit.saturating_sub(keep.len());
            is_too_large |= taken > room;
            keep.extend_from_slice(&buffer[..taken.min(room)]);
            self.consume(taken);
            if is_over {
                break;
            }
        }
        Ok(Extent { is_too_large, depth: state.deepest })
    }

    /// Passes a value without keeping it.
    pub fn skip(&mut self) -> Result<(), Detail> {
        self.value(&mut Vec::new(), 0).map(|_| ())
    }

    /// Something else stands here than what belongs here.
    pub fn broken(&mut self, wanted: &str) -> Detail {
        match self.peek() {
            Ok(None) => self.torn(),
            _ => detail!("d-json-broken", "at byte {offset} it is no JSON: {wanted} should stand there", offset = self.offset, wanted = wanted),
        }
    }

    fn torn(&self) -> Detail {
        detail!("d-json-torn", "it ends at byte {offset}, in the middle", offset = self.offset)
    }
}

/// Where in a value the scanner stands.
#[derive(Default)]
struct State {
    is_scalar: bool,
    depth: usize,
    deepest: usize,
    in_string: bool,
    is_escaped: bool,
}

impl State {
    /// How many bytes belong to the value, and whether it ends with them.
    fn advance(&mut self, buffer: &[u8]) -> (usize, bool) {
        if self.is_scalar {
            let end = buffer.iter().position(|byte| matches!(byte, b',' | b']' | b'}' | b':' | b'"' | b'{' | b'[') || byte.is_ascii_whitespace());
            return end.map_or((buffer.len(), false), |end| (end, true));
        }
        let mut place = 0;
        while place < buffer.len() {
            if self.is_escaped {
                self.is_escaped = false;
            } else if self.in_string {
                let Some(found) = memchr::memchr2(b'"', b'\\', &buffer[place..]) else { return (buffer.len(), false) };
                place += found;
                if buffer[place] == b'\\' {
                    self.is_escaped = true;
                } else {
                    self.in_string = false;
                    if self.depth == 0 {
                        return (place + 1, true);
                    }
                }
            } else {
                match buffer[place] {
                    b'"' => self.in_string = true,
                    b'{' | b'[' => {
                        self.depth += 1;
                        self.deepest = self.deepest.max(self.depth);
                    }
                    b'}' | b']' => {
                        self.depth = self.depth.saturating_sub(1);
                        if self.depth == 0 {
                            return (place + 1, true);
                        }
                    }
                    _ => {}
                }
            }
            place += 1;
        }
        (buffer.len(), false)
    }
}
