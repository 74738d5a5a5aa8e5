//! An object read member by member, so that everything wrong with it is told at once.
//!
//! What a person typed into many places deserves this; bodies of a few members are parsed whole
//! by [`super::body::parse`], which stops at the first mistake.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::body;
use super::problem::{PlaceError, Problem};

/// A type that is read from the members of an object.
pub trait Membered: Sized {
    /// Reads it. A member that does not fit is noted; then this may return none.
    fn read(members: &mut Members) -> Option<Self>;
}

/// An object under reading, with what was wrong so far.
#[derive(Debug)]
pub struct Members {
    at: String,
    left: Map<String, Value>,
    errors: Vec<PlaceError>,
}

impl Members {
    /// Reads a body.
    ///
    /// # Errors
    /// 400 if it is no JSON, 422 with every place that does not fit.
    pub fn parse<T: Membered>(bytes: &[u8]) -> Result<T, Problem> {
        let (value, errors) = read_object(String::new(), body::json(bytes)?);
        match value {
            Some(value) if errors.is_empty() => Ok(value),
            _ => Err(Problem::places(errors)),
        }
    }

    /// A member that has to be there.
    pub fn need<T: DeserializeOwned>(&mut self, key: &str) -> Option<T> {
        match self.left.remove(key) {
            Some(value) => self.fit(key, value),
            None => self.missing(key),
        }
    }

    /// A member that may be left out; one that does not fit counts as left out too.
    pub fn may<T: DeserializeOwned>(&mut self, key: &str) -> Option<T> {
        let value = self.left.remove(key)?;
        self.fit(key, value)
    }

    /// An object that has to be there, read by its own members.
    pub fn inside<T: Membered>(&mut self, key: &str) -> Option<T> {
        let Some(value) = self.left.remove(key) else {
            return self.missing(key);
        };
        let (value, errors) = read_object(self.pointer(key), value);
        self.errors.extend(errors);
        value
    }

    fn fit<T: DeserializeOwned>(&mut self, key: &str, value: Value) -> Option<T> {
        let error = match body::fit(value) {
            Ok(value) => return Some(value),
            Err(error) => error,
        };
        let pointer = format!("{}{}", self.pointer(key), error.pointer);
        self.errors.push(PlaceError { pointer, ..error });
        None
    }

    fn missing<T>(&mut self, key: &str) -> Option<T> {
        self.errors.push(PlaceError {
            pointer: self.pointer(key),
            code: "missing".to_owned(),
            detail: format!("`{key}` is missing"),
            expected: None,
        });
        None
    }

    fn pointer(&self, key: &str) -> String {
        format!("{}/{}", self.at, body::escaped(key))
    }
}

fn read_object<T: Membered>(at: String, value: Value) -> (Option<T>, Vec<PlaceError>) {
    let Value::Object(left) = value else {
        let error = PlaceError {
            pointer: at,
            code: "type".to_owned(),
            detail: "an object belongs here".to_owned(),
            expected: None,
        };
        return (None, vec![error]);
    };
    let errors = Vec::new();
    let mut members = Members { at, left, errors };
    let value = T::read(&mut members);
    let unknown = members.left.keys().map(|key| PlaceError {
        pointer: members.pointer(key),
        code: "unknown".to_owned(),
        detail: "nothing of that name is taken here; leave it out".to_owned(),
        expected: None,
    });
    let unknown: Vec<PlaceError> = unknown.collect();
    members.errors.extend(unknown);
    (value, members.errors)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[derive(Debug, PartialEq)]
    struct Person {
        name: String,
        age: Option<u8>,
    }

    #[derive(Debug, PartialEq)]
    struct Pair {
        one: Person,
        other: Person,
    }

    impl Membered for Person {
        fn read(members: &mut Members) -> Option<Self> {
            let name = members.need("name");
            let age = members.may("age");
            Some(Self { name: name?, age })
        }
    }

    impl Membered for Pair {
        fn read(members: &mut Members) -> Option<Self> {
            let one = members.inside("one");
            let other = members.inside("other");
            Some(Self {
                one: one?,
                other: other?,
            })
        }
    }

    #[test]
    fn every_mistake_is_told_at_once_with_its_place() {
        let body = br#"{"one": {"age": 300, "size": 1}, "other": [], "more/over": 1}"#;
        let problem = Members::parse::<Pair>(body).unwrap_err();
        let places: Vec<(&str, &str)> = problem
            .errors
            .iter()
            .map(|error| (error.pointer.as_str(), error.code.as_str()))
            .collect();
        let expected = [
            ("/one/name", "missing"),
            ("/one/age", "format"),
            ("/one/size", "unknown"),
            ("/other", "type"),
            ("/more~1over", "unknown"),
        ];
        assert_eq!((problem.status, places), (422, expected.to_vec()));
    }

    #[test]
    fn what_fits_is_read() {
        let body = br#"{"one": {"name": "a", "age": 3}, "other": {"name": "b"}}"#;
        let read = Members::parse::<Pair>(body).unwrap();
        assert_eq!((read.one.age, read.other.name.as_str()), (Some(3), "b"));
    }
}
