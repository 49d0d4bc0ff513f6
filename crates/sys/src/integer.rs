//! Integers at the beginning of a text, read as C's `atoi` reads them.

/// The leading integer of a text, as C's `atoi` reads it; 0 if there is none. What is too large for
/// an integer gives the largest.
pub fn leading_int(text: &[u8]) -> i32 {
    let text = text.trim_ascii_start();
    let (sign, digits) = match text {
        [b'-', rest @ ..] => (-1, rest),
        [b'+', rest @ ..] => (1, rest),
        rest => (1, rest),
    };
    let digits = digits.iter().take_while(|byte| byte.is_ascii_digit());
    digits.fold(0i32, |value, digit| {
        let digit = i32::from(digit - b'0');
        value.saturating_mul(10).saturating_add(sign * digit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_are_read_up_to_what_is_none(number: i32, rest in "([^0-9].*)?") {
            prop_assert_eq!(leading_int(format!("{number}{rest}").as_bytes()), number);
            prop_assert_eq!(leading_int(format!(" x{number}").as_bytes()), 0);
        }
    }

    #[test]
    fn numbers_that_are_too_large_give_the_largest() {
        assert_eq!(leading_int(b"99999999999"), i32::MAX);
        assert_eq!(leading_int(b"-99999999999"), i32::MIN);
    }
}
