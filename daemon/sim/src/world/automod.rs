//! Discord's own AutoMod: keyword and mention rules that act when somebody posts (Auto Moderation).

use regex::RegexBuilder;
use serde_json::{Value, json};

use super::audit::Entry;
use super::json::cut;
use super::permissions::{ADMINISTRATOR, MANAGE_GUILD};
use super::{Id, NewMessage, World};

/// The type of a message that alerts (Message: Message Types).
const ALERT: u8 = 24;

/// A rule, as Discord answers it; the fields that matter are read when somebody posts.
#[derive(Clone, Debug)]
pub struct Rule(pub Value);

/// What a rule found in a text.
struct Hit {
    rule: Value,
    keyword: Option<String>,
    content: Option<String>,
}

impl World {
    pub fn create_rule(
        &mut self,
        actor: Id,
        guild: Id,
        new: &Value,
        reason: Option<&str>,
    ) -> Option<Value> {
        let id = self.next_id();
        let rule = json!({
            "id": id, "guild_id": guild, "creator_id": actor, "name": new["name"], "event_type": new["event_type"],
            "trigger_type": new["trigger_type"], "trigger_metadata": metadata(new), "actions": actions(new),
            "enabled": new["enabled"].as_bool().unwrap_or(false), "exempt_roles": list(&new["exempt_roles"]),
            "exempt_channels": list(&new["exempt_channels"]),
        });
        self.guilds
            .get_mut(&guild)?
            .rules
            .insert(id, Rule(rule.clone()));
        self.emit("AUTO_MODERATION_RULE_CREATE", Some(guild), rule.clone());
        self.audit(guild, Entry::new(140, actor, Some(id)).because(reason));
        Some(rule)
    }

    pub fn edit_rule(
        &mut self,
        actor: Id,
        guild: Id,
        id: Id,
        edit: &Value,
        reason: Option<&str>,
    ) -> Option<Value> {
        let rule = self.guilds.get_mut(&guild)?.rules.get_mut(&id)?;
        for field in [
            "name",
            "event_type",
            "enabled",
            "exempt_roles",
            "exempt_channels",
        ] {
            if !edit[field].is_null() {
                rule.0[field] = edit[field].clone();
            }
        }
        if !edit["actions"].is_null() {
            rule.0["actions"] = actions(edit);
        }
        if !edit["trigger_metadata"].is_null() {
            let mut merged = rule.0.clone();
            merged["trigger_metadata"] = edit["trigger_metadata"].clone();
            rule.0["trigger_metadata"] = metadata(&merged);
        }
        let rule = rule.0.clone();
        self.emit("AUTO_MODERATION_RULE_UPDATE", Some(guild), rule.clone());
        self.audit(guild, Entry::new(141, actor, Some(id)).because(reason));
        Some(rule)
    }

    pub fn delete_rule(&mut self, actor: Id, guild: Id, id: Id, reason: Option<&str>) -> bool {
        let Some(rule) = self
            .guilds
            .get_mut(&guild)
            .and_then(|guild| guild.rules.remove(&id))
        else {
            return false;
        };
        self.emit("AUTO_MODERATION_RULE_DELETE", Some(guild), rule.0);
        self.audit(guild, Entry::new(142, actor, Some(id)).because(reason));
        true
    }

    /// Runs the rules on a post before it is made, and says whether one of them blocks it.
    pub fn moderate(&mut self, guild: Id, channel: Id, author: Id, content: &str) -> bool {
        let Some(found) = self.guilds.get(&guild) else {
            return false;
        };
        if self.guild_permissions(found, author) & (MANAGE_GUILD | ADMINISTRATOR) != 0 {
            return false;
        }
        let roles = found
            .members
            .get(&author)
            .map(|member| member.roles.clone())
            .unwrap_or_default();
        let exempt = |rule: &Value| {
            has(&rule["exempt_channels"], channel)
                || roles.iter().any(|role| has(&rule["exempt_roles"], *role))
        };
        let hits: Vec<Hit> = found
            .rules
            .values()
            .filter(|rule| rule.0["enabled"] == true && !exempt(&rule.0))
            .filter_map(|rule| matches(&rule.0, content))
            .collect();
        let mut blocked = false;
        for hit in hits {
            blocked |= self.execute([guild, channel, author], content, &hit);
        }
        blocked
    }

    /// Carries out the actions of a rule, and says whether one of them blocks the message (Auto Moderation: Action Types).
    fn execute(&mut self, [guild, channel, author]: [Id; 3], content: &str, hit: &Hit) -> bool {
        let mut blocked = false;
        for action in hit.rule["actions"].as_array().into_iter().flatten() {
            let mut data = json!({
                "guild_id": guild, "action": action, "rule_id": hit.rule["id"],
                "rule_trigger_type": hit.rule["trigger_type"], "user_id": author, "channel_id": channel,
                "content": content, "matched_keyword": hit.keyword, "matched_content": hit.content,
            });
            if action["metadata"].is_null() {
                data["action"]["metadata"] = json!({});
            }
            let entry = match action["type"].as_u64() {
                Some(1) => {
                    blocked = true;
                    Some(143)
                }
                Some(2) => {
                    data["alert_system_message_id"] =
                        json!(self.alert(channel, author, hit, action));
                    Some(144)
                }
                Some(3) => {
                    let seconds = action["metadata"]["duration_seconds"].as_i64().unwrap_or(0);
                    self.time_out(guild, author, seconds);
                    Some(145)
                }
                _ => None,
            };
            self.emit("AUTO_MODERATION_ACTION_EXECUTION", Some(guild), data);
            if let Some(kind) = entry {
                self.audit_hit(kind, [guild, channel, author], &hit.rule);
            }
        }
        blocked
    }

    /// Posts the alert, whose author is the member whom it is about.
    fn alert(&mut self, channel: Id, author: Id, hit: &Hit, action: &Value) -> Option<Id> {
        let to = action["metadata"]["channel_id"]
            .as_str()
            .and_then(Id::parse)?;
        let field =
            |name: &str, value: &str| json!({ "name": name, "value": value, "inline": false });
        let embed = json!({
            "type": "auto_moderation_message", "description": "",
            "fields": [
                field("rule_name", hit.rule["name"].as_str().unwrap_or_default()),
                field("channel_id", &channel.to_string()),
                field("keyword", hit.keyword.as_deref().unwrap_or_default()),
            ],
        });
        let new = NewMessage {
            embeds: Some(json!([embed])),
            kind: ALERT,
            ..NewMessage::default()
        };
        Some(self.post(to, author, new))
    }

    fn time_out(&mut self, guild: Id, user: Id, seconds: i64) {
        let until = self.now_ms() + seconds * 1000;
        let member = self
            .guilds
            .get_mut(&guild)
            .and_then(|guild| guild.members.get_mut(&user));
        let Some(member) = member else { return };
        member.timed_out_until = Some(until);
        let member = member.clone();
        let mut data = self.member_json(&member);
        data["guild_id"] = json!(guild);
        self.emit("GUILD_MEMBER_UPDATE", Some(guild), data);
    }

    fn audit_hit(&mut self, kind: u16, [guild, channel, author]: [Id; 3], rule: &Value) {
        let creator = rule["creator_id"].as_str().and_then(Id::parse);
        let options = json!({
            "auto_moderation_rule_name": rule["name"], "channel_id": channel,
            "auto_moderation_rule_trigger_type": rule["trigger_type"].to_string(),
        });
        let entry = Entry::new(kind, creator.unwrap_or(guild), Some(author)).with(options);
        self.audit(guild, entry);
    }
}

/// The unique users and roles that a text mentions.
fn count_mentions(content: &str) -> u64 {
    let mut named: Vec<&str> = content
        .split("<@")
        .skip(1)
        .filter_map(|part| part.split_once('>'))
        .map(|(id, _)| id.trim_start_matches('!'))
        .collect();
    named.sort_unstable();
    named.dedup();
    named.len() as u64
}

fn metadata(new: &Value) -> Value {
    let given = &new["trigger_metadata"];
    match new["trigger_type"].as_u64() {
        Some(1 | 6) => json!({
            "keyword_filter": list(&given["keyword_filter"]), "regex_patterns": list(&given["regex_patterns"]),
            "allow_list": list(&given["allow_list"]),
        }),
        Some(4) => {
            json!({ "presets": list(&given["presets"]), "allow_list": list(&given["allow_list"]) })
        }
        Some(5) => json!({
            "mention_total_limit": given["mention_total_limit"].as_u64().unwrap_or(20),
            "mention_raid_protection_enabled": given["mention_raid_protection_enabled"].as_bool().unwrap_or(false),
        }),
        _ => json!({}),
    }
}

fn actions(new: &Value) -> Value {
    let complete =
        |action: &Value| json!({ "type": action["type"], "metadata": action_metadata(action) });
    new["actions"]
        .as_array()
        .into_iter()
        .flatten()
        .map(complete)
        .collect()
}

fn action_metadata(action: &Value) -> Value {
    match action["type"].as_u64() {
        Some(1) => match action["metadata"]["custom_message"].as_str() {
            Some(message) => json!({ "custom_message": cut(message, 150) }),
            None => json!({}),
        },
        Some(2) => json!({ "channel_id": action["metadata"]["channel_id"] }),
        Some(3) => json!({ "duration_seconds": action["metadata"]["duration_seconds"] }),
        _ => json!({}),
    }
}

fn list(value: &Value) -> Value {
    if value.is_array() {
        value.clone()
    } else {
        json!([])
    }
}

fn has(list: &Value, id: Id) -> bool {
    list.as_array()
        .into_iter()
        .flatten()
        .any(|known| known.as_str().and_then(Id::parse) == Some(id))
}

fn matches(rule: &Value, content: &str) -> Option<Hit> {
    let texts = |field: &str| {
        let list = rule["trigger_metadata"][field].as_array();
        list.into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect::<Vec<_>>()
    };
    let hit = |keyword: Option<&str>, content: Option<&str>| Hit {
        rule: rule.clone(),
        keyword: keyword.map(Into::into),
        content: content.map(Into::into),
    };
    match rule["trigger_type"].as_u64()? {
        1 => {
            let allowed = |text: &str| {
                texts("allow_list")
                    .iter()
                    .any(|allowed| finds(allowed, text).is_some())
            };
            let keyword = texts("keyword_filter").into_iter().find_map(|keyword| {
                let found = finds(keyword, content)?;
                (!allowed(&found)).then(|| hit(Some(keyword), Some(&found)))
            });
            keyword.or_else(|| {
                texts("regex_patterns").into_iter().find_map(|pattern| {
                    let regex = RegexBuilder::new(pattern)
                        .size_limit(1 << 20)
                        .build()
                        .ok()?;
                    let found = regex.find(content)?.as_str();
                    (!allowed(found)).then(|| hit(Some(pattern), Some(found)))
                })
            })
        }
        5 => {
            let limit = rule["trigger_metadata"]["mention_total_limit"]
                .as_u64()
                .unwrap_or(20);
            (count_mentions(content) > limit).then(|| hit(None, None))
        }
        _ => None,
    }
}

/// Finds a keyword as a whole word, or where it has a `*`, as the part of one (Keyword Matching Strategies).
fn finds(keyword: &str, content: &str) -> Option<String> {
    let bare = keyword.trim_matches('*');
    let before = if keyword.starts_with('*') {
        ""
    } else {
        r"(?:^|\W)"
    };
    let after = if keyword.ends_with('*') {
        ""
    } else {
        r"(?:$|\W)"
    };
    let pattern = format!("{before}({}){after}", regex::escape(bare));
    let regex = RegexBuilder::new(&pattern)
        .case_insensitive(true)
        .build()
        .ok()?;
    Some(regex.captures(content)?.get(1)?.as_str().to_lowercase())
}
