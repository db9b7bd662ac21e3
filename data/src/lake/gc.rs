//! Collecting what nothing needs any more. Looked at first, taken away only when asked for.
//!
//! Kept are the newest version, every edition, every version of the last 90 days, the last one of each month before,
//! and what a lease names. The other versions are given up: a new version says so, and then their files go.
//! Manifests are never removed, so the chain stays whole.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Datelike};
use chrono_tz::America::Sao_Paulo;

use super::{DatasetList, Draft, Entry, Lake, LakeError, Manifest, Run, Snapshot, gone::Gone, lease};
use crate::{canonical::parse_instant, detail, explain::Detail};

const HOUR: i64 = 3_600_000_000;

/// How long what is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Every version is kept for this many days; of older months the last version.
    pub days: u32,
    /// What nothing names any more waits for this many hours.
    pub grace_hours: u32,
    /// Versions that are kept whatever their age, such as those that a distribution run was computed from.
    pub named: BTreeSet<u64>,
}

impl Default for Policy {
    fn default() -> Self {
        Self { days: 90, grace_hours: 24, named: BTreeSet::new() }
    }
}

/// What a collection would take away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Garbage {
    /// Versions that are kept.
    pub kept: Vec<u64>,
    /// Versions that are given up now.
    pub given_up: Vec<u64>,
    /// Files and lists that nothing needs, and have not been needed for long enough.
    pub objects: Vec<Entry>,
    /// Files and lists that nothing needs, and that wait.
    pub waiting: Vec<Entry>,
}

impl Garbage {
    /// Bytes that become free.
    pub fn bytes(&self) -> u64 {
        self.objects.iter().map(|entry| entry.bytes).sum()
    }

    /// Is there nothing to do?
    pub fn is_empty(&self) -> bool {
        self.given_up.is_empty() && self.objects.is_empty()
    }
}

impl Lake {
    /// What a collection would take away at an instant. A lake that is not whole is left alone: a manifest that cannot
    /// be read may name any file.
    pub async fn garbage(&self, policy: &Policy, now: i64) -> Result<Garbage, LakeError> {
        let head = self.head().await?;
        if let Some(alarm) = head.alarms.first() {
            return Err(LakeError::NotWhole { problem: Detail::from(alarm.clone()) });
        }
        let manifests = self.every_manifest().await?;
        let gone = Gone::of(&manifests);
        let grace = i64::from(policy.grace_hours) * HOUR;
        let mut garbage = Garbage::default();
        let wanted = self.wanted(&manifests, policy, now).await?;
        for version in manifests.iter().map(|manifest| manifest.body.version).filter(|version| !gone.is_given_up(*version)) {
            if wanted.contains(&version) { garbage.kept.push(version) } else { garbage.given_up.push(version) }
        }
        let needed = self.needed(&manifests, &garbage.kept, &gone, now - grace).await?;
        for folder in ["lists", "files", lease::FOLDER] {
            for entry in self.store().entries(folder).await?.into_iter().filter(|entry| !needed.contains(&entry.path)) {
                if entry.modified <= now - grace { garbage.objects.push(entry) } else { garbage.waiting.push(entry) }
            }
        }
        // A lease is a minute's word and never litter while it is young.
        garbage.waiting.retain(|entry| !entry.path.starts_with(lease::FOLDER));
        garbage.objects.sort_by(|left, right| left.path.cmp(&right.path));
        garbage.waiting.sort_by(|left, right| left.path.cmp(&right.path));
        Ok(garbage)
    }

    /// Gives up versions by a version that says so, then takes the objects away; only under the writer's lock.
    ///
    /// Stopped anywhere, the next collection goes on: what is given up is never needed again.
    pub async fn collect(&self, head: &Snapshot, garbage: &Garbage, draft: Draft, run: Run) -> Result<Option<u64>, LakeError> {
        let mut committed = None;
        if !garbage.given_up.is_empty() {
            debug_assert_eq!(draft.parent.version(), head.version());
            let draft = Draft { collected: garbage.given_up.clone(), run: Some(run), ..draft };
            committed = Some(self.commit(draft).await?.version());
        }
        for entry in &garbage.objects {
            self.store().remove(&entry.path).await?;
        }
        Ok(committed)
    }

    /// Every manifest, in order; a gap or a damaged one is an error.
    async fn every_manifest(&self) -> Result<Vec<Manifest>, LakeError> {
        let mut manifests: Vec<Manifest> = Vec::new();
        for version in 1..=self.versions().await?.last().copied().unwrap_or(0) {
            match self.manifest(version).await {
                Ok(manifest) => manifests.push(manifest),
                Err(LakeError::Damaged { file, problem }) => {
                    return Err(LakeError::NotWhole { problem: problem.at(&format!("`{file}`")) });
                }
                Err(LakeError::Missing { file, .. }) => {
                    return Err(LakeError::NotWhole { problem: detail!("d-file-gone", "`{file}` is missing", file = file) });
                }
                Err(error) => return Err(error),
            }
        }
        Ok(manifests)
    }

    /// The versions that are kept, by the policy and by whoever reads them.
    async fn wanted(&self, manifests: &[Manifest], policy: &Policy, now: i64) -> Result<HashSet<u64>, LakeError> {
        let mut wanted = kept_by_age(manifests, policy, now);
        wanted.extend(&policy.named);
        for sealed in self.editions().await? {
            wanted.insert(sealed.edition.version);
        }
        let since = now - i64::from(policy.grace_hours) * HOUR;
        wanted.extend(self.leases_since(since).await?.iter().map(|lease| lease.version));
        Ok(wanted)
    }

    /// The lists and files that kept versions and editions name. Files that expired before `since` are needed by nobody.
    async fn needed(&self, manifests: &[Manifest], kept: &[u64], gone: &Gone, since: i64) -> Result<HashSet<String>, LakeError> {
        let at: HashMap<u64, i64> = manifests.iter().map(|manifest| (manifest.body.version, committed_at(manifest))).collect();
        let is_over = |file: &str, version: u64| gone.has_expired(file, version) && gone.files.get(file).is_some_and(|by| at[by] <= since);
        let mut needed = HashSet::new();
        // A list that many versions share is read once for each version that may see another file of it expired.
        let mut lists: HashMap<String, DatasetList> = HashMap::new();
        let mut named: Vec<(u64, crate::DatasetName, String)> = Vec::new();
        for manifest in manifests.iter().filter(|manifest| kept.contains(&manifest.body.version)) {
            named.extend(manifest.body.datasets.iter().map(|(name, hash)| (manifest.body.version, name.clone(), hash.clone())));
        }
        for sealed in self.editions().await? {
            for (figure, hash) in sealed.edition.figures.values().flatten() {
                if let Ok(name) = format!("figures.{figure}").parse() {
                    named.push((sealed.edition.version, name, hash.clone()));
                }
            }
        }
        for (version, dataset, hash) in named {
            if !lists.contains_key(&hash) {
                let list = self.list(&dataset, &hash, &format!("version {version}")).await?;
                lists.insert(hash.clone(), list);
            }
            needed.extend(lists[&hash].files.iter().filter(|file| !is_over(&file.path, version)).map(|file| file.path.clone()));
            needed.insert(DatasetList::path(&hash));
        }
        Ok(needed)
    }
}

/// The newest version, those of the last days with the time of grace, and the last one of each month before them.
fn kept_by_age(manifests: &[Manifest], policy: &Policy, now: i64) -> HashSet<u64> {
    let since = now - i64::from(policy.days) * 24 * HOUR - i64::from(policy.grace_hours) * HOUR;
    let mut last_of: BTreeMap<(i32, u32), u64> = BTreeMap::new();
    for manifest in manifests {
        let at = DateTime::from_timestamp_micros(committed_at(manifest)).unwrap_or_default().with_timezone(&Sao_Paulo);
        last_of.insert((at.year(), at.month()), manifest.body.version);
    }
    let mut kept: HashSet<u64> = last_of.into_values().collect();
    kept.extend(manifests.iter().filter(|manifest| committed_at(manifest) > since).map(|manifest| manifest.body.version));
    kept.extend(manifests.last().map(|manifest| manifest.body.version));
    kept
}

fn committed_at(manifest: &Manifest) -> i64 {
    parse_instant(&manifest.body.committed_at).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canonical::instant;

    fn manifest(version: u64, at: &str) -> Manifest {
        let body = super::super::Body {
            format: super::super::manifest::FORMAT,
            version,
            parent: None,
            run_id: String::new(),
            command: "run".into(),
            program: String::new(),
            committed_at: at.to_owned(),
            as_of: at.to_owned(),
            queries_hash: String::new(),
            is_synthetic: true,
            vault: None,
            datasets: BTreeMap::new(),
            loads: BTreeMap::new(),
            failed_checks: BTreeMap::new(),
            collected: Vec::new(),
            expired: Vec::new(),
        };
        Manifest::seal(body).unwrap()
    }

    fn kept(now: &str, versions: &[&str]) -> Vec<u64> {
        let manifests: Vec<Manifest> = versions.iter().zip(1..).map(|(at, version)| manifest(version, at)).collect();
        let mut kept: Vec<u64> = kept_by_age(&manifests, &Policy::default(), parse_instant(now).unwrap()).into_iter().collect();
        kept.sort_unstable();
        kept
    }

    #[test]
    fn all_of_90_days_then_the_last_of_each_month_as_brasilia_counts_them() {
        let versions = [
            "2026-01-05T12:00:00Z",
            "2026-01-31T12:00:00Z",
            // Still January in Brasília, so the last of that month.
            "2026-02-01T02:59:00Z",
            "2026-02-10T12:00:00Z",
            "2026-02-20T12:00:00Z",
            "2026-05-02T12:00:00Z",
            "2026-05-03T12:00:00Z",
            "2026-07-01T12:00:00Z",
        ];
        // 90 days and the day of grace before 2026-08-01T12:00 is 2026-05-02T12:00.
        assert_eq!(kept("2026-08-01T12:00:00Z", &versions), [3, 5, 7, 8]);
        assert_eq!(kept("2026-08-01T11:59:59Z", &versions), [3, 5, 6, 7, 8]);
        assert_eq!(kept("2030-01-01T00:00:00Z", &versions), [3, 5, 7, 8]);
    }

    #[test]
    fn the_newest_is_kept_whatever_its_clock_said() {
        assert_eq!(kept("2026-08-01T00:00:00Z", &["2026-02-03T00:00:00Z", "2026-02-02T00:00:00Z", "2016-02-01T00:00:00Z"]), [2, 3]);
        assert_eq!(instant(0), "1970-01-01T00:00:00Z");
    }
}
