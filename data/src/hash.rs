//! BLAKE3 in the shapes that Mirante uses, and the canonical JSON that is hashed.

use serde::Serialize;
use serde_json::Value;

/// 64 lowercase hex digits of a BLAKE3 hash.
pub fn hex(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// The first 16 bytes of a BLAKE3 hash: the width of a row hash and of a key.
pub fn short(bytes: &[u8]) -> [u8; 16] {
    let mut out = [0; 16];
    out.copy_from_slice(&blake3::hash(bytes).as_bytes()[..16]);
    out
}

/// A fingerprint over named parts, each delimited by its length so that no two lists of parts collide.
pub fn fingerprint<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

/// An endless stream of bytes that a seed gives: for the demo, which must come out the same each time, and for nothing secret.
pub fn stream(seed: u64) -> impl FnMut(&mut [u8]) + Send {
    let mut reader = blake3::Hasher::new().update(&seed.to_le_bytes()).finalize_xof();
    move |bytes| reader.fill(bytes)
}

/// Canonical JSON: keys sorted at every depth, no spaces, no floats.
pub fn canonical_json<T: Serialize>(value: &T) -> Result<String, serde_json::Error> {
    let mut out = String::new();
    write_canonical(&serde_json::to_value(value)?, false, &mut out)?;
    Ok(out)
}

/// Canonical JSON of a value that came from outside, where floats are allowed.
pub fn canonical_value(value: &Value) -> Result<String, serde_json::Error> {
    let mut out = String::new();
    write_canonical(value, true, &mut out)?;
    Ok(out)
}

fn write_canonical(value: &Value, floats: bool, out: &mut String) -> Result<(), serde_json::Error> {
    match value {
        Value::Object(fields) => {
            let mut keys: Vec<&String> = fields.keys().collect();
            keys.sort();
            out.push('{');
            for (position, key) in keys.into_iter().enumerate() {
                if position > 0 {
                    out.push(',');
                }
                out.push_str(&serde_json::to_string(key)?);
                out.push(':');
                write_canonical(&fields[key], floats, out)?;
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    out.push(',');
                }
                write_canonical(item, floats, out)?;
            }
            out.push(']');
        }
        Value::Number(number) if number.is_f64() && !floats => {
            return Err(serde::ser::Error::custom("canonical JSON holds no floats"));
        }
        plain => out.push_str(&serde_json::to_string(plain)?),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_json_sorts_keys_at_every_depth() {
        let value = serde_json::json!({"b": {"z": 1, "a": [true, null]}, "a": "é"});
        assert_eq!(canonical_json(&value).unwrap(), r#"{"a":"é","b":{"a":[true,null],"z":1}}"#);
        assert!(canonical_json(&serde_json::json!({"x": 0.5})).is_err());
    }

    #[test]
    fn parts_of_a_fingerprint_do_not_run_together() {
        assert_ne!(fingerprint(["ab", "c"]), fingerprint(["a", "bc"]));
    }
}
