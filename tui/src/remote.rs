//! What is fetched: never half there.

use emperione_protocol::{Error, ErrorKind};

/// Something that the daemon has, and how far we are with it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Remote<T> {
    /// Nobody asked for it.
    #[default]
    Idle,
    Loading,
    Ready(T),
    /// The refusal, with its hint.
    Failed(String),
}

impl<T> Remote<T> {
    pub(crate) fn ready(&self) -> Option<&T> {
        match self {
            Self::Ready(value) => Some(value),
            _ => None,
        }
    }

    pub(crate) fn ready_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Ready(value) => Some(value),
            _ => None,
        }
    }

    /// Notes that it was asked for; what is already there stays until the answer comes.
    pub(crate) fn ask(&mut self) {
        if self.ready().is_none() {
            *self = Self::Loading;
        }
    }

    /// Takes the answer. While the daemon is away, what was there stays: the header says that it is old.
    pub(crate) fn answer(&mut self, result: Result<T, Error>) {
        match result {
            Ok(value) => *self = Self::Ready(value),
            Err(error) if is_passing(&error) && self.ready().is_some() => {}
            Err(error) => *self = Self::Failed(explain(&error)),
        }
    }
}

pub(crate) fn is_passing(error: &Error) -> bool {
    matches!(error.kind, ErrorKind::Unreachable | ErrorKind::Unavailable)
}

/// A refusal with its way out, in one line.
pub(crate) fn explain(error: &Error) -> String {
    match &error.hint {
        Some(hint) => format!("{}: {hint}", error.message),
        None => error.message.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_it_has_while_the_daemon_is_away() {
        let mut number = Remote::Ready(1);

        number.answer(Err(Error::new(ErrorKind::Unreachable, "gone")));
        assert_eq!(number, Remote::Ready(1));

        number.answer(Err(Error::new(ErrorKind::Forbidden, "no").hint("ask")));
        assert_eq!(number, Remote::Failed("no: ask".into()));

        number.ask();
        assert_eq!(number, Remote::Loading);
    }
}
