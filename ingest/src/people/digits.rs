//! Check digits of Brazilian register numbers: CPF of persons, CNPJ of firms, which has letters since July 2026.

use mirante_data::contract::Digits;

/// The number without its punctuation, when its check digits are right.
pub fn checked(kind: Digits, text: &str) -> Option<String> {
    match kind {
        Digits::Cpf => cpf(text),
        Digits::Cnpj => cnpj(text),
    }
}

fn cpf(text: &str) -> Option<String> {
    let plain = plain(text, 11)?;
    let digits: Vec<u32> = plain.bytes().map(|byte| char::from(byte).to_digit(10)).collect::<Option<_>>()?;
    // Eleven equal digits add up and are nobody's.
    let is_repeated = digits.iter().all(|digit| *digit == digits[0]);
    let is_right = |place: usize| {
        let sum: u32 = digits[..place].iter().zip((2..=place as u32 + 1).rev()).map(|(digit, weight)| digit * weight).sum();
        check_digit(sum) == digits[place]
    };
    (!is_repeated && is_right(9) && is_right(10)).then_some(plain)
}

/// Letters count as their place in ASCII minus that of `0`; the two check digits are digits.
fn cnpj(text: &str) -> Option<String> {
    let plain = plain(text, 14)?;
    let values: Vec<u32> = plain.bytes().map(|byte| u32::from(byte - b'0')).collect();
    let is_repeated = values.iter().all(|value| *value == values[0]);
    let is_right = |place: usize| {
        let weights = (2..=9).cycle();
        let sum: u32 = values[..place].iter().rev().zip(weights).map(|(value, weight)| value * weight).sum();
        check_digit(sum) == values[place]
    };
    (!is_repeated && is_right(12) && is_right(13)).then_some(plain)
}

fn check_digit(sum: u32) -> u32 {
    match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    }
}

/// Letters and digits alone, capital, if there are as many as there must be and nothing but punctuation between them.
fn plain(text: &str, length: usize) -> Option<String> {
    let plain: String = text.chars().filter(|character| !matches!(character, '.' | '-' | '/' | ' ')).map(|each| each.to_ascii_uppercase()).collect();
    (plain.len() == length && plain.bytes().all(|byte| byte.is_ascii_alphanumeric())).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn right_numbers_lose_their_punctuation() {
        assert_eq!(checked(Digits::Cpf, "529.982.247-25").as_deref(), Some("52998224725"));
        assert_eq!(checked(Digits::Cpf, "12345678909").as_deref(), Some("12345678909"));
        assert_eq!(checked(Digits::Cnpj, "11.222.333/0001-81").as_deref(), Some("11222333000181"));
        assert_eq!(checked(Digits::Cnpj, "12.ABC.345/01de-35").as_deref(), Some("12ABC34501DE35"));
    }

    #[test]
    fn wrong_numbers_are_none() {
        for text in ["", "529.982.247-24", "111.111.111-11", "5299822472", "529.982.247-2X", "é2998224725"] {
            assert_eq!(checked(Digits::Cpf, text), None, "{text}");
        }
        for text in ["11.222.333/0001-82", "00.000.000/0000-00", "12.ABC.345/01DE-36", "12ABC34501DEA5", "1122233300018"] {
            assert_eq!(checked(Digits::Cnpj, text), None, "{text}");
        }
    }

    #[test]
    fn every_changed_digit_and_every_swap_of_neighbours_is_found_unless_it_happens_to_be_right_too() {
        // 11 divides no difference of one changed digit: weights lie between 2 and 11, and 11 is prime.
        let right: Vec<u8> = b"52998224725".to_vec();
        for place in 0..11 {
            for digit in b'0'..=b'9' {
                let mut other = right.clone();
                other[place] = digit;
                let text = String::from_utf8(other.clone()).unwrap();
                // A rest of 0 and one of 1 give the same check digit, so that some changes stay hidden from one of the two.
                assert!(other == right || checked(Digits::Cpf, &text).is_none(), "{text}");
            }
        }
    }
}
