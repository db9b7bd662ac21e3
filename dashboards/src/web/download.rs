//! A figure as a file: drawing, rows in two dialects, or what is to be known of it.

use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use mirante_data::lake::Sealed;
use mirante_reports::{
    Language,
    charts::Size,
    csv, figure,
    figure::{Figure, spec::Spec},
    json,
    theme::Mode,
};
use serde::Deserialize;

use super::{
    answer::{Body, Keep, redirect},
    app::{App, words},
    component::encoded,
    failure::Trouble,
    routes::{self, Viewer},
    shelf::Rows,
    slice,
};

/// What the address of a figure may say.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    edicao: Option<String>,
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
    let Some(edition) = &asked.edicao else { return newest(&app, &viewer, &file).await };
    let sealed = app.shelf.edition(edition).await?;
    let rows = app.shelf.figure(&sealed, name).await?.ok_or_else(|| Trouble::Unknown(name.to_owned()))?;
    let value = slice::of_figure(&app, spec, asked.processo.as_deref());
    let known = slice::values(spec, &rows);
    if let Some(unknown) = value.as_ref().filter(|value| !known.contains(value)) {
        return Err(Trouble::Unknown(unknown.chars().take(80).collect()));
    }
    let (tag, seal) = (language.tag(), sealed.seal.clone());
    let key = format!("{seal} {tag} {file} {form:?} {}", value.as_deref().unwrap_or_default());
    let work = async move { file_of(spec, &rows, value.as_deref(), &sealed, form, language) };
    let body = app.bodies.get(key, app.compute(work)).await?;
    let keep = Keep::Edition(body.tag(&seal, tag));
    Ok(body.answer(&keep))
}

/// The same file of the newest edition.
async fn newest(app: &App, viewer: &Viewer, file: &str) -> Result<Response, Trouble> {
    let sealed = app.shelf.newest().await?;
    let query = viewer.here.split_once('?').map(|(_, query)| format!("&{query}")).unwrap_or_default();
    let route = routes::FIGURE.replace("{file}", file);
    Ok(redirect(&viewer.path(&format!("{route}?edicao={}{query}", encoded(&sealed.edition.name)))))
}

fn file_of(spec: &'static Spec, rows: &Rows, value: Option<&str>, sealed: &Sealed, form: Form, language: Language) -> Result<Body, Trouble> {
    let edition = &sealed.edition.name;
    // A drawing shows one slice, so a file without one is of the slice that is drawn first.
    let first = slice::values(spec, rows).into_iter().next();
    let value = value.map(str::to_owned).or(first);
    let figure = Figure::new(spec, rows, value.as_deref(), edition, words(language));
    let cut = slice::cut(spec, rows, value.as_deref());
    let mut bytes = Vec::new();
    match form {
        Form::Svg => bytes.extend(figure.svg(Size::Wide, Mode::Standalone).ok_or_else(|| Trouble::Unknown(spec.name.clone()))?.into_bytes()),
        Form::Csv(dialect) => {
            let dialect = if dialect == Dialect::Br { csv::Dialect::Br } else { csv::Dialect::Iso };
            if let Some(batch) = cut.first() {
                csv::write(&mut bytes, &batch.schema(), &cut, dialect).map_err(Trouble::failed)?;
            }
        }
        Form::Json => json::write_array(&mut bytes, &cut).map_err(Trouble::failed)?,
        Form::Metadata => bytes.extend(format!("{:#}\n", with_seal(figure.metadata(), sealed)).into_bytes()),
    }
    let (extension, kind) = form.kind();
    let slice = value.map(|value| format!("_{}", plain(&value))).unwrap_or_default();
    let file = format!("mirante_{}{slice}_{edition}-{}.{extension}", spec.name, &sealed.seal[..8]);
    Ok(Body { kind, bytes: bytes.into(), file: Some(file), is_shown: !matches!(form, Form::Csv(_)) })
}

fn with_seal(mut metadata: serde_json::Value, sealed: &Sealed) -> serde_json::Value {
    metadata["seal"] = sealed.seal.clone().into();
    metadata["as_of"] = sealed.edition.as_of.clone().into();
    metadata["is_synthetic"] = sealed.edition.is_synthetic.into();
    metadata
}

/// A value as a file's name holds it.
fn plain(value: &str) -> String {
    value.chars().map(|character| if character.is_ascii_alphanumeric() { character.to_ascii_lowercase() } else { '-' }).take(40).collect()
}
