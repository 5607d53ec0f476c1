//! Readings of numbers.

use emperione_protocol::{Client, Error, Flatten};
use tarpc::context::current;

use crate::message::Answer;
use crate::screens::analytics::{Figures, Numbers, Question};

pub(super) async fn metrics(client: &Client) -> Answer {
    Answer::Metrics(client.analytics().metrics(current()).await.flat())
}

pub(super) async fn figures(question: Question, client: &Client) -> Answer {
    let result = read(question.clone(), client).await;
    Answer::Figures(question, result)
}

async fn read(question: Question, client: &Client) -> Result<Figures, Error> {
    let analytics = client.analytics();
    let zone = analytics.zone(current(), question.guild()).await.flat()?;
    let numbers = match question {
        Question::Series(request) => {
            Numbers::Series(analytics.series(current(), request).await.flat()?)
        }
        Question::Week(guild, metric, since) => {
            let hours = analytics.heatmap(current(), guild, metric, since).await;
            Numbers::Week(hours.flat()?)
        }
        Question::Cohorts(request) => {
            Numbers::Cohorts(analytics.cohorts(current(), request).await.flat()?)
        }
        Question::Changes(guild) => {
            Numbers::Changes(analytics.insights(current(), guild, None).await.flat()?)
        }
    };
    Ok(Figures { zone, numbers })
}
