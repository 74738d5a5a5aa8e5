//! News from other nodes: one task per process that listens on PostgreSQL.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::storage::{Error, Listener, News, Store};

/// The pause before listening is tried again; the workers poll meanwhile.
const RECONNECT_PAUSE: Duration = Duration::from_secs(1);

/// Passes news on to this process's workers until told to stop. On SQLite there is none to pass.
pub(super) async fn run(store: Store, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let listening = tokio::select! {
            () = stop.cancelled() => return,
            listening = listen(&store) => listening,
        };
        match listening {
            Ok(()) => return,
            Err(error) => tracing::warn!(%error, "not listening for jobs, polling only"),
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(RECONNECT_PAUSE) => {}
        }
    }
}

async fn listen(store: &Store) -> Result<(), Error> {
    let Some(mut listener) = store.listener().await? else {
        return Ok(());
    };
    // Whatever came before we listened.
    store.waker().wake_all();
    forward(store, &mut listener).await
}

async fn forward(store: &Store, listener: &mut Listener) -> Result<(), Error> {
    loop {
        match listener.next().await? {
            News::Queue(queue) => store.waker().wake(&queue),
            News::Missed => store.waker().wake_all(),
        }
    }
}
