//! Editions: versions that were published for people, each under a name of its own, sealed, never changed.

use std::collections::BTreeMap;

use arrow::array::AsArray;
use serde::{Deserialize, Serialize};

use super::{Lake, LakeError, Put, Snapshot, manifest::canonical, verify::Verified};
use crate::{detail, hash, meta};

/// An edition on disk: what it says, and the seal over it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// BLAKE3 of the canonical edition.
    pub seal: String,
    /// What it says.
    pub edition: Edition,
}

/// What an edition says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// Its name, such as `2026-T3`.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// The version that it shows.
    pub version: u64,
    /// Hash of that version's manifest.
    pub version_hash: String,
    /// The instant that it answers for.
    pub as_of: String,
    /// When it was published.
    pub published_at: String,
    /// Who published it.
    pub published_by: String,
    /// The assembly's decision, if one was named.
    pub decision_id: Option<String>,
    /// The edition before it.
    pub previous: Option<Link>,
    /// The edition that it corrects, and why.
    pub supersedes: Option<Correction>,
    /// Program version.
    pub program: String,
    /// Are its rows synthetic?
    pub is_synthetic: bool,
    /// Checks that found nothing.
    pub checks_passed_n: u64,
    /// Checks of severity `warn` that found something.
    pub warnings_n: u64,
    /// Figures whose amounts no source has proven to be complete.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unproven: Vec<String>,
    /// Audience → figure → hash of the list of its rows.
    pub figures: BTreeMap<String, BTreeMap<String, String>>,
}

/// Another edition, by its name and seal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Its name.
    pub name: String,
    /// Its seal.
    pub seal: String,
}

/// A correction of an earlier edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The edition that is corrected.
    pub name: String,
    /// Why.
    pub reason: String,
}

/// Folder of the editions.
pub(super) const FOLDER: &str = "editions";
/// Longest name of an edition.
const LONGEST: usize = 40;

/// May an edition be called so? Letters, digits, `-` and `_`, at least one of them no digit; `head` is taken.
pub fn is_edition_name(name: &str) -> bool {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "-_".contains(character);
    let starts_well = name.starts_with(|character: char| character.is_ascii_alphanumeric());
    starts_well && name.len() <= LONGEST && name.chars().all(is_plain) && !name.chars().all(|character| character.is_ascii_digit()) && name != "head"
}

fn path(name: &str) -> String {
    format!("editions/{name}.json")
}

impl Sealed {
    /// Seals an edition.
    pub fn seal(edition: Edition) -> Result<Self, LakeError> {
        Ok(Self { seal: hash::hex(canonical(&edition, "edition")?.as_bytes()), edition })
    }

    fn parse(file: &str, bytes: &[u8]) -> Result<Self, LakeError> {
        let damaged = |problem: crate::explain::Detail| LakeError::Damaged { file: file.to_owned(), problem };
        let sealed: Self = serde_json::from_slice(bytes).map_err(|error| damaged(detail!("d-no-json", "it is no JSON: {error}", error = error)))?;
        let is_whole = hash::hex(canonical(&sealed.edition, file)?.as_bytes()) == sealed.seal && canonical(&sealed, file)?.as_bytes() == bytes;
        if is_whole && path(&sealed.edition.name) == file {
            Ok(sealed)
        } else {
            Err(damaged(detail!("d-hash-edition", "its seal does not match its content")))
        }
    }
}

impl Lake {
    /// Creates an edition only if there is none of its name: afterwards it is there whole, or not at all.
    pub async fn create_edition(&self, edition: Edition) -> Result<Sealed, LakeError> {
        // A name that was ever given is not given again, also when its file is gone.
        if self.remembered_editions(&self.editions().await?).await?.contains_key(&edition.name) {
            return Err(LakeError::EditionExists { name: edition.name });
        }
        let sealed = Sealed::seal(edition)?;
        let file = path(&sealed.edition.name);
        let text = canonical(&sealed, &file)?;
        let outcome = self.store().put_new(&file, text.clone().into()).await;
        if !matches!(outcome, Ok(Put::Created)) && self.store().get(&file).await?.as_deref() != Some(text.as_bytes()) {
            outcome?;
            return Err(LakeError::EditionExists { name: sealed.edition.name });
        }
        Ok(sealed)
    }

    /// An edition by its name, its seal verified.
    pub async fn edition(&self, name: &str) -> Result<Sealed, LakeError> {
        let found = if is_edition_name(name) { self.store().get(&path(name)).await? } else { None };
        match found {
            Some(bytes) => Sealed::parse(&path(name), &bytes),
            None => {
                let known = self.edition_names().await?;
                let near = crate::name::did_you_mean(name, known.iter().map(String::as_str));
                Err(LakeError::NoEdition { name: name.to_owned(), hint: crate::contract::hint(near) })
            }
        }
    }

    /// Every edition in the order of publication, each with its seal verified.
    pub async fn editions(&self) -> Result<Vec<Sealed>, LakeError> {
        let mut all = Vec::new();
        for name in self.edition_names().await? {
            all.push(self.edition(&name).await?);
        }
        all.sort_by(|left, right| (&left.edition.published_at, &left.edition.name).cmp(&(&right.edition.published_at, &right.edition.name)));
        Ok(all)
    }

    /// The version that an edition shows; it must still be the one that was sealed.
    pub async fn pin_edition(&self, sealed: &Sealed) -> Result<Snapshot, LakeError> {
        let snapshot = self.at(sealed.edition.version).await?;
        let actual = snapshot.manifest.as_ref().map(|manifest| manifest.hash.as_str());
        if actual == Some(sealed.edition.version_hash.as_str()) {
            return Ok(snapshot);
        }
        let file = super::manifest::version_path(sealed.edition.version);
        Err(LakeError::Damaged {
            file,
            problem: detail!("d-not-the-edition", "it is not the version that edition {edition} was sealed over", edition = sealed.edition.name),
        })
    }

    /// Editions that versions and other editions remember, by name with their seals: also those that are gone.
    async fn remembered_editions(&self, editions: &[Sealed]) -> Result<BTreeMap<String, (String, String)>, LakeError> {
        let mut known = BTreeMap::new();
        let head = self.head().await?;
        if let Some(list) = head.lists.get(meta::EDITIONS.name) {
            for file in &list.files {
                for batch in self.rows(list, file, &["edition", "seal"]).await? {
                    let (names, seals) = (batch.column(0).as_string::<i32>(), batch.column(1).as_string::<i32>());
                    let pairs = names.iter().zip(seals).filter_map(|(name, seal)| Some((name?.to_owned(), seal?.to_owned())));
                    known.extend(pairs.map(|(name, seal)| (name, (seal, format!("version {}", head.version())))));
                }
            }
        }
        for sealed in editions {
            let previous = sealed.edition.previous.iter();
            known.extend(previous.map(|link| (link.name.clone(), (link.seal.clone(), format!("edition {}", sealed.edition.name)))));
        }
        Ok(known)
    }

    /// Seals of all editions, their versions, and that none is gone or another than is remembered.
    pub(super) async fn verify_editions(&self, verified: &mut Verified) -> Result<(), LakeError> {
        let editions = self.editions().await?;
        for (name, (seal, named_by)) in self.remembered_editions(&editions).await? {
            let file = path(&name);
            match editions.iter().find(|sealed| sealed.edition.name == name) {
                None => return Err(LakeError::Missing { file, named_by }),
                Some(found) if found.seal != seal => {
                    return Err(LakeError::Damaged {
                        file,
                        problem: detail!("d-other-seal", "its seal is not the one that {named_by} remembers", named_by = named_by),
                    });
                }
                Some(_) => {}
            }
        }
        for sealed in &editions {
            self.pin_edition(sealed).await?;
            verified.editions += 1;
        }
        Ok(())
    }

    async fn edition_names(&self) -> Result<Vec<String>, LakeError> {
        let paths = self.store().list("editions").await?;
        let mut names: Vec<String> =
            paths.iter().filter_map(|path| Some(path.strip_prefix("editions/")?.strip_suffix(".json")?.to_owned())).collect();
        names.sort();
        Ok(names)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_editions() {
        for good in ["2026-T3", "2026-T3-r1", "AGO_2026", "a"] {
            assert!(is_edition_name(good), "{good}");
        }
        for bad in ["", "42", "head", "-x", "2026/T3", "../x", "é", "a b"] {
            assert!(!is_edition_name(bad), "{bad}");
        }
    }
}
