//! Jobs for the writer and the answers to them.

use super::receipt::Receipt;
use super::submission::Submission;
use crate::error::Error;
use std::sync::mpsc::sync_channel;

/// A question to the writer.
pub(super) enum Job {
    Submit(Box<Submission>, Answer<Receipt>),
    Erase(u64, Answer<()>),
}

impl Job {
    pub(super) fn refuse(self, error: Error) {
        match self {
            Self::Submit(_, answer) => answer.give(Err(error)),
            Self::Erase(_, answer) => answer.give(Err(error)),
        }
    }
}

pub(super) type Reply<T> = Box<dyn FnOnce(Result<T, Error>) + Send>;

/// The sender of a job, who is answered exactly once. A job that is dropped unanswered, with the queue of a writer that
/// has ended, is answered with [`Error::Halted`].
pub(super) struct Answer<T>(pub(super) Option<Reply<T>>);

impl<T> Answer<T> {
    pub(super) fn give(mut self, result: Result<T, Error>) {
        if let Some(reply) = self.0.take() {
            reply(result);
        }
    }
}

impl<T> Drop for Answer<T> {
    fn drop(&mut self) {
        if let Some(reply) = self.0.take() {
            reply(Err(Error::Halted));
        }
    }
}

pub(super) fn wait<T: Send + 'static>(send: impl FnOnce(Reply<T>)) -> Result<T, Error> {
    let (answer, answered) = sync_channel(1);
    send(Box::new(move |result| drop(answer.send(result))));
    answered.recv().unwrap_or(Err(Error::Halted))
}
