//! Style sheet, script and fonts: embedded at build, each at the address of its content.

use std::sync::LazyLock;

use axum::{
    body::Bytes,
    extract::Path,
    response::{IntoResponse, Response},
};
use mirante_data::hash;

use super::{
    answer::{Body, Keep},
    failure::Trouble,
};

struct Asset {
    name: &'static str,
    kind: &'static str,
    bytes: Bytes,
    address: String,
}

macro_rules! assets {
    ($($name:literal as $kind:literal),* $(,)?) => {
        const FILES: &[(&str, &str, &[u8])] = &[$(($name, $kind, include_bytes!(concat!("../../assets/", $name)))),*];
    };
}

assets![
    "fonts/IBMPlexSans-Regular.woff2" as "font/woff2",
    "fonts/IBMPlexSans-SemiBold.woff2" as "font/woff2",
    "mirante.css" as "text/css; charset=utf-8",
    "mirante.js" as "text/javascript; charset=utf-8",
    "mirante.svg" as "image/svg+xml",
];

/// In the order of the list: the style sheet names the fonts by their addresses.
static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let mut all: Vec<Asset> = Vec::new();
    for (name, kind, bytes) in FILES {
        let bytes = if *name == "mirante.css" { with_addresses(bytes, &all) } else { Bytes::from_static(bytes) };
        let short = name.rsplit('/').next().unwrap_or(name);
        let (stem, extension) = short.rsplit_once('.').unwrap_or((short, "bin"));
        let address = format!("/assets/{stem}-{}.{extension}", &hash::hex(&bytes)[..12]);
        all.push(Asset { name, kind, bytes, address });
    }
    all
});

fn with_addresses(css: &[u8], known: &[Asset]) -> Bytes {
    let text = String::from_utf8_lossy(css).into_owned();
    known.iter().fold(text, |text, asset| text.replace(asset.name, &asset.address)).into()
}

/// Where an asset lies.
pub fn address(name: &str) -> &'static str {
    ASSETS.iter().find(|asset| asset.name == name).map(|asset| asset.address.as_str()).unwrap_or_default()
}

/// `GET /assets/{name}-{hash}.{ext}`.
pub async fn show(Path(file): Path<String>) -> Result<Response, Trouble> {
    let found = ASSETS.iter().find(|asset| asset.address.strip_prefix("/assets/") == Some(&file)).ok_or(Trouble::Nowhere)?;
    let body = Body { kind: found.kind, bytes: found.bytes.clone(), file: None, is_shown: true };
    Ok(body.answer(&Keep::Forever).into_response())
}

/// `GET /favicon.ico`, which browsers ask for without being told to.
pub async fn icon() -> Response {
    super::answer::redirect(address("mirante.svg"))
}
