use emperione_protocol::analytics::Part;

use super::{Metric, Source, Took};

pub(super) struct ReplyTime;

impl Metric for ReplyTime {
    const NAME: &'static str = "reply_time";
    const UNIT: &'static str = "seconds";
    const ABOUT: &'static str = "Median time from a message to the first answer by another person in the channel or thread within 24 hours, \
        counted when it was answered, from a histogram with edges at 0, 1, 2, 4, 8 and so on to 65,536 and 86,400 s (evenly \
        spread within a bin)";
    const BY: Option<Part> = Some(Part::Channel);
    const SOURCE: Source = Source::Median(Took::Answer);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::answers::{BINS, edges_s};

    #[test]
    fn the_definition_names_the_edges_of_the_bins() {
        assert!(ReplyTime::ABOUT.contains("65,536 and 86,400 s"));
        assert_eq!(edges_s(BINS - 1), (65_536, 86_400));
        assert_eq!([0, 1, 2, 3].map(|bin| edges_s(bin).0), [0, 1, 2, 4]);
    }
}
