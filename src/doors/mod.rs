//! What the API and the pages share at the door: who is asking, what they send, how "no" is said.
//!
//! Everything that comes in is parsed here into domain types; everything refused leaves as one
//! problem document (RFC 9457). Never decides about a request: that is `engine`'s. Start at
//! [`gate`] for who may enter, then at [`problem`] for how a refusal looks.

pub mod able;
pub mod address;
pub mod body;
pub mod concern;
pub mod cookies;
pub mod correlation;
pub mod counter;
mod counts;
pub mod credentials;
pub mod cursor;
pub mod drafts;
pub mod duty;
pub mod envelope;
pub mod files;
pub mod filing;
pub mod filters;
pub mod foresight;
pub mod gate;
pub mod house;
pub mod image;
pub mod letters;
pub mod live;
pub mod members;
pub mod metadata;
mod mistakes;
pub mod officers;
pub mod overview;
pub mod pace;
pub mod papers;
pub mod place;
pub mod preconditions;
pub mod present;
pub mod problem;
pub mod publishing;
pub mod question;
pub mod queue;
pub mod recent;
pub mod settings;
pub mod shield;
mod showing;
pub mod sitting;
pub mod stalled;
pub mod supervising;
pub mod town;
pub mod tries;
pub mod turns;
pub mod uploads;
pub mod words;

pub use house::{Doors, Found};
pub use problem::Problem;
pub use settings::Settings;
