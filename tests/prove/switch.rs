//! One address for a database that moves: what pgbouncer, HAProxy or a floating address is in a house.

use std::net::SocketAddr;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub struct Switch {
    pub port: u16,
    target: watch::Sender<u16>,
    accepting: JoinHandle<()>,
}

impl Switch {
    /// Leads to this port of the machine.
    pub async fn to(port: u16) -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let own = socket.local_addr().unwrap().port();
        let (target, wanted) = watch::channel(port);
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = socket.accept().await {
                tokio::spawn(lead(client, wanted.clone()));
            }
        });
        Self {
            port: own,
            target,
            accepting,
        }
    }

    /// From now on leads there; whoever is connected to the old one is cut off.
    pub fn turn(&self, port: u16) {
        self.target.send_replace(port);
    }
}

impl Drop for Switch {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn lead(mut client: TcpStream, mut wanted: watch::Receiver<u16>) {
    let target = SocketAddr::from(([127, 0, 0, 1], *wanted.borrow_and_update()));
    let Ok(mut server) = TcpStream::connect(target).await else {
        return;
    };
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    tokio::select! {
        _ = copy_bidirectional(&mut client, &mut server) => {}
        _ = wanted.changed() => {}
    }
}
