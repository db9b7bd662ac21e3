//! The vault's key file: 32 random bytes that no backup holds, from which every other key of the vault is derived.
//!
//! Ciphers are those of `ring`, which encryption on the wire has brought already.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use mirante_data::{detail, explain::Detail};
use ring::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hkdf::{HKDF_SHA256, Prk, Salt},
    hmac,
    rand::{SecureRandom, SystemRandom},
};

use super::RandomBytes;
use crate::IngestError;

/// First line of a key file.
const MAGIC: &str = "mirante-vault-key-1";
pub(super) const LENGTH: usize = 32;

/// Where the key lies, and what a new one is drawn from.
pub struct KeyFile {
    path: PathBuf,
    random: RandomBytes,
}

/// Keys derived from the file.
pub struct Keys {
    /// Wraps the keys of members.
    wrap: LessSafeKey,
    /// Keyed hashes of outside keys such as CNPJ.
    outside: hmac::Key,
    /// Tombstones.
    tombstones: hmac::Key,
    /// Hashes of rows, which bare would tell a CPF to anyone with minutes to spare.
    rows: hmac::Key,
    /// Tells this key from another one, and nothing else.
    pub(super) id: String,
}

impl KeyFile {
    /// A key in this file; a new one is drawn from `random` when it is first needed.
    pub fn new(path: &Path, random: RandomBytes) -> Self {
        Self { path: path.to_owned(), random }
    }

    /// The keys. A vault that was written under a key opens with that one only, and never draws another.
    pub(super) fn open(&mut self, known: Option<&str>) -> Result<Keys, IngestError> {
        let failed = |path: &Path, problem: Detail| IngestError::KeyFile { file: path.display().to_string(), problem };
        let secret = match read(&self.path) {
            Ok(Some(secret)) => secret,
            Ok(None) if known.is_some() => {
                return Err(failed(&self.path, detail!("d-key-gone", "it is not there, and the vault was written with it")));
            }
            Ok(None) => self.create().map_err(|error| failed(&self.path, error.to_string().into()))?,
            Err(problem) => return Err(failed(&self.path, problem)),
        };
        let keys = Keys::derive(&secret);
        match known {
            Some(id) if id != keys.id => Err(failed(&self.path, detail!("d-key-other", "it is another key than the one the vault was written with"))),
            _ => Ok(keys),
        }
    }

    fn create(&mut self) -> io::Result<[u8; LENGTH]> {
        let mut secret = [0; LENGTH];
        (self.random)(&mut secret)?;
        if let Some(folder) = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder)?;
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&self.path)?;
        file.write_all(format!("{MAGIC}\n{}\n", hex(&secret)).as_bytes())?;
        file.sync_all()?;
        if let Some(folder) = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::File::open(folder)?.sync_all()?;
        }
        Ok(secret)
    }
}

/// Is the file there, for its owner only, and a key? Nothing when there is none.
pub fn look(path: &Path) -> Result<bool, Detail> {
    read(path).map(|secret| secret.is_some())
}

fn read(path: &Path) -> Result<Option<[u8; LENGTH]>, Detail> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.to_string().into()),
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(path).map_err(|error| Detail::from(error.to_string()))?.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(detail!("d-key-open", "others may read it (its mode is {mode}): run `chmod 600` on it", mode = format!("{mode:03o}")));
        }
    }
    let mut lines = text.lines();
    let secret = (lines.next() == Some(MAGIC)).then(|| lines.next().and_then(unhex)).flatten();
    secret.map(Some).ok_or_else(|| detail!("d-key-bad", "it is no key of a vault"))
}

impl Keys {
    fn derive(secret: &[u8; LENGTH]) -> Self {
        let root = Salt::new(HKDF_SHA256, b"mirante vault").extract(secret);
        let wrap = root.expand(&[b"wrap"], &AES_256_GCM).expect("a cipher's key is shorter than HKDF's limit");
        let outside = mac(&root, b"outside keys");
        let name = hmac::sign(&mac(&root, b"name"), b"");
        Self {
            wrap: LessSafeKey::new(UnboundKey::from(wrap)),
            outside,
            tombstones: mac(&root, b"tombstones"),
            rows: mac(&root, b"rows"),
            id: hex(&name.as_ref()[..8]),
        }
    }

    /// Keyed hash of an outside key: 64 hex digits that only this vault can compute.
    pub(super) fn outside_hash(&self, kind: &str, text: &str) -> String {
        hex(hmac::sign(&self.outside, format!("{kind}\u{1f}{text}").as_bytes()).as_ref())
    }

    /// What a tombstone says of a source key under a salt.
    pub(super) fn tombstone(&self, salt: &[u8], namespace: &str, key: &str) -> Vec<u8> {
        let said = [salt, namespace.as_bytes(), b"\x1f", key.as_bytes()].concat();
        hmac::sign(&self.tombstones, &said).as_ref().to_vec()
    }

    /// The keyed hash that stands for the hash of a row.
    pub(super) fn row_hash(&self, hash: &[u8; 16]) -> [u8; 16] {
        let mut short = [0; 16];
        short.copy_from_slice(&hmac::sign(&self.rows, hash).as_ref()[..16]);
        short
    }

    /// A new key for a member, and the same key wrapped.
    pub(super) fn new_member_key(&self, member_id: &str) -> Result<(LessSafeKey, Vec<u8>), String> {
        let mut key = [0; LENGTH];
        fill(&mut key)?;
        Ok((own_key(&key)?, self.wrap(member_id, &key)?))
    }

    /// A key as the vault keeps it, bound to the name of whose it is.
    pub(super) fn wrap(&self, of: &str, key: &[u8; LENGTH]) -> Result<Vec<u8>, String> {
        seal(&self.wrap, of, key)
    }

    /// A member's key out of its wrapping.
    pub(super) fn unwrap(&self, member_id: &str, wrapped: &[u8]) -> Result<LessSafeKey, String> {
        own_key(&open(&self.wrap, member_id, wrapped)?)
    }

    /// A batch's key out of its wrapping.
    pub(super) fn unwrap_batch(&self, of: &str, wrapped: &[u8]) -> Result<BatchKey, String> {
        BatchKey::new(&open(&self.wrap, of, wrapped)?)
    }
}

/// The key of one batch: the same text under it gives the same bytes, so that made-up records give the same lake each time.
pub(super) struct BatchKey {
    cipher: LessSafeKey,
    nonces: hmac::Key,
}

impl BatchKey {
    pub(super) fn new(key: &[u8]) -> Result<Self, String> {
        let nonces = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), b"nonces");
        Ok(Self { cipher: own_key(key)?, nonces: hmac::Key::new(hmac::HMAC_SHA256, nonces.as_ref()) })
    }

    /// Encrypts under a nonce that the text itself gives: two texts never share one, and nothing else does harm.
    pub(super) fn seal(&self, name: &str, plain: &[u8]) -> Result<Vec<u8>, String> {
        let mut nonce = [0; NONCE_LEN];
        nonce.copy_from_slice(&hmac::sign(&self.nonces, plain).as_ref()[..NONCE_LEN]);
        seal_under(&self.cipher, nonce, name, plain)
    }

    pub(super) fn open(&self, name: &str, sealed: &[u8]) -> Result<Vec<u8>, String> {
        open(&self.cipher, name, sealed)
    }
}

fn mac(root: &Prk, name: &'static [u8]) -> hmac::Key {
    hmac::Key::from(root.expand(&[name], hmac::HMAC_SHA256).expect("a hash's key is shorter than HKDF's limit"))
}

fn own_key(bytes: &[u8]) -> Result<LessSafeKey, String> {
    UnboundKey::new(&AES_256_GCM, bytes).map(LessSafeKey::new).map_err(|_| "a key of the vault has the wrong length".to_owned())
}

/// Encrypts under a nonce of its own, bound to the name of what it is.
pub(super) fn seal(key: &LessSafeKey, name: &str, plain: &[u8]) -> Result<Vec<u8>, String> {
    let mut nonce = [0; NONCE_LEN];
    fill(&mut nonce)?;
    seal_under(key, nonce, name, plain)
}

fn seal_under(key: &LessSafeKey, nonce: [u8; NONCE_LEN], name: &str, plain: &[u8]) -> Result<Vec<u8>, String> {
    let mut sealed = plain.to_vec();
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(name.as_bytes()), &mut sealed)
        .map_err(|_| "the cipher refuses the text".to_owned())?;
    Ok([&nonce[..], &sealed].concat())
}

/// Decrypts what `seal` made under the same name.
pub(super) fn open(key: &LessSafeKey, name: &str, sealed: &[u8]) -> Result<Vec<u8>, String> {
    let damaged = || "what is encrypted was changed, or belongs to another person or key".to_owned();
    let (nonce, text) = sealed.split_at_checked(NONCE_LEN).ok_or_else(damaged)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| damaged())?;
    let mut text = text.to_vec();
    let length = key.open_in_place(nonce, Aad::from(name.as_bytes()), &mut text).map_err(|_| damaged())?.len();
    text.truncate(length);
    Ok(text)
}

/// Secrets are the system's, also where made-up people draw their pseudonyms from a seed.
pub(super) fn fill(bytes: &mut [u8]) -> Result<(), String> {
    SystemRandom::new().fill(bytes).map_err(|_| "the system gives no random bytes".to_owned())
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<[u8; LENGTH]> {
    let bytes = unhex_any(text)?;
    bytes.try_into().ok()
}

pub(super) fn unhex_any(text: &str) -> Option<Vec<u8>> {
    (text.len().is_multiple_of(2) && text.is_ascii()).then_some(())?;
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}
