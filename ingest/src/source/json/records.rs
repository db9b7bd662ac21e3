//! The rows of a JSON text: the elements of the array that a pointer names, one at a time.

use std::io::BufRead;

use mirante_data::{detail, explain::Detail, name::did_you_mean};

use super::scan::{Extent, Scanner};

/// Members that are named when the one that was asked for is not there.
const SHOWN: usize = 20;

/// The elements of one array, wherever in the text it stands.
pub struct Records<R> {
    scanner: Scanner<R>,
    path: Vec<String>,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Before,
    Inside { is_first: bool },
    Behind,
}

impl<R: BufRead> Records<R> {
    /// The array under this pointer; an empty one is the whole text.
    pub fn new(input: R, path: Vec<String>) -> Result<Self, Detail> {
        Ok(Self { scanner: Scanner::new(input)?, path, state: State::Before })
    }

    /// Bytes passed so far.
    pub fn offset(&self) -> u64 {
        self.scanner.offset()
    }

    /// The text of the next element, up to a limit; none behind the last, when the rest of the text is whole too.
    pub fn next(&mut self, into: &mut Vec<u8>, limit: usize) -> Result<Option<Extent>, Detail> {
        if self.state == State::Before {
            self.enter()?;
            self.state = State::Inside { is_first: true };
        }
        let State::Inside { is_first } = &mut self.state else { return Ok(None) };
        if self.scanner.next_element(is_first)? {
            return self.scanner.value(into, limit).map(Some);
        }
        self.state = State::Behind;
        self.leave()?;
        Ok(None)
    }

    fn enter(&mut self) -> Result<(), Detail> {
        if self.scanner.peek()?.is_none() {
            return Err(detail!("d-json-empty", "it is empty"));
        }
        for segment in &self.path {
            self.scanner.expect(b'{')?;
            let (mut is_first, mut seen) = (true, Vec::new());
            loop {
                match self.scanner.next_member(&mut is_first)? {
                    Some(name) if name == *segment => break,
                    Some(name) => {
                        self.scanner.skip()?;
                        if seen.len() < SHOWN {
                            seen.push(name);
                        }
                    }
                    None => {
                        let near = did_you_mean(segment, seen.iter().map(String::as_str));
                        let none = detail!("d-json-no-member", "it has no `{name}`, only: {seen}", name = segment, seen = seen.join(", "));
                        return Err(none.near(near));
                    }
                }
            }
        }
        match self.scanner.peek()? {
            Some(b'{') => Err(detail!(
                "d-json-object",
                "an object stands where the array of rows should: say where it is with `records`, such as `records = \"/itens\"`"
            )),
            _ => self.scanner.expect(b'['),
        }
    }

    /// What stands behind the array; a second one under the same names could not be told from the first.
    fn leave(&mut self) -> Result<(), Detail> {
        for segment in self.path.iter().rev() {
            let mut is_first = false;
            while let Some(name) = self.scanner.next_member(&mut is_first)? {
                if name == *segment {
                    return Err(detail!("d-json-member-twice", "`{name}` stands in it twice", name = name));
                }
                self.scanner.skip()?;
            }
        }
        match self.scanner.peek()? {
            None => Ok(()),
            Some(_) => Err(self.scanner.broken("the end")),
        }
    }
}
