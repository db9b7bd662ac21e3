//! A figure as a file: drawing, rows in two dialects, or what is to be known of it.

use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use mirante_reports::{
    Language,
    charts::Size,
    csv, figure,
    figure::{Figure, Slice, spec::Spec},
    theme::Mode,
};
use serde::Deserialize;

use super::{
    answer::{Body, Keep, redirect},
    app::{App, words},
    component::encoded,
    failure::Trouble,
    pages,
    routes::{self, Viewer},
    shelf::{Origin, Rows},
};

/// What the address of a figure may say.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    edicao: Option<String>,
    versao: Option<u64>,
    processo: Option<String>,
    dialeto: Option<Dialect>,
    lingua: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Dialect {
    Br,
    Iso,
}

/// The files that a figure has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Svg,
    Csv(Dialect),
    Json,
    Metadata,
}

impl Form {
    fn of(extension: &str, dialect: Option<Dialect>, language: Language) -> Option<Self> {
        let usual = if language == Language::PtBr { Dialect::Br } else { Dialect::Iso };
        match extension {
            "svg" => Some(Self::Svg),
            "csv" => Some(Self::Csv(dialect.unwrap_or(usual))),
            "json" => Some(Self::Json),
            "metadata.json" => Some(Self::Metadata),
            _ => None,
        }
    }

    fn kind(self) -> (&'static str, &'static str) {
        match self {
            Self::Svg => ("svg", "image/svg+xml"),
            Self::Csv(_) => ("csv", "text/csv; charset=utf-8"),
            Self::Json => ("json", "application/json"),
            Self::Metadata => ("metadata.json", "application/json"),
        }
    }
}

/// `GET /g/{figure}.{svg|csv|json|metadata.json}`.
pub async fn show(State(app): State<App>, viewer: Viewer, Path(file): Path<String>, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let (name, extension) = file.split_once('.').ok_or(Trouble::Nowhere)?;
    let language = asked.lingua.as_deref().and_then(|tag| tag.parse().ok()).unwrap_or(viewer.language);
    let form = Form::of(extension, asked.dialeto, language).ok_or(Trouble::Nowhere)?;
    let spec = figure::spec::get(name).ok_or(Trouble::Nowhere)?;
    let (origin, rows) = match (&asked.edicao, asked.versao) {
        (Some(edition), _) => {
            let sealed = app.shelf.edition(edition).await?;
            (Origin::of_edition(&sealed), app.shelf.figure(&sealed, name).await?)
        }
        (None, Some(version)) => live(&app, version, name).await?,
        (None, None) => return newest(&app, &viewer, &file).await,
    };
    let rows = rows.ok_or_else(|| Trouble::Unknown(name.to_owned()))?;
    let slice = asked.processo.filter(|key| !key.is_empty()).map(|key| Slice::of(&key));
    let known = figure::slices(&rows, words(language));
    if let Some(unknown) = slice.as_ref().filter(|slice| !known.iter().any(|each| each.key == slice.key)) {
        return Err(Trouble::Unknown(unknown.key.chars().take(80).collect()));
    }
    let (tag, seal, is_edition) = (language.tag(), origin.seal.clone(), origin.is_edition);
    let key = format!("{seal} {tag} {file} {form:?} {}", slice.as_ref().map_or("", |slice| slice.key.as_str()));
    let work = async move { file_of(spec, &rows, slice.as_ref(), &origin, form, language) };
    let body = app.bodies.get(key, app.compute(work)).await?;
    let keep = if is_edition { Keep::Edition(body.tag(&seal, tag)) } else { Keep::Nothing };
    Ok(body.answer(&keep))
}

/// The rows of a live page's figure in the newest version, which must be the one that is asked for; of no other figure.
async fn live(app: &App, version: u64, name: &str) -> Result<(Origin, Option<Rows>), Trouble> {
    let snapshot = app.shelf.head().await?;
    let is_live = pages::home_of(name).is_some_and(|page| page.is_live) && snapshot.version() == version;
    let origin = Origin::of_version(&snapshot).filter(|_| is_live).ok_or_else(|| Trouble::Unknown(version.to_string()))?;
    let rows = app.shelf.figure_of_version(&snapshot, name).await?;
    Ok((origin, rows))
}

/// The same file of the newest edition.
async fn newest(app: &App, viewer: &Viewer, file: &str) -> Result<Response, Trouble> {
    let sealed = app.shelf.newest().await?;
    let query = viewer.here.split_once('?').map(|(_, query)| format!("&{query}")).unwrap_or_default();
    let route = routes::FIGURE.replace("{file}", file);
    Ok(redirect(&viewer.path(&format!("{route}?edicao={}{query}", encoded(&sealed.edition.name)))))
}

fn file_of(spec: &'static Spec, rows: &Rows, slice: Option<&Slice>, origin: &Origin, form: Form, language: Language) -> Result<Body, Trouble> {
    let edition = &origin.name;
    let figure = Figure::new(spec, rows, slice, edition, words(language));
    let mut bytes = Vec::new();
    match form {
        Form::Svg => bytes.extend(figure.svg(Size::Wide, Mode::Standalone).ok_or_else(|| Trouble::Unknown(spec.name.clone()))?.into_bytes()),
        Form::Csv(Dialect::Br) => figure.csv(&mut bytes, csv::Dialect::Br).map_err(Trouble::failed)?,
        Form::Csv(Dialect::Iso) => figure.csv(&mut bytes, csv::Dialect::Iso).map_err(Trouble::failed)?,
        Form::Json => figure.json(&mut bytes).map_err(Trouble::failed)?,
        Form::Metadata => bytes.extend(format!("{:#}\n", with_seal(figure.metadata(), origin)).into_bytes()),
    }
    let (extension, kind) = form.kind();
    let slice = Some(plain(&figure.slice().key)).filter(|slice| !slice.is_empty()).map(|slice| format!("_{slice}")).unwrap_or_default();
    let file = format!("mirante_{}{slice}_{edition}-{}.{extension}", spec.name, &origin.seal[..8]);
    Ok(Body { kind, bytes: bytes.into(), file: Some(file), is_shown: !matches!(form, Form::Csv(_)) })
}

fn with_seal(mut metadata: serde_json::Value, origin: &Origin) -> serde_json::Value {
    metadata["seal"] = origin.seal.clone().into();
    metadata["as_of"] = origin.as_of.clone().into();
    metadata["is_synthetic"] = origin.is_synthetic.into();
    metadata
}

/// A value as a file's name holds it.
fn plain(value: &str) -> String {
    value.chars().map(|character| if character.is_ascii_alphanumeric() { character.to_ascii_lowercase() } else { '-' }).take(40).collect()
}
