//! The fields of a form, and the form that they make.

use serenity::all::{CreateActionRow, CreateInputText, CreateModal, InputTextStyle};

use super::act;

/// The names of the fields.
pub(super) const WORDS: &str = "words";
pub(super) const REASON: &str = "reason";
pub(super) const DURATION: &str = "duration";
pub(super) const NOTIFY: &str = "notify";
pub(super) const NUMBER: &str = "number";

const LONGEST_WORDS: u16 = 1_000;
const LONGEST_DURATION: u16 = 20;
const LONGEST_NUMBER: u16 = 20;
const LONGEST_ANSWER: u16 = 3;
/// The longest title (Modal: `title`).
const LONGEST_TITLE: usize = 45;

/// A field that must be filled, unless it is [optional](Field::optional).
pub(super) struct Field(CreateInputText);

impl Field {
    /// What a member has to say.
    pub(super) fn words(label: &str) -> Self {
        Self::new(InputTextStyle::Paragraph, (WORDS, label), LONGEST_WORDS)
    }

    /// Why a moderator decides so.
    pub(super) fn reason(label: &str) -> Self {
        Self::new(
            InputTextStyle::Paragraph,
            (REASON, label),
            act::LONGEST_REASON,
        )
    }

    pub(super) fn duration(label: &str) -> Self {
        Self::new(InputTextStyle::Short, (DURATION, label), LONGEST_DURATION)
    }

    /// Whether the target is told; yes unless it is changed.
    pub(super) fn notify() -> Self {
        let label = "Tell them by direct message: yes or no";
        let field = Self::new(InputTextStyle::Short, (NOTIFY, label), LONGEST_ANSWER);
        field.holding("yes").optional()
    }

    /// The number of something.
    pub(super) fn number(label: &str) -> Self {
        Self::new(InputTextStyle::Short, (NUMBER, label), LONGEST_NUMBER)
    }

    /// With this written into it.
    pub(super) fn holding(self, text: &str) -> Self {
        Self(self.0.value(text))
    }

    pub(super) fn optional(self) -> Self {
        self.required(false)
    }

    pub(super) fn required(self, must: bool) -> Self {
        Self(self.0.required(must))
    }

    /// What stands in it while it is empty.
    pub(super) fn hint(self, text: &str) -> Self {
        Self(self.0.placeholder(text))
    }

    fn new(style: InputTextStyle, (name, label): (&str, &str), longest: u16) -> Self {
        let input = CreateInputText::new(style, label, name).max_length(longest);
        Self(input.required(true))
    }
}

/// A form with these fields.
pub(super) fn form(id: &str, title: &str, fields: impl IntoIterator<Item = Field>) -> CreateModal {
    let title: String = title.chars().take(LONGEST_TITLE).collect();
    let rows = fields
        .into_iter()
        .map(|field| CreateActionRow::InputText(field.0));
    CreateModal::new(id, title).components(rows.collect())
}
