//! Message text at rest: AES-256-GCM with a random 96-bit nonce, under a key per guild and day that is derived
//! from the guild's key, which is stored wrapped by the master key. Forgetting a guild's key erases its texts.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::sync::Arc;

use emperione_protocol::{ChannelId, GuildId, MessageId};
use parking_lot::RwLock;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, Prk, Salt};
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};

use crate::domain::duration::DAY_MS;

const KEY_LEN: usize = 32;
/// The bytes of a signature.
const SIGNATURE: usize = 32;

/// Where a sealed text belongs; it opens nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub guild: GuildId,
    pub channel: ChannelId,
    pub message: MessageId,
}

/// A sealed text, as its row holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The day, counted from 1970, whose key it is sealed with.
    pub key_id: i32,
    /// Nonce, ciphertext and tag.
    pub bytes: Vec<u8>,
}

/// Why a text could not be sealed or opened. It carries nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("the key of guild {0} is not known")]
    NoKey(GuildId),
    #[error("the sealed text was changed, or belongs elsewhere, or to another key")]
    Broken,
    #[error("the system gives no random numbers")]
    Random,
}

/// Seals and opens.
pub struct Seal {
    master: LessSafeKey,
    signer: hmac::Key,
    random: SystemRandom,
    guilds: RwLock<HashMap<GuildId, Prk>>,
    days: RwLock<HashMap<(GuildId, i32), Arc<LessSafeKey>>>,
}

impl Seal {
    /// Reads the master key, or makes it at the first start, mode 0600.
    ///
    /// # Errors
    /// If the file can be read by others, is no key, or cannot be made.
    pub fn open(path: &Path) -> io::Result<Self> {
        let key = match fs::read(path) {
            Ok(key) => {
                check_mode(path)?;
                key
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => create(path)?,
            Err(error) => return Err(error),
        };
        let no_key = |_| invalid(path, "is no key of 32 bytes");
        let master = key_of(&key).map_err(no_key)?;
        let signer = Salt::new(HKDF_SHA256, b"emperione signatures").extract(&key);
        let signer = signer.expand(&[], hmac::HMAC_SHA256).map_err(no_key)?;
        Ok(Self {
            master,
            signer: signer.into(),
            random: SystemRandom::new(),
            guilds: RwLock::default(),
            days: RwLock::default(),
        })
    }

    /// Makes a guild's key and gives it wrapped, to be stored.
    pub fn new_guild_key(&self, guild: GuildId) -> Result<Vec<u8>, Error> {
        let mut key = vec![0; KEY_LEN];
        self.random.fill(&mut key).map_err(|_| Error::Random)?;
        seal_with(&self.master, &guild.0.to_le_bytes(), &key)
    }

    /// Takes a guild's stored key into use.
    pub fn learn(&self, guild: GuildId, wrapped: &[u8]) -> Result<(), Error> {
        let key = open_with(&self.master, &guild.0.to_le_bytes(), wrapped)?;
        self.guilds.write().insert(
            guild,
            Salt::new(HKDF_SHA256, b"emperione guild").extract(&key),
        );
        Ok(())
    }

    /// Forgets a guild's key.
    pub fn forget(&self, guild: GuildId) {
        self.guilds.write().remove(&guild);
        self.days.write().retain(|(of, _), _| *of != guild);
    }

    /// Seals a text under the key of the day of its message.
    pub fn seal(&self, place: Place, text: &str) -> Result<Sealed, Error> {
        self.seal_file(place, text.as_bytes())
    }

    /// Opens a sealed text.
    pub fn open_text(&self, place: Place, sealed: &Sealed) -> Result<String, Error> {
        let text = self.open_file(place, sealed)?;
        String::from_utf8(text).map_err(|_| Error::Broken)
    }

    /// Seals the bytes of an attachment, as a text is sealed.
    pub fn seal_file(&self, place: Place, bytes: &[u8]) -> Result<Sealed, Error> {
        let key_id = day(place.message);
        let key = self.day_key(place.guild, key_id)?;
        let bytes = seal_with(&key, &associated(place, key_id), bytes)?;
        Ok(Sealed { key_id, bytes })
    }

    /// Opens the sealed bytes of an attachment.
    pub fn open_file(&self, place: Place, sealed: &Sealed) -> Result<Vec<u8>, Error> {
        let key = self.day_key(place.guild, sealed.key_id)?;
        open_with(&key, &associated(place, sealed.key_id), &sealed.bytes)
    }

    /// Seals bytes that belong to no guild, such as a frame that could not be decoded.
    pub fn seal_bytes(&self, purpose: &str, bytes: &[u8]) -> Result<Vec<u8>, Error> {
        seal_with(&self.master, purpose.as_bytes(), bytes)
    }

    /// Opens what [`Seal::seal_bytes`] sealed.
    pub fn open_bytes(&self, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, Error> {
        open_with(&self.master, purpose.as_bytes(), sealed)
    }

    /// Signs bytes that leave the house and come back by somebody who is not known otherwise: they are followed by their
    /// HMAC-SHA-256 (RFC 2104), which holds for this purpose alone.
    pub fn sign(&self, purpose: &str, bytes: &[u8]) -> Vec<u8> {
        let mut signed = bytes.to_vec();
        signed.extend_from_slice(hmac::sign(&self.signer, &named(purpose, bytes)).as_ref());
        signed
    }

    /// The bytes that [`Seal::sign`] signed.
    pub fn read_signed<'a>(&self, purpose: &str, signed: &'a [u8]) -> Result<&'a [u8], Error> {
        let at = signed.len().checked_sub(SIGNATURE).ok_or(Error::Broken)?;
        let (bytes, signature) = signed.split_at(at);
        hmac::verify(&self.signer, &named(purpose, bytes), signature).map_err(|_| Error::Broken)?;
        Ok(bytes)
    }

    fn day_key(&self, guild: GuildId, day: i32) -> Result<Arc<LessSafeKey>, Error> {
        if let Some(key) = self.days.read().get(&(guild, day)) {
            return Ok(key.clone());
        }
        let guilds = self.guilds.read();
        let key = guilds.get(&guild).ok_or(Error::NoKey(guild))?;
        let key = key
            .expand(&[&day.to_le_bytes()], &AES_256_GCM)
            .map(|material| Arc::new(LessSafeKey::new(UnboundKey::from(material))))
            .map_err(|_| Error::Broken)?;
        self.days.write().insert((guild, day), key.clone());
        Ok(key)
    }
}

fn seal_with(key: &LessSafeKey, associated: &[u8], plain: &[u8]) -> Result<Vec<u8>, Error> {
    // Of a generator in this process: the system's would be a call for each message.
    let nonce: [u8; NONCE_LEN] = rand::random();
    let mut sealed = Vec::with_capacity(NONCE_LEN + plain.len() + AES_256_GCM.tag_len());
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(plain);
    let nonce = Nonce::assume_unique_for_key(nonce);
    let tag = key
        .seal_in_place_separate_tag(nonce, Aad::from(associated), &mut sealed[NONCE_LEN..])
        .map_err(|_| Error::Broken)?;
    sealed.extend_from_slice(tag.as_ref());
    Ok(sealed)
}

fn open_with(key: &LessSafeKey, associated: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Error> {
    let (nonce, text) = sealed.split_at_checked(NONCE_LEN).ok_or(Error::Broken)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Error::Broken)?;
    let mut text = text.to_vec();
    let plain = key
        .open_in_place(nonce, Aad::from(associated), &mut text)
        .map_err(|_| Error::Broken)?
        .len();
    text.truncate(plain);
    Ok(text)
}

/// Bytes under the name of their purpose, which holds no zero.
fn named(purpose: &str, bytes: &[u8]) -> Vec<u8> {
    [purpose.as_bytes(), &[0], bytes].concat()
}

fn day(message: MessageId) -> i32 {
    i32::try_from(message.created_at().0.div_euclid(DAY_MS)).unwrap_or(i32::MAX)
}

fn associated(place: Place, key_id: i32) -> [u8; 28] {
    let mut bytes = [0; 28];
    bytes[..8].copy_from_slice(&place.guild.0.to_le_bytes());
    bytes[8..16].copy_from_slice(&place.channel.0.to_le_bytes());
    bytes[16..24].copy_from_slice(&place.message.0.to_le_bytes());
    bytes[24..].copy_from_slice(&key_id.to_le_bytes());
    bytes
}

fn key_of(bytes: &[u8]) -> Result<LessSafeKey, ring::error::Unspecified> {
    UnboundKey::new(&AES_256_GCM, bytes).map(LessSafeKey::new)
}

fn create(path: &Path) -> io::Result<Vec<u8>> {
    let mut key = vec![0; KEY_LEN];
    SystemRandom::new()
        .fill(&mut key)
        .map_err(|_| io::Error::other("the system gives no random numbers"))?;
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(&key)?;
    file.sync_all()?;
    Ok(key)
}

fn check_mode(path: &Path) -> io::Result<()> {
    match fs::metadata(path)?.permissions().mode() & 0o077 {
        0 => Ok(()),
        _ => Err(invalid(path, "can be read by others: `chmod 600` it")),
    }
}

fn invalid(path: &Path, why: &str) -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        format!("the master key {} {why}", path.display()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place = Place {
        guild: GuildId(1),
        channel: ChannelId(2),
        message: MessageId(3 << 22),
    };

    fn seal() -> (tempfile::TempDir, Seal) {
        let folder = tempfile::tempdir().unwrap();
        let seal = Seal::open(&folder.path().join("master.key")).unwrap();
        let key = seal.new_guild_key(GuildId(1)).unwrap();
        seal.learn(GuildId(1), &key).unwrap();
        (folder, seal)
    }

    #[test]
    fn opens_what_it_sealed_and_shows_nothing_of_it() {
        let (_folder, seal) = seal();

        let sealed = seal.seal(PLACE, "meet me at noon").unwrap();

        assert_eq!(seal.open_text(PLACE, &sealed).unwrap(), "meet me at noon");
        assert!(!sealed.bytes.windows(4).any(|part| part == b"noon"));
    }

    #[test]
    fn a_text_opens_only_in_its_place() {
        let (_folder, seal) = seal();
        let sealed = seal.seal(PLACE, "text").unwrap();

        let elsewhere = Place {
            channel: ChannelId(9),
            ..PLACE
        };

        assert_eq!(seal.open_text(elsewhere, &sealed), Err(Error::Broken));
    }

    #[test]
    fn a_forgotten_key_opens_nothing() {
        let (_folder, seal) = seal();
        let sealed = seal.seal(PLACE, "text").unwrap();

        seal.forget(GuildId(1));

        assert_eq!(
            seal.open_text(PLACE, &sealed),
            Err(Error::NoKey(GuildId(1)))
        );
    }

    #[test]
    fn keys_survive_a_restart_and_need_the_same_master_key() {
        let (folder, seal) = seal();
        let wrapped = seal.new_guild_key(GuildId(7)).unwrap();

        let again = Seal::open(&folder.path().join("master.key")).unwrap();
        again.learn(GuildId(7), &wrapped).unwrap();
        let other = Seal::open(&folder.path().join("other.key")).unwrap();

        assert_eq!(other.learn(GuildId(7), &wrapped), Err(Error::Broken));
    }

    #[test]
    fn what_was_signed_is_read_for_its_purpose_and_as_it_was() {
        let (folder, seal) = seal();
        let signed = seal.sign("appeal", b"case 7");

        let again = Seal::open(&folder.path().join("master.key")).unwrap();
        assert_eq!(again.read_signed("appeal", &signed), Ok(&b"case 7"[..]));
        assert_eq!(seal.read_signed("report", &signed), Err(Error::Broken));
        for at in 0..signed.len() {
            let mut other = signed.clone();
            other[at] ^= 1;
            assert_eq!(seal.read_signed("appeal", &other), Err(Error::Broken));
            assert_eq!(
                seal.read_signed("appeal", &signed[..at]),
                Err(Error::Broken)
            );
        }
        let other = Seal::open(&folder.path().join("other.key")).unwrap();
        assert_eq!(other.read_signed("appeal", &signed), Err(Error::Broken));
    }

    #[test]
    fn refuses_a_key_that_others_can_read() {
        let (folder, _) = seal();
        let path = folder.path().join("master.key");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();

        assert!(
            Seal::open(&path)
                .err()
                .unwrap()
                .to_string()
                .contains("chmod 600")
        );
    }
}
