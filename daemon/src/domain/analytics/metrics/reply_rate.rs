use super::{Metric, Source};

pub(super) struct ReplyRate;

impl Metric for ReplyRate {
    const NAME: &'static str = "reply_rate";
    const UNIT: &'static str = "%";
    const ABOUT: &'static str = "The share of messages that reply to one in Discord's own sense";
    const SOURCE: Source = Source::Ratio {
        over: "replies",
        under: "messages",
        per: 100.0,
    };
}
