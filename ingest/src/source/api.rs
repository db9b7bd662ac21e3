//! The pages of a service that answers with JSON, one after the other, each row once.
//!
//! A page that comes twice, a total that changes while it is counted, an answer that is cut off: nothing of such a read counts.

use std::{
    collections::{BTreeSet, HashSet},
    io::Cursor,
    sync::Arc,
    time::Duration,
};

use futures::future::BoxFuture;
use mirante_data::{detail, explain::Detail, hash};
use reqwest::{Url, header::HeaderMap};
use serde_json::value::RawValue;

use super::{
    Request, Source, SourceBatch,
    json::{
        Cells, Rows,
        row::{Members, Path, text},
    },
};
use crate::{
    IngestError,
    config::Paging,
    http::{Answer, Client, Failure},
};

/// Pages of a load at most.
const PAGES_LIMIT: u64 = 100_000;
/// Bytes of all pages at most.
const SIZE_LIMIT: u64 = 2 * 1024 * 1024 * 1024;
/// Rows that are looked at to learn which members there are.
const SAMPLE: usize = 1_000;

/// What is asked of a service for one load or several.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Source and load, for messages.
    pub source_name: String,
    /// The first page without what paging adds.
    pub url: Url,
    /// How pages follow each other; none when there is one.
    pub paging: Option<Paging>,
    /// Pointer to the rows in an answer.
    pub records: Option<String>,
    /// Pointer to how many rows there are in all, or the header that says it.
    pub total: Option<String>,
    /// Longest time for all pages.
    pub time_limit: Duration,
}

/// The pages of a load.
pub struct ApiSource {
    client: Client,
    asked: Asked,
    request: Request,
    cells: Cells,
    name: Arc<str>,
    deadline: tokio::time::Instant,
    /// The next page; none behind the last.
    next: Option<Url>,
    page: Option<Rows<Cursor<Vec<u8>>>>,
    number: u64,
    /// Hashes of the rows of each page, and of its address.
    seen: HashSet<[u8; 16]>,
    visited: HashSet<[u8; 16]>,
    /// Names that the first rows have.
    pub names: BTreeSet<String>,
    sampled: usize,
    /// What the service says how many rows there are.
    pub total: Option<u64>,
    /// Rows so far.
    pub rows: u64,
    /// Bytes so far.
    pub bytes: u64,
}

/// What an answer says besides its rows.
struct Page {
    rows: u64,
    /// Hash of the rows' text.
    hash: [u8; 16],
    total: Option<u64>,
    next: Option<String>,
    names: BTreeSet<String>,
}

impl ApiSource {
    /// A source; nothing is asked yet.
    pub fn new(client: Client, asked: Asked, request: Request) -> Self {
        let first = match &asked.paging {
            Some(Paging::Page { parameter, first, .. }) => with(&asked.url, parameter, &first.to_string()),
            Some(Paging::Offset { parameter, .. }) => with(&asked.url, parameter, "0"),
            _ => asked.url.clone(),
        };
        let first = match &asked.paging {
            Some(
                Paging::Page { size_parameter: Some(parameter), size: Some(size), .. }
                | Paging::Offset { size_parameter: Some(parameter), size: Some(size), .. },
            ) => with(&first, parameter, &size.to_string()),
            _ => first,
        };
        Self {
            cells: Cells::new(&request),
            name: shown(&asked.url).into(),
            deadline: tokio::time::Instant::now() + asked.time_limit,
            next: Some(first),
            client,
            asked,
            request,
            page: None,
            number: 0,
            seen: HashSet::new(),
            visited: HashSet::new(),
            names: BTreeSet::new(),
            sampled: 0,
            total: None,
            rows: 0,
            bytes: 0,
        }
    }

    async fn read(&mut self) -> Result<Option<SourceBatch>, IngestError> {
        loop {
            if let Some(page) = &mut self.page {
                let batch = page.batch(&self.name, &self.cells).map_err(|problem| pages(&self.request.load, problem))?;
                if !batch.rows.is_empty() || !batch.broken.is_empty() {
                    return Ok(Some(batch));
                }
                self.page = None;
            }
            let Some(url) = self.next.take() else {
                return match self.total {
                    Some(counted) if counted != self.rows => {
                        Err(IngestError::Incomplete { load: self.request.load.clone(), counted, read: self.rows })
                    }
                    _ => Ok(None),
                };
            };
            self.turn(url).await?;
        }
    }

    /// Asks for a page, and finds the one after it.
    async fn turn(&mut self, url: Url) -> Result<(), IngestError> {
        let refused = |problem| pages(&self.request.load, problem);
        self.number += 1;
        if !self.visited.insert(hash::short(url.as_str().as_bytes())) {
            return Err(refused(detail!("d-page-circle", "page {page} leads back to one before it", page = self.number - 1)));
        }
        if self.number > PAGES_LIMIT || self.bytes > SIZE_LIMIT {
            return Err(refused(detail!("d-http-endless", "it has more than {pages} pages or 2 GiB", pages = PAGES_LIMIT)));
        }
        let asked = &self.asked;
        let whole = |answer: &Answer| Page::read(asked, answer, false).map(|_| ());
        let answered = tokio::time::timeout_at(self.deadline, self.client.get(&url, whole)).await;
        let answer = match answered {
            Ok(Ok(answer)) => answer,
            Ok(Err(failure)) => return Err(self.failed(&url, failure)),
            Err(_) => {
                let seconds = self.asked.time_limit.as_secs();
                let late = detail!("d-http-time-limit", "its pages took more than {seconds} seconds", seconds = seconds);
                return Err(self.failed(&url, Failure::Unavailable(late)));
            }
        };
        let page = Page::read(&self.asked, &answer, self.sampled < SAMPLE).map_err(refused)?;
        self.bytes += answer.body.len() as u64;
        if page.rows > 0 && !self.seen.insert(page.hash) {
            return Err(refused(detail!("d-page-again", "page {page} holds the same rows as one before it", page = self.number)));
        }
        match (self.total, page.total) {
            (Some(before), Some(now)) if before != now => {
                let changed = detail!(
                    "d-total-changed",
                    "it counted {before} rows, and {now} on page {page}: rows were written meanwhile",
                    before = before,
                    now = now,
                    page = self.number
                );
                return Err(refused(changed));
            }
            (None, Some(now)) => self.total = Some(now),
            _ => {}
        }
        self.rows += page.rows;
        self.sampled += usize::try_from(page.rows).unwrap_or(usize::MAX);
        self.names.extend(page.names.iter().cloned());
        self.next = self.after(&url, &page, &answer.headers).map_err(refused)?;
        let rows = Rows::array(Cursor::new(answer.body), self.asked.records.as_deref());
        self.page = Some(rows.map_err(|problem| pages(&self.request.load, problem))?);
        Ok(())
    }

    /// The page after this one. Full or not, pages go on until one is empty or all rows are there: services cut pages as they like.
    fn after(&self, url: &Url, page: &Page, headers: &HeaderMap) -> Result<Option<Url>, Detail> {
        let is_over = page.rows == 0 || self.total.is_some_and(|total| self.rows >= total);
        Ok(match &self.asked.paging {
            None => None,
            Some(Paging::Page { .. } | Paging::Offset { .. }) if is_over => None,
            Some(Paging::Page { parameter, first, .. }) => Some(with(url, parameter, &(first + self.number).to_string())),
            Some(Paging::Offset { parameter, .. }) => Some(with(url, parameter, &self.rows.to_string())),
            Some(Paging::Cursor { parameter, .. }) => page.next.as_ref().map(|next| with(url, parameter, next)),
            Some(Paging::Link {}) => match next_link(headers) {
                None => None,
                Some(link) => Some(url.join(&link).map_err(|_| detail!("d-bad-link", "`{link}` is no address", link = link))?),
            },
        })
    }

    fn failed(&self, url: &Url, failure: Failure) -> IngestError {
        let (source_name, address) = (self.asked.source_name.clone(), shown(url));
        match failure {
            Failure::Forbidden(problem) => IngestError::Forbidden { source_name, address, problem },
            Failure::Unavailable(problem) => IngestError::Service { source_name, address, problem },
            Failure::Refused(problem) => IngestError::Refused { source_name, address, problem },
        }
    }
}

impl Source for ApiSource {
    fn label(&self) -> String {
        format!("http:{}", self.name)
    }

    fn next_batch(&mut self) -> BoxFuture<'_, Result<Option<SourceBatch>, IngestError>> {
        Box::pin(self.read())
    }
}

fn pages(load: &str, problem: Detail) -> IngestError {
    IngestError::Pages { load: load.to_owned(), problem }
}

/// An address without its parameters, which may hold what is nobody's business.
pub fn shown(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    url.to_string()
}

/// The address with this parameter, whatever it was before.
fn with(url: &Url, parameter: &str, value: &str) -> Url {
    let mut pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    match pairs.iter().position(|(name, _)| name == parameter) {
        Some(place) => {
            let mut is_later = (0..pairs.len()).map(|other| other > place);
            pairs.retain(|(name, _)| !is_later.next().unwrap_or(false) || name != parameter);
            pairs[place].1 = value.to_owned();
        }
        None => pairs.push((parameter.to_owned(), value.to_owned())),
    }
    let mut url = url.clone();
    url.query_pairs_mut().clear().extend_pairs(pairs);
    url
}

/// `Link: <https://…?page=2>; rel="next", <…>; rel="last"`.
fn next_link(headers: &HeaderMap) -> Option<String> {
    headers.get_all(reqwest::header::LINK).iter().filter_map(|value| value.to_str().ok()).find_map(|text| {
        let mut rest = text;
        while let Some(open) = rest.find('<') {
            let close = rest[open..].find('>')? + open;
            let (link, after) = (&rest[open + 1..close], &rest[close + 1..]);
            let end = after.find('<').unwrap_or(after.len());
            let is_next = after[..end].split(';').any(|part| {
                let (name, value) = part.split_once('=').unwrap_or((part, ""));
                let rels = value.trim().trim_end_matches(',').trim().trim_matches('"').to_ascii_lowercase();
                name.trim().eq_ignore_ascii_case("rel") && rels.split_ascii_whitespace().any(|rel| rel == "next")
            });
            if is_next {
                return Some(link.to_owned());
            }
            rest = &after[end..];
        }
        None
    })
}

impl Page {
    /// Reads an answer, which must be whole: what is cut off is no JSON.
    fn read(asked: &Asked, answer: &Answer, samples: bool) -> Result<Self, Detail> {
        let text_of_body = std::str::from_utf8(&answer.body).map_err(|_| detail!("d-http-no-json", "its answer is no JSON in UTF-8"))?;
        let no_json = |error: serde_json::Error| detail!("d-no-json", "it is no JSON: {error}", error = error);
        let body: &RawValue = serde_json::from_str(text_of_body.trim_start_matches('\u{feff}')).map_err(no_json)?;
        let find = |pointer: &str| found(body, &Path::of(pointer));
        let records = match asked.records.as_deref().filter(|pointer| !pointer.is_empty()) {
            Some(pointer) => find(pointer).ok_or_else(|| detail!("d-http-no-records", "its answer has no `{pointer}`", pointer = pointer))?,
            None => body,
        };
        let items: Vec<&RawValue> = serde_json::from_str(records.get())
            .map_err(|_| detail!("d-http-no-list", "no list of rows stands there; say with `records` where it is, such as `records = \"/itens\"`"))?;
        let scalar = |value: &RawValue| text(value, false).ok().flatten().map(|text| text.into_owned()).filter(|text| !text.is_empty());
        let total = match asked.total.as_deref() {
            None => None,
            Some(place) => {
                let said = match place.starts_with('/') {
                    true => find(place).and_then(scalar),
                    false => answer.headers.get(place).and_then(|value| value.to_str().ok()).map(|value| value.trim().to_owned()),
                };
                let number = said.as_deref().and_then(|said| said.parse::<u64>().ok());
                Some(
                    number
                        .ok_or_else(|| detail!("d-http-no-total", "its answer does not say in `{place}` how many rows there are", place = place))?,
                )
            }
        };
        let next = match &asked.paging {
            Some(Paging::Cursor { next, .. }) => find(next).and_then(scalar),
            _ => None,
        };
        let mut names = HashSet::new();
        if samples {
            items
                .iter()
                .take(SAMPLE)
                .filter(|item| item.get().starts_with('{'))
                .filter_map(|item| Members::of(item).ok())
                .for_each(|row| row.add_names(&mut names));
        }
        Ok(Self { rows: items.len() as u64, hash: hash::short(records.get().as_bytes()), total, next, names: names.into_iter().collect() })
    }
}

fn found<'a>(value: &'a RawValue, path: &Path) -> Option<&'a RawValue> {
    path.0.iter().try_fold(value, |value, segment| if value.get().starts_with('{') { Members::of(value).ok()?.get(segment) } else { None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_the_next_page() {
        let next = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("link", text.parse().unwrap());
            next_link(&headers)
        };
        assert_eq!(next(r#"<https://a/?page=2>; rel="next", <https://a/?page=9>; rel="last""#).as_deref(), Some("https://a/?page=2"));
        assert_eq!(next(r#"<https://a/?p=1,2>; rel="prev first"; title="a", </b?p=3>; type=x; REL=next"#).as_deref(), Some("/b?p=3"));
        assert_eq!(next(r#"<https://a/>; rel="nextish", <x>; rel=last"#), None);
        assert_eq!(next("torn <https://a/"), None);
    }

    #[test]
    fn parameters_are_set_once() {
        let url = Url::parse("https://a/x?q=1%202&page=1&page=2").unwrap();
        assert_eq!(with(&url, "page", "3&4").as_str(), "https://a/x?q=1+2&page=3%264");
        assert_eq!(shown(&url), "https://a/x");
    }
}
