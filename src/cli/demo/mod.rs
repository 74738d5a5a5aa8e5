//! `lianban demo`: a town of its own in a scratch folder, three requests played through the real API
//! day by day on a virtual clock, and a fourth that is left lying for whoever looks.
//!
//! `luggage` is what it carries, `town` its people, `days` its time, `account` what it prints and
//! `words` how it names things, `play` how a line is played, `story` the lines, `lying` the request
//! that nobody ends.

mod account;
mod days;
mod luggage;
mod lying;
mod play;
mod story;
mod town;
mod words;

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use chrono::SecondsFormat;
use clap::Args;

use self::account::Account;
use self::days::Days;
use self::play::Play;
use self::town::Town;
use super::client::Client;
use super::{Ending, Misuse, keys, say, secret_file};
use crate::adapters::clock::Virtual;
use crate::app::crew::{self, Crew};
use crate::app::web::{self, Answering, Entrance};
use crate::app::{Clocks, House, house, lock, serve};
use crate::config::Config;
use crate::domain::calendar::{Instant, ZONE};
use crate::telemetry;

/// How long open requests and jobs may finish when the demo is told to end.
const DRAIN: Duration = Duration::from_secs(5);
/// What its one address may ask a minute: browsers, and tests that read every page at once.
const CALLS_PER_MINUTE: u32 = 60_000;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  lianban demo                          play, then stay up until Ctrl-C\n  lianban demo --once                   play, and leave the data to look at\n  lianban demo --once --folder ./town   the same in a folder of your own\n\nNeeds nothing installed and changes nothing outside its folder."
)]
pub(super) struct Arguments {
    /// End after the story
    #[arg(long)]
    once: bool,
    /// Where to play, a new or empty folder; else one in the folder for temporary files
    #[arg(long)]
    folder: Option<PathBuf>,
    /// The port on this machine; else any free one
    #[arg(long, default_value_t = 0)]
    port: u16,
}

pub(super) async fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    let folder = scratch(arguments.folder.as_deref())?;
    let begins = Days::at(story::BEGINS)?;
    luggage::unpack(&folder)?;
    let listener = listener(arguments.port)?;
    let settings = Written::new(&folder, listener.local_addr()?)?;
    let config = settings.write(begins)?;
    serve::start_logs(&config)?;
    let _lock = lock::take(&config.database.url)?;
    house::store(&config).await?.migrate().await?;

    let clock = Arc::new(Virtual::at(begins));
    let house = House::open(Arc::new(config), Clocks::with_law(clock.clone())).await?;
    house.publish().await?;
    let town = Town::settle(&house.access).await?;
    let running = Running::start(&house, listener)?;
    introduce(&folder, &settings.url)?;

    let days = Days::new(house.clone(), clock.clone(), crew::scheduler(&house)?);
    let mut play = Play {
        client: Client::new(&settings.url)?,
        town,
        days,
        account: Account::new(house.catalogue.directory.clone(), folder.join("mail")),
        folder: folder.clone(),
        cases: Vec::new(),
    };
    let played = story::tell(&mut play).await;
    // The data stays to be looked at whether the story came to its end or not.
    settings.write(play.days.now())?;
    if let Err(error) = played {
        let at = play
            .days
            .now()
            .with_timezone(&ZONE)
            .format("%Y-%m-%d %H:%M");
        return Err(error.context(format!(
            "the story broke off on {at}; what there is lies in {}",
            folder.display()
        )));
    }
    conclude(&play, &folder)?;
    if arguments.once {
        running.end(&house).await?;
        return Ok(Ending::Done);
    }
    clock.run_on();
    stay(&play, &settings, running, &house).await?;
    settings.write(play.days.now())?;
    Ok(Ending::Done)
}

/// Server and workers of the demo.
struct Running {
    crew: Crew,
    answering: Answering,
}

impl Running {
    fn start(house: &House, listener: TcpListener) -> anyhow::Result<Self> {
        let figures = telemetry::start_figures()?;
        let crew = Crew::of_jobs(house);
        let doors = serve::doors(house, figures, Some(&crew)).for_demo();
        let answering = web::answer(Entrance::on(listener)?, doors, "");
        Ok(Self { crew, answering })
    }

    async fn end(self, house: &House) -> anyhow::Result<()> {
        self.answering.end(DRAIN).await?;
        self.crew.end().await;
        house.clone().close().await
    }
}

fn listener(port: u16) -> anyhow::Result<TcpListener> {
    TcpListener::bind(("127.0.0.1", port)).with_context(|| match port {
        0 => "this machine has no free port on 127.0.0.1".to_owned(),
        port => format!("port {port} cannot be used; leave --port out to take any free one"),
    })
}

/// A folder of our own: nothing in it may be anybody's.
fn scratch(wanted: Option<&Path>) -> anyhow::Result<PathBuf> {
    let folder = match wanted {
        Some(folder) => folder.to_owned(),
        None => {
            std::env::temp_dir().join(format!("lianban-demo-{}", uuid::Uuid::new_v4().simple()))
        }
    };
    let unusable = || format!("the folder {} cannot be used", folder.display());
    std::fs::create_dir_all(&folder).with_context(unusable)?;
    if std::fs::read_dir(&folder)
        .with_context(unusable)?
        .next()
        .is_some()
    {
        return Err(Misuse(format!("the folder {} is not empty", folder.display())).into());
    }
    folder.canonicalize().with_context(unusable)
}

/// The settings of the demo as a file, so that every other command works on its data.
struct Written {
    path: PathBuf,
    folder: PathBuf,
    address: SocketAddr,
    url: String,
    signing: String,
    seal: String,
}

impl Written {
    fn new(folder: &Path, address: SocketAddr) -> anyhow::Result<Self> {
        Ok(Self {
            path: folder.join("lianban.toml"),
            folder: folder.to_owned(),
            address,
            url: format!("http://{address}"),
            signing: keys::key()?,
            seal: keys::key()?,
        })
    }

    /// Writes them with the law's clock at an instant, and reads them as anybody would.
    fn write(&self, at: Instant) -> anyhow::Result<Config> {
        let Self {
            address,
            url,
            signing,
            seal,
            ..
        } = self;
        let folder = self.folder.display();
        let start = at
            .with_timezone(&ZONE)
            .to_rfc3339_opts(SecondsFormat::Micros, false);
        let text = format!(
            "# The demo town. The clock of the law goes on from where the story ended.\n\
             [server]\nlisten = \"{address}\"\npublic_url = \"{url}\"\n\
             # Everybody in the town comes from one address.\n\
             public_calls_per_minute = {CALLS_PER_MINUTE}\n\n\
             [access]\nsecond_factor = \"optional\"\n\n\
             [database]\nurl = \"sqlite://{folder}/lianban.sqlite?mode=rwc\"\n\n\
             [files]\nfolder = \"{folder}/files\"\n\n\
             [workflows]\nfolder = \"{folder}/workflows\"\n\n\
             [mail]\ntransport = \"file\"\nfolder = \"{folder}/mail\"\nfrom = \"Lianban <lianban@town.example>\"\n\n\
             [clock]\nmode = \"virtual\"\nstart = \"{start}\"\n\n\
             [seal]\nkey = \"{seal}\"\nrecipients = [\"seals@archive.example\"]\n\n\
             [signing]\nkey = \"{signing}\"\n\n\
             [log]\nlevel = \"warn\"\n"
        );
        secret_file::write(&self.path, &text)
            .with_context(|| format!("{} cannot be written", self.path.display()))?;
        Ok(Config::load(Some(&self.path), std::iter::empty())?)
    }
}

fn introduce(folder: &Path, url: &str) -> anyhow::Result<()> {
    say::line(format!(
        "A town in {}, its server on {url}.",
        folder.display()
    ))?;
    Ok(say::line(
        "Three people file; the law's clock is virtual and jumps from one event to the next.",
    )?)
}

fn conclude(play: &Play, folder: &Path) -> anyhow::Result<()> {
    let folder = folder.display();
    say::line(format!(
        "\n{}\n{} letters in {folder}/mail, certificates in {folder}/certificates, everything else in\n{folder}/lianban.sqlite. What must hold can be proved:\n  lianban --config {folder}/lianban.toml verify",
        say::bold("The three stories are told; a fourth request is left lying."),
        play.account.letter_count(),
    ))?;
    Ok(())
}

/// Goes on at normal pace until told to end.
async fn stay(
    play: &Play,
    settings: &Written,
    mut running: Running,
    house: &House,
) -> anyhow::Result<()> {
    running.crew.keep_time(house, crew::scheduler(house)?);
    let url = &settings.url;
    let now = play
        .days
        .now()
        .with_timezone(&ZONE)
        .format("%Y-%m-%d %H:%M");
    say::line(format!(
        "\n{}",
        say::bold(&format!(
            "The town stays up; its clock runs on at normal pace from {now}."
        ))
    ))?;
    let rows: Vec<Vec<String>> = play
        .town
        .people()
        .map(|person| {
            vec![
                person.name.to_owned(),
                person.department.to_owned(),
                person.roles.join(" "),
                person.token.clone(),
            ]
        })
        .collect();
    say::line(say::table(
        &["officer", "department", "roles", "token"],
        &rows,
    ))?;
    let window = &play.town.person("Wu Lei")?.token;
    let case = play.cases.first().context("somebody filed")?;
    let lying = play.cases.get(story::LYING).context("one lies")?;
    say::line(format!(
        "\nIn a browser:\n\
         \x20 {url}  apply, and follow a request: number {number}, code {secret}\n\
         \x20 {url}/desk/enter  clerks (wu.lei at the window, zhao.yun in education), password {password}\n\
         \x20 {url}/oversight  the supervisor lin.yue; {lying_number} is stalled (its applicant's code: {lying_secret})\n\
         \x20 {url}/admin  the administrators song.ping and fang.min\n\
         \nOver the API:\n\
         \x20 lianban submit {folder}/workflows/examples/residence-permit.json --url {url}\n\
         \x20 curl -H 'Authorization: Bearer {window}' {url}/api/v1/queues/window\n\
         \x20 curl -H 'Authorization: Case {number}:{secret}' {url}/api/v1/requests/{number}\n\
         \x20 curl {url}/api/openapi.json\n\
         Ctrl-C ends it; the data stays.",
        folder = settings.folder.display(),
        number = case.number,
        secret = case.secret,
        lying_number = lying.number,
        lying_secret = lying.secret,
        password = town::DEMO_PASSWORD,
    ))?;
    serve::told_to_end()?.await;
    say::aside("ending");
    running.end(house).await
}
