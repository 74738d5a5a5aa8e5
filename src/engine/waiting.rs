//! What waits for a sitting, each request with the workflow version it runs on.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Engine, Error, Service};
use crate::domain::facts::Facts;
use crate::domain::identifiers::{RequestId, StageKey, WorkflowKey};
use crate::domain::request::Request;
use crate::domain::sitting::{AGENDA_MAX, Item};
use crate::storage::requests::{self, Stored};
use crate::storage::{Transaction, queues};

/// Most pages of a stage's queue that are looked through: what goes on in writing stands between.
const PAGES_MAX: usize = 50;

/// A request with its service.
pub(super) struct Waiting {
    pub(super) request: Request,
    service: Arc<Service>,
    facts: Option<Facts>,
}

impl Waiting {
    /// As a sitting looks at it.
    pub(super) fn item(&self) -> Item<'_> {
        Item {
            request: &self.request,
            workflow: &self.service.workflow,
            facts: self.facts.as_ref(),
        }
    }
}

impl Engine {
    /// Up to an agenda full of requests that wait for a sitting of a stage now, but for these; those
    /// with the least time left first.
    pub(super) async fn waiting(
        &self,
        workflow: &WorkflowKey,
        stage: &StageKey,
        but: &BTreeSet<RequestId>,
    ) -> Result<Vec<Waiting>, Error> {
        let db = self.store.reader();
        let (mut found, mut after) = (Vec::new(), None);
        for _ in 0..PAGES_MAX {
            let page = queues::requests_in_stage(db, workflow, stage, after).await?;
            let Some(last) = page.last() else {
                break;
            };
            after = Some(*last);
            let ids: Vec<RequestId> = page.iter().map(|(_, id)| *id).collect();
            let mut states = requests::states(db, &ids).await?;
            for id in ids.iter().filter(|id| !but.contains(id)) {
                let Some(request) = states.remove(id) else {
                    continue;
                };
                let on = &request.workflow;
                let service = self.service(&on.key, on.version).await?;
                let one = Waiting {
                    request,
                    service,
                    facts: None,
                };
                if one.item().waits(stage).is_some() {
                    found.push(one);
                }
            }
            if found.len() >= AGENDA_MAX || (page.len() as u64) < queues::PAGE_MAX {
                break;
            }
        }
        found.truncate(AGENDA_MAX);
        Ok(found)
    }

    /// Each of these locked requests with the version it runs on.
    pub(super) async fn with_services(
        &self,
        tx: &Transaction,
        locked: Vec<Stored>,
    ) -> Result<Vec<Waiting>, Error> {
        let mut found = Vec::new();
        for Stored { request, facts, .. } in locked {
            let on = &request.workflow;
            let service = self.service_in(tx, &on.key, on.version).await?;
            found.push(Waiting {
                request,
                service,
                facts: Some(facts),
            });
        }
        Ok(found)
    }
}
