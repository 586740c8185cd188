//! `/console/accounts`: who may log in, for the administrator. Plain forms; each changes one thing.

use super::look::Look;
use super::scripted::{self, Nonce};
use super::words::Words;
use crate::api::accounts::role_of;
use crate::app::App;
use crate::auth::Anybody;
use crate::problem::{Problem, Refusal};
use crate::sessions;
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use giaouoc_core::Language;
use giaouoc_store::office::Scope;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "accounts.html")]
struct AccountsPage<'a> {
    look: Look,
    w: &'static Words,
    words: &'static AccountWords,
    me: &'a str,
    role: &'static str,
    accounts: Vec<Line>,
    /// What was refused: cause and cure.
    trouble: Option<(&'static str, &'static str)>,
    /// What was typed for a new account.
    typed: &'a str,
}

/// One account of the list.
struct Line {
    name: String,
    role: &'static str,
    role_word: &'static str,
    made: String,
    is_disabled: bool,
}

/// What this page says.
struct AccountWords {
    title: &'static str,
    intro: &'static str,
    add: &'static str,
    name: &'static str,
    role: &'static str,
    password: &'static str,
    hint: &'static str,
    made: &'static str,
    disabled: &'static str,
    disable: &'static str,
    enable: &'static str,
    new_password: &'static str,
    change_role: &'static str,
    save: &'static str,
    more: &'static str,
}

static VI: AccountWords = AccountWords {
    title: "Tài khoản",
    intro: "Đổi quyền, mật khẩu hay khóa tài khoản sẽ kết thúc mọi phiên đăng nhập của tài khoản đó.",
    add: "Thêm tài khoản",
    name: "Tên",
    role: "Quyền",
    password: "Mật khẩu",
    hint: "Từ 10 đến 200 ký tự. Một câu dài, dễ nhớ là tốt nhất.",
    made: "Lập lúc",
    disabled: "đã khóa",
    disable: "Khóa tài khoản",
    enable: "Mở lại tài khoản",
    new_password: "Đặt mật khẩu mới",
    change_role: "Đổi quyền",
    save: "Lưu",
    more: "Thay đổi",
};

static EN: AccountWords = AccountWords {
    title: "Accounts",
    intro: "A new role or password, or disabling an account, ends all of its sessions.",
    add: "Add an account",
    name: "Name",
    role: "Role",
    password: "Password",
    hint: "10 to 200 characters. A long phrase that you can remember is best.",
    made: "Made",
    disabled: "disabled",
    disable: "Disable",
    enable: "Enable again",
    new_password: "New password",
    change_role: "Change the role",
    save: "Save",
    more: "Change",
};

/// A role in words.
pub(super) fn role_word(language: Language, role: Scope) -> &'static str {
    match role {
        Scope::Admin => language.pick("người quản trị", "administrator"),
        Scope::Organiser => language.pick("Ban Tổ chức", "organiser"),
        Scope::Desk => language.pick("bàn thư ký", "desk"),
    }
}

/// One change: `add`, `role`, `password`, `disable`, `enable`.
#[derive(Deserialize)]
pub(super) struct ChangeForm {
    act: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    password: String,
}

pub(super) async fn page(look: Look, caller: Anybody, State(app): State<App>) -> Result<Response, Problem> {
    match caller.session() {
        Some((me, Scope::Admin)) => shown(look, &app, me, None, "").await,
        Some(_) => Err(Refusal::ForbiddenScope.into()),
        None => Ok(Redirect::to("/login?next=/console/accounts").into_response()),
    }
}

async fn shown(
    look: Look,
    app: &App,
    me: &str,
    trouble: Option<(&'static str, &'static str)>,
    typed: &str,
) -> Result<Response, Problem> {
    let accounts = app.run(|app| Ok(app.office().accounts()?)).await?;
    let line = |account: giaouoc_store::office::accounts::Account| Line {
        role: account.role.as_str(),
        role_word: role_word(look.language, account.role),
        made: super::look::clock(account.made),
        is_disabled: account.disabled.is_some(),
        name: account.name,
    };
    let page = AccountsPage {
        look,
        w: look.words(),
        words: look.language.pick(&VI, &EN),
        me,
        role: role_word(look.language, Scope::Admin),
        accounts: accounts.into_iter().map(line).collect(),
        trouble,
        typed,
    };
    scripted::render(look, &Nonce::new()?, &page)
}

pub(super) async fn change(
    look: Look,
    caller: Anybody,
    State(app): State<App>,
    headers: HeaderMap,
    form: Result<Form<ChangeForm>, FormRejection>,
) -> Result<Response, Problem> {
    sessions::must_be_same_origin(&headers, &app)?;
    let Some((me, Scope::Admin)) = caller.session() else { return Err(Refusal::ForbiddenScope.into()) };
    let Form(form) = form.map_err(|_| Refusal::BodyForm)?;
    let typed = form.name.clone();
    match app.run(move |app| apply(app, &form)).await {
        Ok(()) => Ok(Redirect::to(&format!("/console/accounts{}", look.query())).into_response()),
        Err(problem) if problem.is_refusal() => {
            let words = problem.words(look.language);
            let page = shown(look, &app, me, Some((words.cause, words.cure)), &typed).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(problem) => Err(problem),
    }
}

fn apply(app: &App, ChangeForm { act, name, role, password }: &ChangeForm) -> Result<(), Problem> {
    match act.as_str() {
        "add" => {
            let made = sessions::account(app, name, role_of(role)?, password)?;
            Ok(app.office().add_account(&made)?)
        }
        "role" => sessions::change(app, name, Some(role_of(role)?), None, None),
        "password" => sessions::change(app, name, None, Some(password), None),
        "disable" => sessions::change(app, name, None, None, Some(true)),
        "enable" => sessions::change(app, name, None, None, Some(false)),
        _ => Err(Refusal::BodyForm.into()),
    }
}
