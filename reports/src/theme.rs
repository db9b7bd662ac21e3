//! Colours and sizes: tokens that pages may restyle, with the values that stand alone.

/// A colour by its token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Its name in style sheets.
    pub name: &'static str,
    /// Red, green, blue on white paper.
    pub rgb: (u8, u8, u8),
}

/// First series.
pub const SERIES_1: Token = Token { name: "s1", rgb: (0x55, 0x57, 0xe8) };
/// Second series.
pub const SERIES_2: Token = Token { name: "s2", rgb: (0xdc, 0x75, 0x1e) };
/// Third series.
pub const SERIES_3: Token = Token { name: "s3", rgb: (0x2e, 0xa2, 0x83) };
/// Fourth series.
pub const SERIES_4: Token = Token { name: "s4", rgb: (0x97, 0x5c, 0x31) };
/// Fifth series.
pub const SERIES_5: Token = Token { name: "s5", rgb: (0xa3, 0x83, 0xc7) };
/// Everyone else: thin, never a category, never text.
pub const CONTEXT: Token = Token { name: "context", rgb: (0x8b, 0x94, 0x9e) };
/// Text and lines.
pub const INK: Token = Token { name: "ink", rgb: (0x1b, 0x1f, 0x24) };
/// What it is written on.
pub const PAPER: Token = Token { name: "paper", rgb: (0xff, 0xff, 0xff) };

/// What stands well; always beside a shape and a word.
pub const GOOD: Token = Token { name: "good", rgb: (0x1b, 0x7f, 0x4b) };
/// What deserves attention.
pub const WARN: Token = Token { name: "warn", rgb: (0x8a, 0x5a, 0x00) };
/// What does not stand well.
pub const BAD: Token = Token { name: "bad", rgb: (0xb4, 0x23, 0x18) };

/// The series in their order.
pub const SERIES: [Token; 5] = [SERIES_1, SERIES_2, SERIES_3, SERIES_4, SERIES_5];
/// Every token.
pub const TOKENS: [Token; 11] = [SERIES_1, SERIES_2, SERIES_3, SERIES_4, SERIES_5, CONTEXT, INK, PAPER, GOOD, WARN, BAD];

/// How colours are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Inside a page, whose style sheet sets the tokens.
    Inline,
    /// A file of its own: literal colours, paper, a font's name.
    Standalone,
}

impl Token {
    /// The colour as an attribute holds it.
    pub fn paint(self, mode: Mode) -> String {
        let (red, green, blue) = self.rgb;
        match mode {
            Mode::Inline => format!("var(--{},#{red:02x}{green:02x}{blue:02x})", self.name),
            Mode::Standalone => format!("#{red:02x}{green:02x}{blue:02x}"),
        }
    }

    /// The token of a colour.
    pub fn of(rgb: (u8, u8, u8)) -> Self {
        TOKENS.into_iter().find(|token| token.rgb == rgb).unwrap_or(INK)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn linear(value: u8) -> f64 {
        let share = f64::from(value) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    }

    /// Contrast of two colours (WCAG 2.2).
    fn contrast(one: (u8, u8, u8), other: (u8, u8, u8)) -> f64 {
        let light = |(red, green, blue): (u8, u8, u8)| 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
        let (a, b) = (light(one), light(other));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// CIE Lab under D65 of linear red, green, blue.
    fn lab([red, green, blue]: [f64; 3]) -> [f64; 3] {
        let x = (0.412_456 * red + 0.357_576 * green + 0.180_437 * blue) / 0.950_47;
        let y = 0.212_673 * red + 0.715_152 * green + 0.072_175 * blue;
        let z = (0.019_334 * red + 0.119_192 * green + 0.950_304 * blue) / 1.088_83;
        let f = |t: f64| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
        [116.0 * f(y) - 16.0, 500.0 * (f(x) - f(y)), 200.0 * (f(y) - f(z))]
    }

    #[test]
    fn marks_stand_out_on_both_papers() {
        for token in [SERIES_1, SERIES_2, SERIES_3, SERIES_4, SERIES_5, CONTEXT] {
            for paper in [PAPER.rgb, (0x12, 0x17, 0x1d)] {
                let found = contrast(token.rgb, paper);
                assert!(found >= 3.0, "{} has {found:.2}:1 on {paper:?}", token.name);
            }
        }
        assert!(contrast(INK.rgb, PAPER.rgb) >= 4.5);
    }

    #[test]
    fn states_and_numbers_on_tints_are_read_on_both_papers() {
        let dark = (0x12, 0x17, 0x1d);
        let dark_states = [(0x6f, 0xd3, 0x9a), (0xe0, 0xb0, 0x50), (0xff, 0x8a, 0x80)];
        for (state, on_dark) in [GOOD, WARN, BAD].into_iter().zip(dark_states) {
            assert!(contrast(state.rgb, PAPER.rgb) >= 4.5 && contrast(on_dark, dark) >= 4.5, "{}", state.name);
        }
        for (paper, ink) in [(PAPER.rgb, INK.rgb), (dark, (0xe6, 0xed, 0xf3))] {
            for tint in crate::charts::heatmap::TINTS {
                let mixed = |over: u8, under: u8| (f64::from(over) * tint + f64::from(under) * (1.0 - tint)).round() as u8;
                let (over, under) = (SERIES_1.rgb, paper);
                let found = contrast(ink, (mixed(over.0, under.0), mixed(over.1, under.1), mixed(over.2, under.2)));
                assert!(found >= 4.5, "a tint of {tint} leaves {found:.2}:1 on {paper:?}");
            }
        }
    }

    #[test]
    fn series_are_told_apart_also_by_eyes_that_lack_a_colour() {
        // Machado, Oliveira and Fernandes 2009, severity 1: normal, protan, deutan, tritan.
        let eyes: [[[f64; 3]; 3]; 4] = [
            [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
            [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]],
            [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]],
            [[1.255_528, -0.076_749, -0.178_779], [-0.078_411, 0.930_809, 0.147_602], [0.004_733, 0.691_367, 0.303_900]],
        ];
        let series = [SERIES_1, SERIES_2, SERIES_3, SERIES_4, SERIES_5];
        for eye in eyes {
            let seen = |token: Token| {
                let (red, green, blue) = token.rgb;
                let light = [linear(red), linear(green), linear(blue)];
                lab(eye.map(|row| row.iter().zip(light).map(|(weight, light)| weight * light).sum::<f64>().clamp(0.0, 1.0)))
            };
            for (place, one) in series.iter().enumerate() {
                for other in &series[place + 1..] {
                    let distance = seen(*one).iter().zip(seen(*other)).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
                    assert!(distance >= 25.0, "{} and {} are {distance:.1} apart", one.name, other.name);
                }
            }
        }
    }
}
