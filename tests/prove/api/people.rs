//! As whom the document is tried.

use crate::size::Size;

/// How somebody shows who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Stranger,
    /// By a case of theirs.
    Applicant(Stage),
    /// By the account of this name in the demo's town.
    Officer(&'static str),
}

/// Where the applicant's case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Received,
    UnderReview,
    Concluded,
}

/// Somebody who calls.
#[derive(Debug, Clone, Copy)]
pub struct Person {
    pub name: &'static str,
    pub way: Way,
    /// From which size on they take part.
    from: Size,
    /// Whether calls are also made at the edges of the document, one by one: that is thousands.
    pub thorough: bool,
}

impl Person {
    pub fn is_of(&self, size: Size) -> bool {
        size != Size::Short || self.from == Size::Short
    }

    /// The security scheme of the document that they use.
    pub fn scheme(&self) -> Option<&'static str> {
        match self.way {
            Way::Stranger => None,
            Way::Applicant(_) => Some("case"),
            Way::Officer(_) => Some("officer"),
        }
    }
}

const fn person(name: &'static str, way: Way, from: Size, thorough: bool) -> Person {
    Person {
        name,
        way,
        from,
        thorough,
    }
}

/// Everybody: no one, applicants, an officer of each kind; the administrator, who ends accounts, comes last.
pub const fn all() -> [Person; 19] {
    use Size::{Short, Usual};
    use Way::{Applicant, Officer, Stranger};
    [
        person("anonymous", Stranger, Short, true),
        person(
            "applicant, received",
            Applicant(Stage::Received),
            Usual,
            false,
        ),
        person(
            "applicant, under review",
            Applicant(Stage::UnderReview),
            Short,
            true,
        ),
        person(
            "applicant, concluded",
            Applicant(Stage::Concluded),
            Usual,
            false,
        ),
        person("window", Officer("Wu Lei"), Usual, true),
        person("clerk of education", Officer("Chen Jing"), Short, true),
        person("head of education", Officer("Sun Hao"), Usual, true),
        person(
            "clerk of public security",
            Officer("He Qiang"),
            Usual,
            false,
        ),
        person("clerk of labor", Officer("Ma Lin"), Usual, false),
        person("clerk of commerce", Officer("Xu Dan"), Usual, false),
        person("head of commerce", Officer("Deng Hui"), Usual, false),
        person("clerk of health", Officer("Cao Min"), Usual, false),
        person("clerk of family planning", Officer("Yu Na"), Usual, false),
        person("clerk of housing", Officer("Qin Tao"), Usual, false),
        person("clerk of fire", Officer("Jiang Shan"), Usual, false),
        person("supervisor", Officer("Lin Yue"), Short, true),
        person("auditor", Officer("Gu Wen"), Usual, false),
        person("head of government", Officer("Guo An"), Usual, true),
        person("administrator", Officer("Song Ping"), Short, true),
    ]
}
