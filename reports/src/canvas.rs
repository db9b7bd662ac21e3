//! Plotters draws, SVG comes out: grouped, with keys and values on each mark, and nothing that a strict page would refuse.
//!
//! Plotters counts whole pixels, so it draws at ten times the size and tenths of a pixel are written.

use std::{cell::RefCell, convert::Infallible, fmt::Write, rc::Rc};

use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind};

use crate::{
    text::Weight,
    theme::{Mode, Token},
};

/// How much larger plotters draws.
pub const TENTHS: i32 = 10;

/// Where a text stands against its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// The text begins there.
    Start,
    /// It is centred there.
    Middle,
    /// It ends there.
    End,
}

/// A drawing of some width and height in pixels; clones draw on the same sheet.
#[derive(Debug, Clone)]
pub struct Canvas {
    size: (u32, u32),
    mode: Mode,
    body: Rc<RefCell<String>>,
}

impl Canvas {
    /// An empty sheet.
    pub fn new(width: u32, height: u32, mode: Mode) -> Self {
        Self { size: (width, height), mode, body: Rc::default() }
    }

    /// Opens a group: its class, attributes, and what people read of it.
    pub fn group(&self, class: &str, attributes: &[(&str, &str)], title: Option<&str>) {
        let mut body = self.body.borrow_mut();
        body.push_str("<g class=\"");
        body.push_str(class);
        body.push('"');
        for (name, value) in attributes {
            let _ = write!(body, " {name}=\"{}\"", escaped(value));
        }
        body.push('>');
        if let Some(title) = title {
            let _ = write!(body, "<title>{}</title>", escaped(title));
        }
    }

    /// Closes the group that was opened last.
    pub fn end(&self) {
        self.body.borrow_mut().push_str("</g>");
    }

    /// A text at a point in pixels, on its base line. Where the font may be missing, it is made as wide as it was measured.
    pub fn text(&self, (x, y): (f32, f32), anchor: Anchor, size: f32, weight: Weight, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let bold = if weight == Weight::Bold { " font-weight=\"600\"" } else { "" };
        let length = self.length(text, size, weight);
        let fill = crate::theme::INK.paint(self.mode);
        let text = escaped(text);
        let _ = write!(
            self.body.borrow_mut(),
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\"{anchor}{bold}{length} fill=\"{fill}\">{text}</text>"
        );
    }

    /// A text that is read from below upwards, its base line beginning at a point in pixels.
    pub fn upright(&self, (x, y): (f32, f32), size: f32, text: &str) {
        let fill = crate::theme::INK.paint(self.mode);
        let length = self.length(text, size, Weight::Regular);
        let text = escaped(text);
        let _ = write!(
            self.body.borrow_mut(),
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\" transform=\"rotate(-90 {x:.1} {y:.1})\"{length} fill=\"{fill}\">{text}</text>"
        );
    }

    /// Where the font may be missing, a text is made as wide as it was measured.
    fn length(&self, text: &str, size: f32, weight: Weight) -> String {
        match self.mode {
            Mode::Inline => String::new(),
            Mode::Standalone => format!(" textLength=\"{:.1}\" lengthAdjust=\"spacingAndGlyphs\"", crate::text::width(text, size, weight)),
        }
    }

    /// The whole drawing, with the title and description that assistive technology reads.
    pub fn finish(self, id: &str, title: &str, description: &str) -> String {
        let (width, height) = self.size;
        let (fixed, paper) = match self.mode {
            Mode::Inline => (String::new(), String::new()),
            Mode::Standalone => (
                format!(
                    " xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" font-family=\"{}, sans-serif\"",
                    crate::text::FONT
                ),
                format!("<rect width=\"{width}\" height=\"{height}\" fill=\"{}\"/>", crate::theme::PAPER.paint(self.mode)),
            ),
        };
        format!(
            "<svg role=\"img\" aria-labelledby=\"{id}-t {id}-d\" viewBox=\"0 0 {width} {height}\"{fixed}><title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc>{paper}{}</svg>",
            escaped(title),
            escaped(description),
            self.body.borrow(),
        )
    }

    /// A colour as the attributes of what is filled or stroked with it.
    fn paint(&self, what: &str, color: BackendColor) -> String {
        let paint = Token::of(color.rgb).paint(self.mode);
        if color.alpha < 1.0 { format!("{what}=\"{paint}\" {what}-opacity=\"{:.2}\"", color.alpha) } else { format!("{what}=\"{paint}\"") }
    }

    /// The attributes of a shape that is filled, or of its outline.
    fn painted<S: BackendStyle>(&self, style: &S, is_filled: bool) -> String {
        if is_filled {
            return self.paint("fill", style.color());
        }
        format!("fill=\"none\" {} stroke-width=\"{}\"", self.paint("stroke", style.color()), pixels(style.stroke_width().cast_signed()))
    }

    fn push(&self, element: &str) -> Result<(), DrawingErrorKind<Infallible>> {
        self.body.borrow_mut().push_str(element);
        Ok(())
    }
}

/// A text as XML holds it.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn pixels(tenths: i32) -> String {
    let text = format!("{}.{}", tenths.abs() / TENTHS, tenths.abs() % TENTHS);
    let text = text.strip_suffix(".0").map(str::to_owned).unwrap_or(text);
    if tenths < 0 { format!("-{text}") } else { text }
}

fn points(path: impl IntoIterator<Item = BackendCoord>) -> String {
    path.into_iter().map(|(x, y)| format!("{},{}", pixels(x), pixels(y))).collect::<Vec<_>>().join(" ")
}

impl DrawingBackend for Canvas {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        (self.size.0 * TENTHS.unsigned_abs(), self.size.1 * TENTHS.unsigned_abs())
    }

    fn ensure_prepared(&mut self) -> Result<(), DrawingErrorKind<Infallible>> {
        Ok(())
    }

    fn present(&mut self) -> Result<(), DrawingErrorKind<Infallible>> {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Result<(), DrawingErrorKind<Infallible>> {
        self.push(&format!("<rect x=\"{}\" y=\"{}\" width=\"0.1\" height=\"0.1\" {}/>", pixels(x), pixels(y), self.paint("fill", color)))
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Result<(), DrawingErrorKind<Infallible>> {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (left, top): BackendCoord,
        (right, bottom): BackendCoord,
        style: &S,
        fill: bool,
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        let painted = self.painted(style, fill);
        let (x, y, width, height) = (pixels(left.min(right)), pixels(top.min(bottom)), pixels((right - left).abs()), pixels((bottom - top).abs()));
        self.push(&format!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" {painted}/>"))
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Result<(), DrawingErrorKind<Infallible>> {
        self.push(&format!("<polyline points=\"{}\" {}/>", points(path), self.painted(style, false)))
    }

    fn draw_circle<S: BackendStyle>(&mut self, (x, y): BackendCoord, radius: u32, style: &S, fill: bool) -> Result<(), DrawingErrorKind<Infallible>> {
        let painted = self.painted(style, fill);
        self.push(&format!("<circle cx=\"{}\" cy=\"{}\" r=\"{}\" {painted}/>", pixels(x), pixels(y), pixels(radius.cast_signed())))
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        self.push(&format!("<polygon points=\"{}\" {}/>", points(path), self.painted(style, true)))
    }

    /// Texts are ours: they are measured with the embedded font and written by [`Canvas::text`].
    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, (x, y): BackendCoord) -> Result<(), DrawingErrorKind<Infallible>> {
        let size = style.size() as f32 / TENTHS as f32;
        self.text((x as f32 / TENTHS as f32, y as f32 / TENTHS as f32 + size), Anchor::Start, size, Weight::Regular, text);
        Ok(())
    }

    fn estimate_text_size<T: BackendTextStyle>(&self, text: &str, style: &T) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let size = style.size() as f32;
        Ok((crate::text::width(text, size, Weight::Regular) as u32, size as u32))
    }
}
