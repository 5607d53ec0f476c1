//! Two files into one, without users who were erased. Both are in the order of their keys, so that only the rows of one
//! hour and channel, or of one moment, are in memory at once.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::iter::Peekable;
use std::path::Path;

use emperione_protocol::{Timestamp, UserId};
use ring::digest::{SHA256, digest};

use super::kinds::Joint;
use super::{Cell, Error, Kind, Reader, Result, Row, Writer, Written};
use crate::domain::cases::chain::write_hex;

/// Users who were erased, and when: what is older holds their id no more.
pub type Erased = HashMap<UserId, Timestamp>;

/// What a row means that both files have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The second file holds only what the first does not.
    Add,
    /// The second file may hold what the first does: it was put back into the database.
    Larger,
}

/// How to make one file of two.
pub struct Merge<'a> {
    pub kind: Kind,
    pub rule: Rule,
    pub erased: &'a Erased,
    /// The cases that the database has, by their numbers.
    stayed: &'a BTreeSet<i64>,
    /// Nobody finds an erased id by trying all.
    salt: [u8; 16],
}

/// With this the id of a join begins whose user was erased.
const NOBODYS: &str = "erased:";
static NONE: BTreeSet<i64> = BTreeSet::new();

type Key = Vec<Cell>;

impl<'a> Merge<'a> {
    pub fn new(kind: Kind, rule: Rule, erased: &'a Erased) -> Self {
        Self {
            kind,
            rule,
            erased,
            stayed: &NONE,
            salt: rand::random(),
        }
    }

    /// Leaves out what of the second file is among these cases, which the database has: they changed since it was written.
    #[must_use]
    pub fn without(self, stayed: &'a BTreeSet<i64>) -> Self {
        Self { stayed, ..self }
    }

    /// Writes one file of those that are there, reads it back, and compares it with them row by row.
    ///
    /// # Errors
    /// If one of them is broken, or the disk does not take the new one.
    pub fn write(&self, files: [Option<&Path>; 2], to: &Path) -> Result<Written> {
        let mut writer = Writer::create(to, self.kind)?;
        self.rows(files, |row| writer.push(row))?;
        let written = writer.finish()?;
        let mut back = Reader::open(to, self.kind)?;
        let differs = || Error::broken(to, "it does not hold what was written");
        self.rows(files, |row| match back.next().transpose()? {
            Some(read) if read == row => Ok(()),
            _ => Err(differs()),
        })?;
        match back.next().transpose()? {
            None => Ok(written),
            Some(_) => Err(differs()),
        }
    }

    /// Whether a file names an erased user.
    ///
    /// # Errors
    /// If the file is broken.
    pub fn concerns(&self, file: &Path) -> Result<bool> {
        let mut found = false;
        for row in Reader::open(file, self.kind)? {
            let mut row = row?;
            found |= self.erase(&mut row);
        }
        Ok(found)
    }

    fn rows(
        &self,
        files: [Option<&Path>; 2],
        mut take: impl FnMut(Row) -> Result<()>,
    ) -> Result<()> {
        let open = |path: Option<&Path>| -> Result<_> {
            let reader = path.map(|path| Reader::open(path, self.kind)).transpose()?;
            Ok(reader.into_iter().flatten().peekable())
        };
        let [mut first, mut second] = [open(files[0])?, open(files[1])?];
        loop {
            let next = [self.peek(&mut first)?, self.peek(&mut second)?];
            let Some(group) = next.into_iter().flatten().min() else {
                return Ok(());
            };
            let rows = self.group(&mut first, &group)?;
            let more = self.group(&mut second, &group)?;
            let has_stayed = self.kind == Kind::Cases && self.stayed.contains(&group[0].int());
            if more.is_empty() || !has_stayed {
                self.join(rows, more)
                    .into_values()
                    .try_for_each(&mut take)?;
            }
        }
    }

    /// The rows of a group of both files.
    fn join(&self, mut rows: BTreeMap<Key, Row>, more: BTreeMap<Key, Row>) -> BTreeMap<Key, Row> {
        let mut twins = match self.rule {
            Rule::Add => Vec::new(),
            Rule::Larger => self.nobodys(&rows, &more),
        };
        for (key, row) in more {
            if let Some(known) = rows.get_mut(&key) {
                self.combine(known, &row, self.rule);
                continue;
            }
            let twin = self.nobodys_row(&row);
            match twins.iter().position(|of| Some(of) == twin.as_ref()) {
                Some(place) => drop(twins.swap_remove(place)),
                None => drop(rows.insert(key, row)),
            }
        }
        rows
    }

    /// The joins of erased users in the first file that are not in the second as they are: there the same join may have
    /// another id.
    fn nobodys(&self, rows: &BTreeMap<Key, Row>, more: &BTreeMap<Key, Row>) -> Vec<Row> {
        let own = rows.iter().filter(|(key, _)| !more.contains_key(*key));
        own.filter_map(|(_, row)| self.nobodys_row(row)).collect()
    }

    /// A join of a user who was erased, without its id.
    fn nobodys_row(&self, row: &Row) -> Option<Row> {
        if self.kind != Kind::Joins || !row[4].text().starts_with(NOBODYS) {
            return None;
        }
        let mut row = row.clone();
        row[4] = Cell::Text(NOBODYS.into());
        Some(row)
    }

    /// What the rows have in common that come next.
    fn peek(&self, rows: &mut Peekable<impl Iterator<Item = Result<Row>>>) -> Result<Option<Key>> {
        match rows.next_if(Result::is_err) {
            Some(Err(error)) => Err(error),
            _ => Ok(rows
                .peek()
                .and_then(|row| Some(self.prefix(row.as_ref().ok()?)))),
        }
    }

    fn prefix(&self, row: &Row) -> Key {
        let stable = self.kind.key().iter().take(self.kind.stable());
        stable.map(|column| row[*column].clone()).collect()
    }

    /// The rows of a group, by their keys; those that became one are added up.
    fn group(
        &self,
        rows: &mut Peekable<impl Iterator<Item = Result<Row>>>,
        group: &Key,
    ) -> Result<BTreeMap<Key, Row>> {
        let mut found = BTreeMap::<Key, Row>::new();
        while self.peek(rows)?.as_ref() == Some(group) {
            let Some(row) = rows.next() else { break };
            let mut row = row?;
            self.erase(&mut row);
            let key = self.kind.key().iter().map(|column| row[*column].clone());
            let key: Key = key.collect();
            match found.get_mut(&key) {
                Some(known) => self.combine(known, &row, Rule::Add),
                None => drop(found.insert(key, row)),
            }
        }
        Ok(found)
    }

    fn combine(&self, known: &mut Row, row: &Row, rule: Rule) {
        for (column, (known, new)) in known.iter_mut().zip(row).enumerate() {
            let (a, b) = (known.int(), new.int());
            *known = Cell::Int(match (self.kind.joint(column), rule) {
                (Joint::Same, _) => continue,
                (Joint::Sum, Rule::Add) => a + b,
                (Joint::Sum, Rule::Larger) | (Joint::Last, _) => a.max(b),
                // 0 is no time.
                (Joint::First, _) if a == 0 || b == 0 => a.max(b),
                (Joint::First, _) => a.min(b),
            });
        }
    }

    /// Takes erased users out of a row; false if it names none.
    fn erase(&self, row: &mut Row) -> bool {
        let at = row[self.kind.dated()].int();
        let mut names = false;
        for column in self.kind.users() {
            let is_user = self.kind != Kind::Cases || *column == 5 || row[6].text() == "user";
            let user = UserId(row[*column].int().cast_unsigned());
            let gone = self.erased.get(&user).is_some_and(|then| at <= then.0);
            if is_user && gone {
                row[*column] = Cell::Int(0);
                names = true;
            }
        }
        if names && self.kind == Kind::Joins && row[2].int() == 0 {
            // The id is made of the user's.
            let salted = [&self.salt, row[4].text().as_bytes()].concat();
            let hash = digest(&SHA256, &salted);
            row[4] = Cell::Text(format!("{NOBODYS}{}", &write_hex(hash.as_ref())[..32]));
        }
        names
    }
}
