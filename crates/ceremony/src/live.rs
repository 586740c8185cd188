//! The live state of a pact: worked out once after each change, however many listen.

use crate::changes::Topic;
use crate::refusal::{Refusal, Refused};
use crate::service::Service;
use crate::view::{self, StateAnswer};
use std::sync::Arc;

/// The pact's state as one JSON object.
///
/// # Errors
/// The errors of [`view::current`].
pub async fn state(service: &Service, topic: &Topic) -> Result<Arc<str>, Refused> {
    let mut newest = topic.newest().await;
    // Read before the state: a change that comes meanwhile only makes this state newer than its count.
    let count = topic.count();
    if let Some((of, state)) = &*newest
        && *of == count
    {
        return Ok(state.clone());
    }
    let id = topic.id().clone();
    let state: Arc<str> = service.run(move |service| json(&view::current(service, &id)?)).await?.into();
    *newest = Some((count, state.clone()));
    Ok(state)
}

fn json(state: &StateAnswer) -> Result<String, Refused> {
    serde_json::to_string(state).map_err(|error| {
        tracing::error!(%error, "a state could not be written");
        Refusal::Internal.into()
    })
}
