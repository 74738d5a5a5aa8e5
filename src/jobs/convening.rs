//! Calling a department to a sitting, by mail to its officers who may speak there.

use std::collections::BTreeMap;

use crate::domain::calendar::civil;
use crate::domain::definition::Text;
use crate::domain::directory::{CLERK, HEAD};
use crate::domain::identifiers::{CaseNumber, KeyError, OfficerId, RequestId, RoleKey};
use crate::domain::request::{Duty, Request};
use crate::domain::sitting::{Item, Sitting, SittingProgress};
use crate::engine::Error;
use crate::engine::convening::{CONVENING_QUEUE, ConveneJob};
use crate::notices::{self, Convened};
use crate::storage::accounts::{self, Account};

use super::notice::retry;
use super::office::{Office, reader};
use super::{Failure, Job, Meta};

impl Job for ConveneJob {
    const QUEUE: &'static str = CONVENING_QUEUE;
    type Context = Office;

    async fn run(self, office: &Office, meta: &Meta) -> Result<(), Failure> {
        let sitting = match office.engine.sitting(self.sitting).await {
            Ok(sitting) => sitting,
            Err(Error::NotFound) => return Err(Failure::Fatal("no such sitting".to_owned())),
            Err(error) => return Err(retry(&error)),
        };
        // Nobody is called to what is over.
        if sitting.progress != SittingProgress::Called {
            return Ok(());
        }
        let items = self.items(office, &sitting).await?;
        if items.is_empty() {
            return Ok(());
        }
        let readers = self.readers(office, &items, &sitting).await?;
        let items: Vec<(CaseNumber, Text)> = items
            .into_iter()
            .map(|(request, service)| (CaseNumber::from(request.id), service))
            .collect();
        let convened = Convened {
            sitting: &sitting,
            items: &items,
            today: civil(office.engine.now()).date(),
        };
        let directory = office.engine.directory();
        let mails = readers.values().filter_map(|account| {
            let (stem, domain) = (self.stable_key(), &office.domain);
            let message_id = format!("sitting-{stem}.officer-{}@{domain}", account.id);
            let reader = reader(account)?;
            let links = office.links();
            Some(notices::convened(
                directory,
                &convened,
                links,
                &reader,
                &message_id,
            ))
        });
        office.deliver_all(mails.collect(), meta).await
    }
}

impl ConveneJob {
    /// What of the agenda waits for the department, with the name of its service.
    async fn items(
        &self,
        office: &Office,
        sitting: &Sitting,
    ) -> Result<Vec<(Request, Text)>, Failure> {
        let mut items = Vec::new();
        for id in &self.agenda {
            items.extend(self.item(office, sitting, *id).await?);
        }
        Ok(items)
    }

    async fn item(
        &self,
        office: &Office,
        sitting: &Sitting,
        id: RequestId,
    ) -> Result<Option<(Request, Text)>, Failure> {
        let request = match office.engine.request(id).await {
            Ok(stored) => stored.request,
            Err(Error::NotFound) => return Ok(None),
            Err(error) => return Err(retry(&error)),
        };
        let on = &request.workflow;
        let service = office.engine.service(&on.key, on.version).await;
        let service = service.map_err(|error| retry(&error))?;
        let item = Item {
            request: &request,
            workflow: &service.workflow,
            facts: None,
        };
        let concerned = request
            .reviews_of(&sitting.stage)
            .any(|(_, review)| review.is_open() && review.department == self.department);
        let waits = concerned && item.waits(&sitting.stage).is_some();
        Ok(waits.then(|| (request, service.workflow.title.clone())))
    }

    /// The department's officers who may speak on an item; who holds several roles reads it once.
    async fn readers(
        &self,
        office: &Office,
        items: &[(Request, Text)],
        sitting: &Sitting,
    ) -> Result<BTreeMap<OfficerId, Account>, Failure> {
        let mut roles = Vec::new();
        for role in [CLERK, HEAD] {
            let role: Result<RoleKey, KeyError> = role.parse();
            roles.push(role.map_err(|error| Failure::Fatal(error.to_string()))?);
        }
        for (request, _) in items {
            for (id, _) in request.reviews_of(&sitting.stage) {
                if let Some(seat) = request.seats.get(&Duty::Review(id.clone()))
                    && !roles.contains(&seat.role)
                {
                    roles.push(seat.role.clone());
                }
            }
        }
        let mut readers = BTreeMap::new();
        for role in roles {
            let store = office.engine.store().reader();
            let found = accounts::of_post(store, &self.department, &role).await?;
            readers.extend(found.into_iter().map(|account| (account.id, account)));
        }
        Ok(readers)
    }
}
