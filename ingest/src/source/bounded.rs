//! Decompression that stops: at 200 times the compressed size, or at 2 GiB.

use std::{
    fs::File,
    io::{self, BufReader, Read},
    path::Path,
};

use flate2::read::MultiGzDecoder;

pub(super) const RATIO_LIMIT: u64 = 200;
const SIZE_LIMIT: u64 = 2 * 1024 * 1024 * 1024;
/// A small file may well be ten thousand equal lines; the ratio counts from here on.
pub(super) const RATIO_FROM: u64 = 16 * 1024 * 1024;

/// Opens a file, unpacking it when its first bytes are those of gzip.
pub fn open(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    let mut magic = [0; 2];
    let is_gzip = File::open(path)?.read_exact(&mut magic).is_ok() && magic == [0x1f, 0x8b];
    let file = File::open(path)?;
    if !is_gzip {
        return Ok(Box::new(file));
    }
    let limit = (file.metadata()?.len().saturating_mul(RATIO_LIMIT)).clamp(RATIO_FROM, SIZE_LIMIT);
    Ok(Box::new(Bounded { inner: MultiGzDecoder::new(BufReader::new(file)), left: limit, limit }))
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
    }
}
