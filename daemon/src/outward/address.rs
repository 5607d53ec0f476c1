//! Where a webhook may be: at HTTPS on the open internet, unless the operator named it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};

use crate::ports::outward::Failure;

const PORTS: [u16; 2] = [443, 8443];

/// An address whose meaning is settled.
pub(super) struct Place {
    pub(super) url: Url,
    pub(super) host: String,
    pub(super) addresses: Vec<SocketAddr>,
}

/// Reads an address; an error says why it cannot be a webhook's, and shows nothing of it.
pub(super) fn read(address: &SecretString, private: bool) -> Result<Url, String> {
    let text = address.expose_secret().trim();
    let url = Url::parse(text).map_err(|_| "it is no address such as https://example.org/hook")?;
    let port = url.port_or_known_default().unwrap_or_default();
    let scheme = url.scheme();
    if !(scheme == "https" || private && scheme == "http") {
        return Err("it has to begin with https://".into());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("it has a user in it".into());
    }
    if !private && !PORTS.contains(&port) {
        return Err("its port is neither 443 nor 8443".into());
    }
    let literal = url.host_str().and_then(|host| {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        bare.parse().ok()
    });
    match literal {
        _ if url.host_str().is_none() => Err("it names no host".into()),
        Some(address) if !private && !is_public(address) => {
            Err("it is in a private network".into())
        }
        _ => Ok(url),
    }
}

/// Looks an address up, and refuses it if any of its meanings is private.
pub(super) async fn resolve(address: &SecretString, private: bool) -> Result<Place, Failure> {
    let url = read(address, private).map_err(Failure::Refused)?;
    let host = url.host_str().unwrap_or_default().to_owned();
    let port = url.port_or_known_default().unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let found = tokio::net::lookup_host((bare, port)).await;
    let found = found.map_err(|_| Failure::Away("its name is not known".into()))?;
    let addresses: Vec<SocketAddr> = found.collect();
    if addresses.is_empty() {
        return Err(Failure::Away("its name is not known".into()));
    }
    if !private && addresses.iter().any(|address| !is_public(address.ip())) {
        return Err(Failure::Refused(
            "its name leads into a private network".into(),
        ));
    }
    Ok(Place {
        url,
        host,
        addresses,
    })
}

/// Whether an address is on the open internet (IANA's registries of special-purpose addresses).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_4(address),
        IpAddr::V6(address) => match embedded(address) {
            Some(inner) => is_public_4(inner),
            None => is_public_6(address),
        },
    }
}

fn is_public_4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (b == 18 || b == 19));
    !special
}

fn is_public_6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    // Only 2000::/3 is global unicast; of it 2001:db8::/32 is for documents, and 2001::/23 for protocols.
    first & 0xe000 == 0x2000 && !(first == 0x2001 && (second == 0xdb8 || second < 0x200))
}

/// The IPv4 address within a mapped, translated or 6to4 one.
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let segments = address.segments();
    let of = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    match segments {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            Some(of(high, low))
        }
        [0x2002, high, low, ..] => Some(of(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(address: &str, private: bool, expected: Option<&str>) {
        let found = read(&SecretString::from(address), private).err();
        assert_eq!(found.as_deref(), expected, "{address}");
    }

    #[test]
    fn a_webhook_of_a_guild_is_at_https_on_the_open_internet() {
        check("https://discord.com/api/webhooks/1/x", false, None);
        check("https://example.org:8443/x", false, None);
        check("https://93.184.216.34/x", false, None);
        for (address, why) in [
            ("http://example.org/x", "it has to begin with https://"),
            ("ftp://example.org/x", "it has to begin with https://"),
            (
                "https://example.org:22/x",
                "its port is neither 443 nor 8443",
            ),
            ("https://me:secret@example.org/", "it has a user in it"),
            (
                "nonsense",
                "it is no address such as https://example.org/hook",
            ),
        ] {
            check(address, false, Some(why));
        }
        for host in [
            "127.0.0.1",
            "10.1.2.3",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "2130706433",
            "0x7f.1",
            "[::1]",
            "[::ffff:169.254.169.254]",
            "[64:ff9b::a9fe:a9fe]",
            "[2002:a00:1::]",
            "[fd00::1]",
            "[fe80::1]",
        ] {
            let address = format!("https://{host}/x");
            check(&address, false, Some("it is in a private network"));
        }
    }

    #[test]
    fn what_the_operator_names_may_be_private() {
        check("http://127.0.0.1:9093/hook", true, None);
        check("https://[::1]/hook", true, None);
        check(
            "file:///etc/passwd",
            true,
            Some("it has to begin with https://"),
        );
    }

    #[tokio::test]
    async fn a_name_that_leads_into_a_private_network_is_refused() {
        let address = SecretString::from("https://localhost/x");

        let refused = resolve(&address, false).await.err();

        let why = "its name leads into a private network".into();
        assert_eq!(refused, Some(Failure::Refused(why)));
        assert!(resolve(&address, true).await.is_ok());
    }
}
