//! `serve`: settings from flags, environment and one TOML file, logs, signals.

use crate::args::ServeArgs;
use crate::demo::{sample_keys, seed};
use crate::failure::Failure;
use crate::files;
use crate::key::pem::read_seal;
use giaouoc_ceremony::accounts::DEMO_ACCOUNTS;
use giaouoc_core::policy::Registrar;
use giaouoc_core::{Language, key, sample};
use giaouoc_paper::terminal_code;
use giaouoc_sandbox::reading;
use giaouoc_server::{Config, Mail, Ready, Tls};
use giaouoc_tlog::note::Algorithm;
use serde::Deserialize;
use std::io::IsTerminal as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use tracing_subscriber::EnvFilter;

const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080);
const DEFAULT_DATA: &str = "data";

/// The TOML file: the same settings as the flags, by the same names.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    listen: Option<SocketAddr>,
    data: Option<PathBuf>,
    origin: Option<String>,
    public_url: Option<String>,
    #[serde(default)]
    tls_self_signed: bool,
    tls_cert: Option<PathBuf>,
    tls_key: Option<PathBuf>,
    #[serde(default)]
    behind_proxy: bool,
    print_template: Option<PathBuf>,
    seal_key: Option<PathBuf>,
    seal_cert: Option<PathBuf>,
    smtp_file: Option<PathBuf>,
    mail_from: Option<String>,
    #[serde(default)]
    registrars: Vec<String>,
}

/// Runs the service until SIGINT or SIGTERM.
pub(crate) fn serve(args: ServeArgs, language: Language) -> Result<(), Failure> {
    logs(args.log_json, if args.demo { "warn" } else { "info" });
    let config = config(&args)?;
    if config.demo {
        sample_keys::prepare(&config.data)?;
    }
    let data = config.data.clone();
    let (demo, with_desk_and_kiosk) = (config.demo, args.with_desk_and_kiosk);
    let ready = move |ready: &Ready| {
        announce(ready, &data, language);
        if demo {
            seed::seed_in_background(ready, &data, language, with_desk_and_kiosk);
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::io("runtime"))?;
    runtime.block_on(giaouoc_server::serve(config, ready, stopped())).map_err(Failure::from)
}

/// Flags and environment (clap has merged these), then the file, then the defaults.
fn config(args: &ServeArgs) -> Result<Config, Failure> {
    let file = args.config.as_deref().map(read_file).transpose()?.unwrap_or_default();
    let listen = args.listen.or(file.listen).unwrap_or(DEFAULT_LISTEN);
    let data = args.data.clone().or(file.data).unwrap_or_else(|| DEFAULT_DATA.into());
    let mut config = Config::new(listen, data);
    config.origin = args.origin.clone().or(file.origin);
    config.public_url = args.public_url.clone().or(file.public_url);
    let own = args.tls_self_signed || (args.tls_cert.is_none() && file.tls_self_signed);
    config.tls = match (args.tls_cert.clone().or(file.tls_cert), args.tls_key.clone().or(file.tls_key)) {
        _ if own => Some(Tls::SelfSigned),
        (Some(certificate), Some(key)) => Some(Tls::Files { certificate, key }),
        (None, None) => None,
        _ => return Err(Failure::usage("--tls-cert --tls-key")),
    };
    config.demo = args.demo;
    config.behind_proxy = args.behind_proxy || file.behind_proxy;
    let seal =
        args.seal_key.as_ref().or(file.seal_key.as_ref()).zip(args.seal_cert.as_ref().or(file.seal_cert.as_ref()));
    config.seal = seal.map(|(key, certificates)| read_seal(key, certificates)).transpose()?;
    let template = args.print_template.as_ref().or(file.print_template.as_ref());
    config.print_template = template.map(|path| files::read_text(path)).transpose()?;
    config.read_codes = reading::read_codes;
    config.mail = match (args.smtp_file.as_ref().or(file.smtp_file.as_ref()), args.mail_from.clone().or(file.mail_from))
    {
        (Some(path), Some(from)) => Some(Mail { server: files::read_text(path)?.trim().to_owned(), from }),
        (None, _) => None,
        (Some(_), None) => return Err(Failure::usage("--mail-from")),
    };
    config.accept_older = args.accept_older;
    config.new_token = args.new_token;
    config.refuse_keys = sample::public_keys().collect();
    let vkeys = if args.registrars.is_empty() { &file.registrars } else { &args.registrars };
    config.registrars = vkeys.iter().map(|vkey| registrar(vkey)).collect::<Result<_, _>>()?;
    if config.demo {
        config.origin = Some(sample_keys::ORIGIN.to_owned());
        config.registrars.push(sample_keys::registrar()?);
    }
    Ok(config)
}

fn read_file(path: &Path) -> Result<File, Failure> {
    toml::from_str(&files::read_text(path)?).map_err(|e| Failure::usage(format!("{}: {e}", path.display())))
}

fn registrar(vkey: &str) -> Result<Registrar, Failure> {
    Ok(Registrar { key: key::parse_vkey(vkey, Algorithm::Ed25519)?, invite: false })
}

/// Structured logs on standard error; `RUST_LOG` chooses.
fn logs(json: bool, level: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(level));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    if json { builder.json().init() } else { builder.init() }
}

fn announce(ready: &Ready, data: &Path, language: Language) {
    let (address, origin, policy) =
        language.pick(("Địa chỉ", "Sổ ghi nhận", "Chính sách tin cậy"), ("Address", "Ledger", "Policy"));
    println!("{address}: {}\n{origin}: {}\n{policy}: {}", ready.url, ready.origin, data.join("policy.txt").display());
    if let Some(fingerprint) = &ready.fingerprint {
        let words = language.pick("SHA-256 của chứng thư TLS", "SHA-256 of the TLS certificate");
        println!("{words}: {fingerprint}");
        // For phones in the hall; a terminal that cannot show it loses nothing.
        if let (true, Ok(code)) = (std::io::stdout().is_terminal(), terminal_code(&format!("{}/tls", ready.url))) {
            println!("{code}\n{}/tls", ready.url);
        }
    }
    if let Some(link) = &ready.setup_link {
        let words = language.pick(
            "Tạo tài khoản người quản trị (liên kết dùng một lần)",
            "Make the administrator's account (works once)",
        );
        println!("{words}: {link}");
    }
    if ready.demo {
        let words = language.pick("Tài khoản mẫu", "Sample accounts");
        let of = |(name, _, password): &(&str, _, &str)| format!("{name} / {password}");
        println!("{words}: {}", DEMO_ACCOUNTS.iter().map(of).collect::<Vec<_>>().join(" · "));
    }
    if let Some(token) = &ready.first_token {
        let words = language.pick(
            "Mã truy cập của người quản trị (chỉ hiện một lần, hãy cất giữ)",
            "Administrator's token (shown once, keep it)",
        );
        println!("{words}: {}", token);
    }
}

/// Resolves at SIGINT or SIGTERM.
async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}
