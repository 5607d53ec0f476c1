//! The calls on files and on what they bring: archives, backups, imports and evidence.

use std::collections::BTreeMap;

use emperione_daemon::store::{aggregates, facts};
use emperione_protocol::actions::Kind;
use emperione_protocol::archives::FileFilter;
use emperione_protocol::evidence::AddRequest;
use emperione_protocol::imports::{BeginImport, Import, ImportChunk, ImportRow};
use emperione_protocol::transport::within;
use emperione_protocol::{Flatten, PageRequest};

use super::PATIENCE;
use super::stage::Stage;
use crate::actions::{owner, until};
use crate::alerts::TEST;
use crate::common::past::{DAY, HOUR, fact};

impl Stage {
    pub(super) async fn call_on_file(&self, method: &str) {
        let (client, guild) = (&self.client, self.house.guild());
        let context = within(PATIENCE);
        match method {
            "archives.restore" => {
                let month = self.archived().await;
                let archives = client.archives();
                let restored = archives.restore(context, guild, "activity".into(), month);
                restored.await.flat().map(drop)
            }
            "backups.create" => {
                let begun = client.backups().create(context).await;
                self.backed_up().await;
                begun.flat().map(drop)
            }
            "evidence.add" => {
                let request = AddRequest {
                    guild,
                    case: self.case(Kind::Note).await,
                    evidence: vec!["https://example.org/proof".into()],
                };
                client
                    .evidence()
                    .add(context, request)
                    .await
                    .flat()
                    .map(drop)
            }
            _ => panic!("{method} is not called here"),
        }
        .unwrap();
    }

    pub(super) async fn call_on_import(&self, method: &str) {
        let (client, guild) = (&self.client, self.house.guild());
        let context = within(PATIENCE);
        match method {
            "imports.begin" => {
                let request = BeginImport {
                    guild,
                    source: "modlog.csv".into(),
                    digest: "a".repeat(64),
                    rows: 1,
                };
                client
                    .imports()
                    .begin(context, request)
                    .await
                    .flat()
                    .map(drop)
            }
            "imports.add" => {
                let chunk = ImportChunk {
                    guild,
                    import: self.import().await.import,
                    from: 0,
                    rows: vec![row()],
                };
                client.imports().add(context, chunk).await.flat().map(drop)
            }
            "imports.undo" => {
                let import = self.import().await.import;
                client
                    .imports()
                    .undo(context, guild, import)
                    .await
                    .flat()
                    .map(drop)
            }
            _ => panic!("{method} is not called here"),
        }
        .unwrap();
    }

    async fn import(&self) -> Import {
        let imports = &self.house.app.services().imports;
        let page = PageRequest::default();
        let listed = imports.list(&owner(), self.house.guild(), &page).await;
        listed.unwrap().items.remove(0)
    }

    async fn backed_up(&self) {
        let backups = &self.house.app.services().backups;
        until("the backup", async || {
            let progress = backups.progress(&owner()).unwrap();
            assert_eq!(progress.failed, None);
            progress.backup.is_some()
        })
        .await;
    }

    /// What was done long ago is in the archive; gives its month.
    async fn archived(&self) -> String {
        let (parts, guild) = (self.house.app.parts(), self.house.guild());
        let now = parts.clock.now();
        let (mut key, done) = fact((now.0 - 200 * DAY) / HOUR * HOUR, 3, 5);
        key.guild = guild;
        let mut tx = parts.db.write().await.unwrap();
        facts::add(&mut tx, &[(key, done)]).await.unwrap();
        aggregates::set_watermark(&mut tx, guild, now, now)
            .await
            .unwrap();
        aggregates::set_days(&mut tx, guild, now).await.unwrap();
        tx.commit().await.unwrap();
        let archives = &self.house.app.services().archives;
        let mut files = Vec::new();
        until("the archive", async || {
            // The daily run may be at it.
            let _ = archives.let_go(&TEST).await;
            files = archives
                .list(&owner(), &FileFilter::default())
                .await
                .unwrap();
            !files.is_empty()
        })
        .await;
        files.remove(0).month
    }
}

fn row() -> ImportRow {
    let pairs = [
        ("kind", "ban"),
        ("target", "80351110224678912"),
        ("target_name", "raider"),
        ("opened_at", "2024-05-01T12:00:00Z"),
    ];
    let owned = |(field, text): (&str, &str)| (field.to_owned(), text.to_owned());
    ImportRow {
        line: 2,
        fields: pairs.map(owned).into_iter().collect::<BTreeMap<_, _>>(),
    }
}
