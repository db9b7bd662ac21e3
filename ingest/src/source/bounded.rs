//! Decompression that stops: at 200 times the compressed size, or at 2 GiB. What a file is packed with, its first bytes say.

use std::{
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom},
    path::Path,
};

use flate2::read::MultiGzDecoder;

pub(super) const RATIO_LIMIT: u64 = 200;
const SIZE_LIMIT: u64 = 2 * 1024 * 1024 * 1024;
/// zstd's window at most, as a power of two: 64 MiB.
const WINDOW_LOG: u32 = 26;
/// A small file may well be ten thousand equal lines; the ratio counts from here on.
pub(super) const RATIO_FROM: u64 = 16 * 1024 * 1024;

/// What a file is packed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    Gzip,
    Zstd,
}

fn packing(path: &Path) -> io::Result<Option<Packing>> {
    let mut magic = Vec::new();
    File::open(path)?.take(4).read_to_end(&mut magic)?;
    Ok(match magic.as_slice() {
        [0x1f, 0x8b, ..] => Some(Packing::Gzip),
        [0x28, 0xb5, 0x2f, 0xfd] => Some(Packing::Zstd),
        _ => None,
    })
}

/// Opens a file, unpacking it when its first bytes are those of gzip or zstd.
pub fn open(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    let packing = packing(path)?;
    let file = File::open(path)?;
    let limit = (file.metadata()?.len().saturating_mul(RATIO_LIMIT)).clamp(RATIO_FROM, SIZE_LIMIT);
    Ok(match packing {
        None => Box::new(file),
        Some(Packing::Gzip) => Box::new(Bounded { inner: MultiGzDecoder::new(BufReader::new(file)), left: limit, limit }),
        Some(Packing::Zstd) => {
            let mut inner = zstd::stream::read::Decoder::new(file)?;
            inner.window_log_max(WINDOW_LOG)?;
            Box::new(Bounded { inner, left: limit, limit })
        }
    })
}

/// The same where a reader must be able to go back: what is packed is unpacked into a file without a name first.
pub fn open_seekable(path: &Path) -> io::Result<File> {
    if packing(path)?.is_none() {
        return File::open(path);
    }
    let mut unpacked = tempfile::tempfile()?;
    io::copy(&mut open(path)?, &mut unpacked)?;
    unpacked.seek(SeekFrom::Start(0))?;
    Ok(unpacked)
}

struct Bounded<R> {
    inner: R,
    left: u64,
    limit: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| {
            io::Error::other(format!("unpacks to more than {} MiB, which no honest log of its size does", self.limit / 1024 / 1024))
        })?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    #[test]
    fn a_bomb_stops_and_names_its_size() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bomb.xes.gz");
        let mut packer = GzEncoder::new(File::create(&path).unwrap(), Compression::best());
        let zeros = vec![0; 1024 * 1024];
        for _ in 0..64 {
            packer.write_all(&zeros).unwrap();
        }
        packer.finish().unwrap();
        let error = io::copy(&mut open(&path).unwrap(), &mut io::sink()).unwrap_err();
        assert!(error.to_string().contains("MiB"), "{error}");
        assert!(open_seekable(&path).is_err());
        let path = folder.path().join("bomb.jsonl.zst");
        let packed = zstd::encode_all(io::repeat(0).take(64 * 1024 * 1024), 19).unwrap();
        std::fs::write(&path, packed).unwrap();
        let error = io::copy(&mut open(&path).unwrap(), &mut io::sink()).unwrap_err();
        assert!(error.to_string().contains("MiB"), "{error}");
    }

    #[test]
    fn a_window_beyond_the_limit_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("window.zst");
        let mut packer = zstd::stream::write::Encoder::new(File::create(&path).unwrap(), 1).unwrap();
        packer.window_log(27).unwrap();
        packer.include_contentsize(false).unwrap();
        packer.write_all(b"pequeno").unwrap();
        packer.finish().unwrap();
        assert!(io::copy(&mut open(&path).unwrap(), &mut io::sink()).is_err());
    }

    #[test]
    fn what_is_packed_reads_like_what_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        let mut packer = GzEncoder::new(Vec::new(), Compression::best());
        packer.write_all(b"a;b\n").unwrap();
        for bytes in [b"a;b\n".to_vec(), packer.finish().unwrap(), zstd::encode_all(&b"a;b\n"[..], 3).unwrap()] {
            std::fs::write(&path, bytes).unwrap();
            let (mut one, mut other) = (String::new(), String::new());
            open(&path).unwrap().read_to_string(&mut one).unwrap();
            open_seekable(&path).unwrap().read_to_string(&mut other).unwrap();
            assert_eq!([one.as_str(), other.as_str()], ["a;b\n"; 2]);
        }
    }
}
