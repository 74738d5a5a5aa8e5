//! Regions 地区 and their codes, GB/T 2260.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{serde_as_text, typed};

const LENGTH: usize = 6;
const HEADER: &str = "code,name,parent";
/// Province, prefecture, county, and one to spare; a longer chain is a loop.
const MAX_LEVELS: usize = 4;

/// The six digits of a region. That the region exists is for [`Regions::get`] to say.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RegionCode(String);

/// A text that is no region code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a region code; write its six digits, like 510100 for Chengdu")]
pub struct RegionCodeError(String);

impl RegionCode {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for RegionCode {
    type Err = RegionCodeError;

    fn from_str(text: &str) -> Result<Self, RegionCodeError> {
        let code: String = typed(text).into_iter().collect();
        let is_code = code.len() == LENGTH && code.bytes().all(|byte| byte.is_ascii_digit());
        is_code
            .then_some(Self(code))
            .ok_or_else(|| RegionCodeError(text.to_owned()))
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

serde_as_text!(RegionCode, RegionCodeError, as_str);

/// One region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Its code.
    pub code: RegionCode,
    /// Its name in Chinese.
    pub name: String,
    /// The region it lies in; none for a province.
    pub parent: Option<RegionCode>,
}

/// The tree of regions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Regions(BTreeMap<RegionCode, Region>);

/// Why a list of regions can't be used; lines count from 1, the header included.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegionsError {
    /// Another first line.
    #[error("line 1: the header must be {HEADER}")]
    Header,
    /// Not three columns, or no name.
    #[error("line {0}: write code, name and parent (empty for a province), without quotes")]
    Columns(usize),
    /// A code that is none.
    #[error("line {line}: {source}")]
    Code {
        /// Where.
        line: usize,
        /// What is wrong with it.
        source: RegionCodeError,
    },
    /// The same code twice.
    #[error("line {line}: {code} stands twice; remove one")]
    Duplicate {
        /// Where it stands again.
        line: usize,
        /// The repeated code.
        code: RegionCode,
    },
    /// A parent that is not in the list.
    #[error("{code}: its parent {parent} is not in the list; add it")]
    UnknownParent {
        /// The region.
        code: RegionCode,
        /// The missing one.
        parent: RegionCode,
    },
    /// More than four levels, so a loop.
    #[error("{0}: more than {MAX_LEVELS} levels above it; look for a loop of parents")]
    TooDeep(RegionCode),
}

impl Regions {
    /// Reads `code,name,parent` lines below that header.
    ///
    /// # Errors
    /// Names the first line or region that is wrong.
    pub fn from_csv(text: &str) -> Result<Self, RegionsError> {
        let mut lines = text.trim_start_matches('\u{FEFF}').lines().zip(1..);
        if lines
            .next()
            .is_none_or(|(header, _)| header.trim() != HEADER)
        {
            return Err(RegionsError::Header);
        }
        let mut regions = Self::default();
        for (text, line) in lines.filter(|(text, _)| !text.trim().is_empty()) {
            let region = read_line(text, line)?;
            let code = region.code.clone();
            if regions.0.insert(code.clone(), region).is_some() {
                return Err(RegionsError::Duplicate { line, code });
            }
        }
        regions.check_parents()?;
        Ok(regions)
    }

    /// The region of a code.
    pub fn get(&self, code: &RegionCode) -> Option<&Region> {
        self.0.get(code)
    }

    /// The smallest listed region that the digits of an unlisted code fall into.
    pub fn around(&self, code: &RegionCode) -> Option<&Region> {
        let digits = code.as_str();
        let wider = [4, 2].map(|kept| RegionCode(format!("{:0<LENGTH$}", &digits[..kept])));
        wider.iter().find_map(|wider| self.get(wider))
    }

    /// All regions, by code.
    pub fn iter(&self) -> impl Iterator<Item = &Region> {
        self.0.values()
    }

    /// The regions directly inside one.
    pub fn children<'a>(&'a self, code: &'a RegionCode) -> impl Iterator<Item = &'a Region> {
        self.iter()
            .filter(move |region| region.parent.as_ref() == Some(code))
    }

    /// The region and those around it, province first; empty for an unknown code.
    pub fn chain(&self, code: &RegionCode) -> Vec<&Region> {
        let parent = |region: &&Region| self.get(region.parent.as_ref()?);
        let mut chain: Vec<&Region> = std::iter::successors(self.get(code), parent)
            .take(MAX_LEVELS + 1)
            .collect();
        chain.reverse();
        chain
    }

    /// The names along the chain, like 四川省成都市锦江区; none for an unknown code.
    pub fn full_name(&self, code: &RegionCode) -> Option<String> {
        let chain = self.chain(code);
        (!chain.is_empty()).then(|| chain.iter().map(|region| region.name.as_str()).collect())
    }

    fn check_parents(&self) -> Result<(), RegionsError> {
        for region in self.iter() {
            if let Some(parent) = &region.parent
                && self.get(parent).is_none()
            {
                return Err(RegionsError::UnknownParent {
                    code: region.code.clone(),
                    parent: parent.clone(),
                });
            }
            if self.chain(&region.code).len() > MAX_LEVELS {
                return Err(RegionsError::TooDeep(region.code.clone()));
            }
        }
        Ok(())
    }
}

fn read_line(text: &str, line: usize) -> Result<Region, RegionsError> {
    let columns: Vec<&str> = text.split(',').map(str::trim).collect();
    let [code, name, parent] = columns[..] else {
        return Err(RegionsError::Columns(line));
    };
    if name.is_empty() {
        return Err(RegionsError::Columns(line));
    }
    let read = |text: &str| {
        text.parse()
            .map_err(|source| RegionsError::Code { line, source })
    };
    Ok(Region {
        code: read(code)?,
        name: name.to_owned(),
        parent: (!parent.is_empty()).then(|| read(parent)).transpose()?,
    })
}
