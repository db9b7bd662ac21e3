//! A file of any encoding as UTF-8, decoded while it is read: only as much of it is held as a reader may go back.

use std::{
    fmt,
    fs::File,
    io::{self, Read, Seek, SeekFrom},
};

use encoding_rs::{Decoder, DecoderResult, Encoding};

use super::ROW_LIMIT;

/// How far back a reader may go: the raw text of the longest row, whose quotes may all be doubled, and what it read ahead.
const BACK: usize = 4 * ROW_LIMIT;
const CHUNK: usize = 64 * 1024;

/// Bytes that are not of the encoding that was named.
#[derive(Debug, Clone, Copy)]
pub struct WrongEncoding(pub &'static str);

impl fmt::Display for WrongEncoding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "its bytes are not {}", self.0)
    }
}

impl std::error::Error for WrongEncoding {}

/// Reads and goes back a little.
pub struct Decoding {
    file: File,
    decoder: Decoder,
    /// Bytes of the file that are not decoded yet.
    raw: Vec<u8>,
    is_over: bool,
    /// Decoded text, and where in the whole it begins.
    window: Vec<u8>,
    base: u64,
    /// Where the reader stands.
    position: u64,
}

impl Decoding {
    /// Over a file from where it stands.
    pub fn new(file: File, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder();
        Self { file, decoder, raw: Vec::new(), is_over: false, window: Vec::new(), base: 0, position: 0 }
    }

    fn end(&self) -> u64 {
        self.base + self.window.len() as u64
    }

    /// Decodes some more; false at the end of the file.
    fn more(&mut self) -> io::Result<bool> {
        if self.is_over {
            return Ok(false);
        }
        if self.window.len() > 2 * BACK {
            let passed = self.window.len() - BACK;
            self.window.drain(..passed);
            self.base += passed as u64;
        }
        let read = self.file.by_ref().take(CHUNK as u64).read_to_end(&mut self.raw)?;
        let is_last = read == 0;
        let from = self.window.len();
        let room = self.decoder.max_utf8_buffer_length_without_replacement(self.raw.len()).unwrap_or(4 * CHUNK);
        self.window.resize(from + room.max(16), 0);
        let (result, used, written) = self.decoder.decode_to_utf8_without_replacement(&self.raw, &mut self.window[from..], is_last);
        self.window.truncate(from + written);
        self.raw.drain(..used);
        match result {
            DecoderResult::Malformed(..) => return Err(io::Error::new(io::ErrorKind::InvalidData, WrongEncoding(self.decoder.encoding().name()))),
            DecoderResult::OutputFull => {}
            DecoderResult::InputEmpty => self.is_over = is_last,
        }
        Ok(true)
    }
}

impl Read for Decoding {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.position >= self.end() {
            if !self.more()? {
                return Ok(0);
            }
        }
        let from = usize::try_from(self.position - self.base).map_err(io::Error::other)?;
        let count = buffer.len().min(self.window.len() - from);
        buffer[..count].copy_from_slice(&self.window[from..from + count]);
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for Decoding {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
            SeekFrom::End(_) => None,
        };
        match target.filter(|at| (self.base..=self.end()).contains(at)) {
            Some(at) => {
                self.position = at;
                Ok(at)
            }
            None => Err(io::Error::new(io::ErrorKind::Unsupported, "a decoded file is not gone back in so far")),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn opened(bytes: &[u8], encoding: &'static Encoding) -> Decoding {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file.seek(SeekFrom::Start(0)).unwrap();
        Decoding::new(file, encoding)
    }

    #[test]
    fn text_comes_as_it_is_over_any_border_and_from_a_little_before() {
        let text: String = (0..200_000).map(|number| ["ção", "€", "😀", "a"][number % 4]).collect();
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut source = opened(&utf16, encoding_rs::UTF_16LE);
        let mut all = String::new();
        source.read_to_string(&mut all).unwrap();
        assert_eq!(all, text);
        source.seek(SeekFrom::Current(-10)).unwrap();
        let mut end = Vec::new();
        source.read_to_end(&mut end).unwrap();
        assert_eq!(end, &text.as_bytes()[text.len() - 10..]);
    }

    #[test]
    fn no_more_is_held_than_may_be_gone_back() {
        let bytes = vec![b'\xe7'; 12 * BACK / 10 * 2];
        let mut source = opened(&bytes, encoding_rs::WINDOWS_1252);
        let copied = io::copy(&mut source, &mut io::sink()).unwrap();
        assert_eq!(copied, 2 * bytes.len() as u64);
        assert!(source.window.len() <= 2 * BACK + 8 * CHUNK && source.base > 0);
        assert!(source.seek(SeekFrom::Start(0)).is_err());
    }

    #[test]
    fn wrong_bytes_are_an_error() {
        let error = io::copy(&mut opened(b"ab\xff\xff", encoding_rs::SHIFT_JIS), &mut io::sink()).unwrap_err();
        assert!(error.get_ref().is_some_and(|inner| inner.is::<WrongEncoding>()), "{error}");
    }
}
