//! Where the program may connect to over HTTP: listed hosts only, and no address inside a network unless it is listed. Pure.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

use mirante_data::{detail, explain::Detail};
use reqwest::Url;

/// The hosts and inside addresses that a source may reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guard {
    scheme: String,
    /// Host, as addresses spell it, and port.
    hosts: Vec<(String, u16)>,
    inside: Vec<Network>,
}

impl Guard {
    /// A guard around one service and further hosts (`files.example.org`, `10.1.2.3:8080`).
    ///
    /// `inside` lists the addresses and networks (`127.0.0.1`, `10.0.0.0/8`) that may be reached although they are not public.
    pub fn new(base: &Url, hosts: &[String], inside: &[String]) -> Result<Self, Detail> {
        plain(base)?;
        let own = (host(base)?, port(base)?);
        let mut all = vec![own];
        for text in hosts {
            let bad = || detail!("d-no-host", "`{text}` is no host such as `arquivos.exemplo.org` or `10.1.2.3:8080`", text = text);
            let url = Url::parse(&format!("{}://{text}", base.scheme())).map_err(|_| bad())?;
            if url.path() != "/" || url.query().is_some() || text.ends_with('/') {
                return Err(bad());
            }
            plain(&url).map_err(|_| bad())?;
            all.push((host(&url)?, port(&url)?));
        }
        let inside = inside.iter().map(|text| {
            text.parse()
                .map_err(|()| detail!("d-no-network", "`{text}` is no address such as 10.1.2.3 and no network such as 10.0.0.0/8", text = text))
        });
        Ok(Self { scheme: base.scheme().to_owned(), hosts: all, inside: inside.collect::<Result<_, _>>()? })
    }

    /// May this address be asked? Told before anything is resolved or connected.
    pub fn check(&self, url: &Url) -> Result<(), Detail> {
        plain(url)?;
        let asked = (host(url)?, port(url)?);
        if url.scheme() != self.scheme || !self.hosts.contains(&asked) {
            let shown = format!("{}://{}:{}", url.scheme(), asked.0, asked.1);
            return Err(detail!("d-host-unlisted", "`{host}` is not among the hosts of the connection", host = shown));
        }
        match literal(url) {
            Some(address) => self.check_address(address),
            None => Ok(()),
        }
    }

    /// May a connection be opened to this address?
    pub fn check_address(&self, address: IpAddr) -> Result<(), Detail> {
        let address = address.to_canonical();
        if is_public(address) || self.inside.iter().any(|network| network.holds(address)) {
            return Ok(());
        }
        Err(detail!(
            "d-address-inside",
            "{address} is an address inside a network or of this machine; list it in `inside` if it is meant",
            address = address
        ))
    }
}

/// Only `http` and `https`, no user, no password.
fn plain(url: &Url) -> Result<(), Detail> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(detail!("d-no-http", "`{scheme}` is neither http nor https", scheme = url.scheme()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(detail!("d-user-info", "a user or password stands in the address; secrets come from files"));
    }
    Ok(())
}

fn host(url: &Url) -> Result<String, Detail> {
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(|| detail!("d-no-host-name", "the address has no host"))?;
    Ok(host.trim_end_matches('.').to_ascii_lowercase())
}

fn port(url: &Url) -> Result<u16, Detail> {
    url.port_or_known_default().ok_or_else(|| detail!("d-no-host-name", "the address has no host"))
}

/// The address in the place of a host's name; every odd notation (`0x7f.1`, `2130706433`) has become one by now.
fn literal(url: &Url) -> Option<IpAddr> {
    let host = url.host_str()?;
    host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host).parse().ok()
}

/// An address or a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    bits: u8,
}

impl FromStr for Network {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.trim().parse().map_err(|_| ())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), |bits| bits.trim().parse::<u8>().map_err(|_| ()))?;
        if bits <= most { Ok(Self { address, bits }) } else { Err(()) }
    }
}

impl Network {
    fn holds(self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(mine), IpAddr::V4(other)) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.bits)).unwrap_or(0);
                u32::from(mine) & mask == u32::from(other) & mask
            }
            (IpAddr::V6(mine), IpAddr::V6(other)) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(self.bits)).unwrap_or(0);
                u128::from(mine) & mask == u128::from(other) & mask
            }
            _ => false,
        }
    }
}

/// Is it an address of the public Internet, by the registries of special-purpose addresses (RFC 6890 and its updates)?
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let special = [
        ("0.0.0.0", 8),
        ("10.0.0.0", 8),
        ("100.64.0.0", 10),
        ("127.0.0.0", 8),
        ("169.254.0.0", 16),
        ("172.16.0.0", 12),
        ("192.0.0.0", 24),
        ("192.0.2.0", 24),
        ("192.88.99.0", 24),
        ("192.168.0.0", 16),
        ("198.18.0.0", 15),
        ("198.51.100.0", 24),
        ("203.0.113.0", 24),
        ("224.0.0.0", 3),
    ];
    !special.iter().any(|(network, bits)| {
        let network = network.parse().unwrap_or(Ipv4Addr::UNSPECIFIED);
        Network { address: IpAddr::V4(network), bits: *bits }.holds(IpAddr::V4(address))
    })
}

/// Global unicast is 2000::/3; of it the parts that carry other addresses, or are for documents, are left out.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let is_global = segments[0] & 0xe000 == 0x2000;
    let is_protocol = segments[0] == 0x2001 && segments[1] < 0x0200;
    let is_document = (segments[0] == 0x2001 && segments[1] == 0x0db8) || (segments[0] == 0x3fff && segments[1] < 0x1000);
    let is_6to4 = segments[0] == 0x2002;
    is_global && !is_protocol && !is_document && !is_6to4
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Addresses that a link or a configuration might name to reach what it must not.
    pub(super) const TARGETS: [&str; 80] = [
        "http://127.0.0.1/",
        "http://127.0.0.1:8080/",
        "http://127.1/",
        "http://127.0.1/",
        "http://127.255.255.254/",
        "http://0.0.0.0/",
        "http://0/",
        "http://2130706433/",
        "http://017700000001/",
        "http://0x7f000001/",
        "http://0x7f.0.0.1/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://0177.1/",
        "http://127.0.0.1./",
        "http://%31%32%37.0.0.1/",
        "http://１２７.０.０.１/",
        "http://①②⑦.⓪.⓪.①/",
        "http://127。0。0。1/",
        "http://localhost/",
        "http://LOCALHOST/",
        "http://localhost./",
        "http://localhost.localdomain/",
        "http://ip6-localhost/",
        "http://[::1]/",
        "http://[::]/",
        "http://[0:0:0:0:0:0:0:1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[::127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[64:ff9b:1::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[2002:a00:1::1]/",
        "http://[2001:0:7f00:1::]/",
        "http://[2001:db8::1]/",
        "http://[fe80::1]/",
        "http://[febf::1]/",
        "http://[fec0::1]/",
        "http://[fc00::1]/",
        "http://[fd00:ec2::254]/",
        "http://[ff02::1]/",
        "http://[100::1]/",
        "http://[3fff::1]/",
        "http://10.0.0.1/",
        "http://10.255.255.255/",
        "http://10.1/",
        "http://0xa.0.0.1/",
        "http://167772161/",
        "http://172.16.0.1/",
        "http://172.31.255.255/",
        "http://192.168.0.1/",
        "http://192.168.1/",
        "http://0xc0a80001/",
        "http://169.254.169.254/",
        "http://169.254.169.254/latest/meta-data/",
        "http://2852039166/",
        "http://0xa9fea9fe/",
        "http://0251.0376.0251.0376/",
        "http://[::ffff:169.254.169.254]/",
        "http://[::ffff:a9fe:a9fe]/",
        "http://metadata.google.internal/",
        "http://100.64.0.1/",
        "http://100.127.255.255/",
        "http://192.0.0.1/",
        "http://192.0.2.1/",
        "http://198.18.0.1/",
        "http://198.51.100.1/",
        "http://203.0.113.1/",
        "http://224.0.0.1/",
        "http://240.0.0.1/",
        "http://255.255.255.255/",
        "http://api.exemplo.org@127.0.0.1/",
        "http://api.exemplo.org:80@10.0.0.1/",
        "http://user:pass@api.exemplo.org/",
        "http://api.exemplo.org.127.0.0.1.nip.io/",
        "http://api.exemplo.org:22/",
        "http://api.exemplo.org\\@127.0.0.1/x/../../..//127.0.0.1",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_INFO",
    ];

    fn guard(hosts: &[&str], inside: &[&str]) -> Guard {
        let own = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        Guard::new(&Url::parse("http://api.exemplo.org/v1").unwrap(), &own(hosts), &own(inside)).unwrap()
    }

    #[test]
    fn no_target_inside_a_network_is_reached_by_any_notation() {
        let guard = guard(&[], &[]);
        for target in TARGETS {
            match Url::parse(target) {
                // A backslash is a slash: what follows is a path of the listed host.
                Ok(url) if url.host_str() == Some("api.exemplo.org") && url.port().is_none() && url.username().is_empty() => {
                    assert!(target.contains('\\'), "{target}");
                }
                Ok(url) => assert!(guard.check(&url).is_err(), "{target}"),
                Err(_) => {}
            }
        }
        // Listing a name opens no address behind it: the address is what is looked at again when it is resolved.
        for target in TARGETS {
            let Some(address) = Url::parse(target).ok().as_ref().and_then(literal) else { continue };
            assert!(guard.check_address(address).is_err(), "{target}");
        }
    }

    #[test]
    fn a_listed_literal_is_still_held_to_its_address() {
        for target in TARGETS {
            let Some(url) = Url::parse(target).ok().filter(|url| literal(url).is_some() && url.username().is_empty()) else { continue };
            let (host, port) = (url.host_str().unwrap().to_owned(), url.port_or_known_default().unwrap());
            let guard = guard(&[&format!("{host}:{port}")], &[]);
            assert!(guard.check(&url).is_err(), "{target}");
        }
        let listed = guard(&["10.1.2.3:8080"], &["10.1.0.0/16"]);
        assert!(listed.check(&Url::parse("http://10.1.2.3:8080/x").unwrap()).is_ok());
        assert!(listed.check(&Url::parse("http://10.1.2.3:8081/x").unwrap()).is_err());
        assert!(listed.check_address("10.2.0.1".parse().unwrap()).is_err());
        assert!(listed.check_address("::ffff:10.1.9.9".parse().unwrap()).is_ok());
    }

    #[test]
    fn public_addresses_of_listed_hosts_pass() {
        let guard = guard(&["arquivos.exemplo.org"], &[]);
        for url in ["http://api.exemplo.org/v1?x=1", "http://API.exemplo.org:80/", "http://arquivos.exemplo.org/a"] {
            assert!(guard.check(&Url::parse(url).unwrap()).is_ok(), "{url}");
        }
        for url in ["https://api.exemplo.org/", "http://exemplo.org/", "http://x.api.exemplo.org/", "http://api.exemplo.org:8080/"] {
            assert!(guard.check(&Url::parse(url).unwrap()).is_err(), "{url}");
        }
        for address in ["8.8.8.8", "200.147.3.157", "2800:3f0:4001::1", "2606:4700::1111", "172.32.0.1", "100.128.0.1", "11.0.0.1"] {
            assert!(guard.check_address(address.parse().unwrap()).is_ok(), "{address}");
        }
    }

    #[test]
    fn lists_that_say_nothing_sound_are_refused() {
        let base = Url::parse("https://api.exemplo.org/").unwrap();
        for host in ["", "a/b", "user@a", "https://a", "a?b", "a b"] {
            assert!(Guard::new(&base, &[host.to_owned()], &[]).is_err(), "{host}");
        }
        for network in ["", "x", "10.0.0.0/33", "10.0.0/8", "::1/129", "10.0.0.1/-1"] {
            assert!(Guard::new(&base, &[], &[network.to_owned()]).is_err(), "{network}");
        }
    }
}
