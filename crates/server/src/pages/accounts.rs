//! `/console/accounts`: who may log in, for the administrator. Plain forms; each changes one thing.

use super::csp_nonce::{self, Nonce};
use super::page_context::PageContext;
use super::words::Words;
use crate::credentials::callers::MaybeCaller;
use crate::credentials::sessions;
use crate::http::problem::Problem;
use crate::state::App;
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use giaouoc_ceremony::accounts::{self, role_of};
use giaouoc_ceremony::caller::Admin;
use giaouoc_ceremony::{Refusal, Refused, Service};
use giaouoc_core::Language;
use giaouoc_store::workspace::Scope;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "accounts.html")]
struct AccountsPage<'a> {
    context: PageContext,
    w: &'static Words,
    words: &'static AccountWords,
    me: &'a str,
    role: &'static str,
    accounts: Vec<Line>,
    /// Cause and cure of a refusal.
    refusal: Option<(&'static str, &'static str)>,
    /// The name that was typed for a new account.
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

/// Words of this page.
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

pub(super) async fn page(
    context: PageContext,
    caller: MaybeCaller,
    State(app): State<App>,
) -> Result<Response, Problem> {
    match caller.session() {
        Some((me, Scope::Admin)) => shown(context, &app, caller.admin()?, me, None, "").await,
        Some(_) => Err(Refusal::ForbiddenScope.into()),
        None => Ok(Redirect::to("/login?next=/console/accounts").into_response()),
    }
}

async fn shown(
    context: PageContext,
    app: &App,
    admin: Admin,
    me: &str,
    refusal: Option<(&'static str, &'static str)>,
    typed: &str,
) -> Result<Response, Problem> {
    let accounts = app.run(move |service| accounts::list(service, &admin)).await?;
    let line = |account: giaouoc_store::workspace::accounts::Account| Line {
        role: account.role.as_str(),
        role_word: role_word(context.language, account.role),
        made: super::page_context::clock(account.made),
        is_disabled: account.disabled.is_some(),
        name: account.name,
    };
    let page = AccountsPage {
        context,
        w: context.words(),
        words: context.language.pick(&VI, &EN),
        me,
        role: role_word(context.language, Scope::Admin),
        accounts: accounts.into_iter().map(line).collect(),
        refusal,
        typed,
    };
    csp_nonce::render(context, &Nonce::new()?, &page)
}

pub(super) async fn change(
    context: PageContext,
    caller: MaybeCaller,
    State(app): State<App>,
    headers: HeaderMap,
    form: Result<Form<ChangeForm>, FormRejection>,
) -> Result<Response, Problem> {
    sessions::must_be_same_origin(&headers, app.public_url())?;
    let Some((me, Scope::Admin)) = caller.session() else { return Err(Refusal::ForbiddenScope.into()) };
    let admin = caller.admin()?;
    let Form(form) = form.map_err(|_| Refusal::BodyForm)?;
    let typed = form.name.clone();
    match app.run(move |service| apply(service, &admin, &form)).await {
        Ok(()) => Ok(Redirect::to(&format!("/console/accounts{}", context.query())).into_response()),
        Err(problem) if problem.is_callers_fault() => {
            let words = problem.words(context.language);
            let page = shown(context, &app, admin, me, Some((words.cause, words.cure)), &typed).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(problem) => Err(problem),
    }
}

fn apply(
    service: &Service,
    admin: &Admin,
    ChangeForm { act, name, role, password }: &ChangeForm,
) -> Result<(), Refused> {
    match act.as_str() {
        "add" => accounts::make(service, admin, name, role_of(role)?, password).map(drop),
        "role" => accounts::change(service, admin, name, Some(role_of(role)?), None, None),
        "password" => accounts::change(service, admin, name, None, Some(password), None),
        "disable" => accounts::change(service, admin, name, None, None, Some(true)),
        "enable" => accounts::change(service, admin, name, None, None, Some(false)),
        _ => Err(Refusal::BodyForm.into()),
    }
}
