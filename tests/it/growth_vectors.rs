//! Vectors of what grows: trends and how sure they are, shares of a whole.

use mirante_transform::stats::{
    forecast::{METHODS, Method, fan, rolling_mase, scale, smooth},
    ratio::share,
    trend::{hamed_rao, mann_kendall, seasonal, theil_sen, variance_factor},
};
use serde_json::Value;

use crate::flow_vectors::{assert_close, cases, list, text};

/// 95 % quantile of the normal distribution.
const Z: f64 = 1.644_853_626_951_472_2;

/// The numbers of a list.
fn numbers(value: &Value) -> Vec<f64> {
    list(value).iter().map(|value| value.as_f64().unwrap()).collect()
}

/// Values at their positions: those given, else 0, 1, 2, …
fn points(input: &Value) -> Vec<(i64, f64)> {
    let at = |place: usize| input["t"].as_array().map_or(place as i64, |positions| positions[place].as_i64().unwrap());
    numbers(&input["x"]).into_iter().enumerate().map(|(place, value)| (at(place), value)).collect()
}

#[test]
fn trends_are_those_of_mann_kendall_and_theil_sen() {
    for case in cases("mann_kendall_theil_sen", "series") {
        let (name, expected, points) = (text(&case["name"]), &case["expected"], points(&case["input"]));
        let (test, line) = (mann_kendall(&points), theil_sen(&points).unwrap());
        assert_eq!((Some(points.len() as u64), Some(test.s)), (expected["n"].as_u64(), expected["s"].as_i64()), "{name}");
        let pairs = points.len() as f64 * (points.len() as f64 - 1.0) / 2.0;
        for (key, value) in [
            ("variance", test.variance),
            ("z", test.z),
            ("p", test.p),
            ("tau", test.s as f64 / pairs),
            ("slope", line.slope),
            ("intercept", line.intercept),
            ("slope_low", line.low),
            ("slope_high", line.high),
        ] {
            assert_close(Some(value), &expected[key], &format!("{name}: {key}"));
        }
        let Some(corrected) = expected["hamed_rao"].as_object() else { continue };
        let (test, factor) = (hamed_rao(&points, line.slope), variance_factor(&points, line.slope));
        for (key, value) in
            [("variance_factor_raw", factor), ("variance_factor", factor.max(1.0)), ("variance", test.variance), ("z", test.z), ("p", test.p)]
        {
            assert_close(Some(value), &corrected[key], &format!("{name}, corrected: {key}"));
        }
    }
}

#[test]
fn seasons_are_compared_with_themselves() {
    for case in cases("mann_kendall_theil_sen", "seasonal") {
        let (name, expected) = (text(&case["name"]), &case["expected"]);
        let found = seasonal(&points(&case["input"]), case["input"]["period"].as_i64().unwrap()).unwrap();
        let test = found.test;
        assert_eq!(Some(test.s), expected["s"].as_i64(), "{name}");
        assert!(found.low <= found.slope && found.slope <= found.high, "{name}: {found:?}");
        for (key, value) in [("variance", test.variance), ("z", test.z), ("p", test.p), ("slope_per_year", found.slope)] {
            assert_close(Some(value), &expected[key], &format!("{name}: {key}"));
        }
    }
}

#[test]
fn shares_have_the_interval_of_the_linearised_ratio() {
    for case in cases("flow_small", "share") {
        let (name, input, expected) = (text(&case["name"]), &case["input"], &case["expected"]);
        let (stage, whole) = (numbers(&input["stage_waiting_seconds"]), numbers(&input["process_waiting_seconds"]));
        let (found, interval) = share(&stage, &whole, Z);
        assert_close(found, &expected["share"], name);
        assert_close(interval.map(|(low, _)| low), &expected["low"], &format!("{name}: low"));
        assert_close(interval.map(|(_, high)| high), &expected["high"], &format!("{name}: high"));
    }
}

/// Repeats the last period: the forecast against which others are measured.
fn naive(history: &[f64], period: usize, horizon: usize) -> Vec<f64> {
    let last = &history[history.len() - period..];
    (0..horizon).map(|ahead| last[ahead % period]).collect()
}

/// What a named method says of the next months.
fn said(method: &str, history: &[f64], horizon: usize) -> Vec<f64> {
    match method {
        "naive" => naive(history, 1, horizon),
        "seasonal_naive" => naive(history, 12, horizon),
        _ => of(method).forecast(history, horizon),
    }
}

fn of(code: &str) -> Method {
    METHODS.into_iter().find(|method| method.code() == code).unwrap()
}

#[test]
fn forecasts_are_those_of_their_methods() {
    for case in cases("forecast_naive_mase", "forecast") {
        let (name, input, expected) = (text(&case["name"]), &case["input"], &case["expected"]);
        let (method, history) = (text(&input["method"]), numbers(&input["history"]));
        let found = said(method, &history, input["horizon"].as_u64().unwrap() as usize);
        assert_eq!(found.len(), list(&expected["forecast"]).len(), "{name}");
        found.iter().zip(list(&expected["forecast"])).for_each(|(found, expected)| assert_close(Some(*found), expected, name));
        if expected["alpha"].is_number() {
            let state = smooth(&history);
            assert_close(Some(state.alpha), &expected["alpha"], &format!("{name}: alpha"));
            assert_close(Some(state.level), &expected["level"], &format!("{name}: level"));
        }
    }
}

#[test]
fn errors_are_measured_against_repeating() {
    for case in cases("forecast_naive_mase", "mase") {
        let (name, input, expected) = (text(&case["name"]), &case["input"], &case["expected"]);
        let found = scale(&numbers(&input["history"]), input["period"].as_u64().unwrap() as usize);
        assert_close(found, &expected["scale"], name);
        let (foretold, actual) = (numbers(&input["forecast"]), numbers(&input["actual"]));
        let off = foretold.iter().zip(&actual).map(|(foretold, actual)| (actual - foretold).abs()).sum::<f64>() / actual.len() as f64;
        assert_close(found.map(|scale| off / scale), &expected["mase"], name);
    }
    for case in cases("forecast_naive_mase", "rolling_origin") {
        let (name, input, expected) = (text(&case["name"]), &case["input"], &case["expected"]);
        let (history, first) = (numbers(&input["history"]), input["first_origin"].as_u64().unwrap() as usize);
        assert_eq!(input["scale_period"], 1, "{name}");
        let origins = std::cell::Cell::new(0);
        let found = rolling_mase(&history, first, |before| {
            origins.set(origins.get() + 1);
            said(text(&input["method"]), before, 1).first().copied()
        });
        assert_close(found, &expected["mase"], name);
        assert_eq!(Some(origins.get()), expected["n_origins"].as_u64(), "{name}");
    }
}

#[test]
fn fans_are_those_of_past_errors() {
    for case in cases("forecast_naive_mase", "fan") {
        let (name, input) = (text(&case["name"]), &case["input"]);
        let months = fan(of(text(&input["method"])), &numbers(&input["history"]), input["horizon"].as_u64().unwrap() as usize);
        assert_eq!(months.len(), list(&case["expected"]["fan"]).len(), "{name}");
        for (month, expected) in months.iter().zip(list(&case["expected"]["fan"])) {
            assert_close(Some(month.value), &expected["forecast"], name);
            for (key, value) in [
                ("low50", month.half.map(|(low, _)| low)),
                ("high50", month.half.map(|(_, high)| high)),
                ("low80", month.most.map(|(low, _)| low)),
                ("high80", month.most.map(|(_, high)| high)),
            ] {
                assert_close(value, &expected[key], &format!("{name}: {key}"));
            }
        }
    }
}
