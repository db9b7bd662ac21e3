//! Shapes on a canvas, in pixels: what every kind of chart draws with. Plotters draws them.

use plotters::{
    coord::Shift,
    prelude::{Circle, DrawingArea, IntoDrawingArea, PathElement, Polygon, Rectangle},
    style::{Color, RGBColor},
};

use crate::{
    canvas::{Anchor, Canvas, TENTHS},
    text::Weight,
    theme::Token,
};

/// Draws on one canvas.
pub struct Pen {
    /// The canvas, for groups and texts.
    pub canvas: Canvas,
    area: DrawingArea<Canvas, Shift>,
}

/// A point in pixels.
pub type Point = (f32, f32);

impl Pen {
    /// A pen for a canvas.
    pub fn new(canvas: Canvas) -> Self {
        Self { area: canvas.clone().into_drawing_area(), canvas }
    }

    /// A filled rectangle between two corners.
    pub fn rectangle(&self, from: Point, to: Point, token: Token, alpha: f64) {
        self.area.draw(&Rectangle::new([at(from), at(to)], color(token).mix(alpha).filled())).expect(WRITES);
    }

    /// A line through points, its width in tenths of a pixel.
    pub fn line(&self, points: &[Point], token: Token, tenths: u32, alpha: f64) {
        let style = color(token).mix(alpha).stroke_width(tenths);
        self.area.draw(&PathElement::new(points.iter().copied().map(at).collect::<Vec<_>>(), style)).expect(WRITES);
    }

    /// A filled area.
    pub fn area(&self, points: &[Point], token: Token, alpha: f64) {
        self.area.draw(&Polygon::new(points.iter().copied().map(at).collect::<Vec<_>>(), color(token).mix(alpha).filled())).expect(WRITES);
    }

    /// A disc, or a ring.
    pub fn dot(&self, middle: Point, radius: f32, token: Token, alpha: f64, is_filled: bool) {
        let size = (radius * TENTHS as f32).round() as i32;
        let style = color(token).mix(alpha);
        let style = if is_filled { style.filled() } else { style.stroke_width(15) };
        self.area.draw(&Circle::new(at(middle), size, style)).expect(WRITES);
    }

    /// A ring, its line in tenths of a pixel.
    pub fn ring(&self, middle: Point, radius: f32, token: Token, tenths: u32) {
        let size = (radius * TENTHS as f32).round() as i32;
        self.area.draw(&Circle::new(at(middle), size, color(token).stroke_width(tenths))).expect(WRITES);
    }

    /// A text on its base line.
    pub fn text(&self, point: Point, anchor: Anchor, size: f32, weight: Weight, text: &str) {
        self.canvas.text(point, anchor, size, weight, text);
    }
}

const WRITES: &str = "writing into a text cannot fail";

fn at((x, y): Point) -> (i32, i32) {
    ((x * TENTHS as f32).round() as i32, (y * TENTHS as f32).round() as i32)
}

fn color(token: Token) -> RGBColor {
    let (red, green, blue) = token.rgb;
    RGBColor(red, green, blue)
}
