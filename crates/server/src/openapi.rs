//! The description of the API: OpenAPI 3.1 from the handlers, with what all operations share added once.

use crate::http::problem::ProblemBody;
use serde_json::Value;
use std::fmt::Write;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ContentBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Ref, RefOr, Required, ResponseBuilder,
};
use utoipa::{PartialSchema, ToSchema};

const ABOUT: &str = "Giao Ước: the whole life of a multi-party pact. Every error is `application/problem+json` \
(RFC 9457) with a stable `code`, and `cause` and `cure` in Vietnamese and English.";

/// Title, version, licence, credentials.
pub(crate) fn head() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Giao Ước")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(ABOUT))
        .license(Some(LicenseBuilder::new().name("Apache-2.0").identifier(Some("Apache-2.0")).build()))
        .build();
    let mut head = OpenApiBuilder::new().info(info).build();
    let components = head.components.get_or_insert_default();
    let bearer = |about: &str| {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(about));
        SecurityScheme::Http(bearer.build())
    };
    components.add_security_scheme("token", bearer("A caller's token (gu_…); the words beside it are the scopes."));
    let cookie = ApiKeyValue::with_description("__Host-giaouoc", "The session of a browser that has logged in.");
    components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    components.add_security_scheme("invitation", bearer("An invitation's token (gi_…), for one party of one pact."));
    components.add_security_scheme("claim", bearer("A claim (gc_…) on a released position, for its one-time code."));
    components.add_security_scheme("kiosk", bearer("A kiosk's token (gk_…)."));
    components.add_security_scheme("share", bearer("The token (gd_…) of a link to one draft."));
    components.add_security_scheme("slot", bearer("The token (gm_…) of a page for one mark."));
    let mut parts = Vec::new();
    ProblemBody::schemas(&mut parts);
    components.schemas.extend(parts);
    components.schemas.insert("Problem".to_owned(), ProblemBody::schema());
    head
}

/// The description of the routes, whole.
pub(crate) struct Description {
    /// OpenAPI 3.1.
    pub(crate) json: String,
    /// The operations on one plain page.
    pub(crate) page: String,
}

impl Description {
    /// Completes what the handlers say with what all operations share.
    pub(crate) fn of(routes: OpenApi) -> Self {
        let complete = complete(routes);
        let mut value = serde_json::to_value(&complete).unwrap_or_default();
        without_null(&mut value);
        Self { json: value.to_string(), page: page(complete) }
    }
}

/// `null` stands in no body, and in an answer only where the description's words say so: what may be missing is
/// optional, not nullable.
fn without_null(value: &mut Value) {
    match value {
        Value::Object(members) => {
            if let Some(Value::Array(types)) = members.get_mut("type") {
                types.retain(|one| one != "null");
                if let [only] = types.as_slice() {
                    let only = only.clone();
                    members.insert("type".to_owned(), only);
                }
            }
            if let Some(Value::Array(choices)) = members.get_mut("oneOf") {
                choices.retain(|choice| choice["type"] != "null");
            }
            members.values_mut().for_each(without_null);
        }
        Value::Array(items) => items.iter_mut().for_each(without_null),
        _ => {}
    }
}

fn complete(mut description: OpenApi) -> OpenApi {
    let paths = std::mem::take(&mut description.paths.paths);
    for (path, mut item) in paths {
        // axum's way to write a rest of a path is not OpenAPI's.
        let path = path.replace("{*", "{");
        for operation in operations(&mut item) {
            add_path_parameters(&path, operation);
            describe_answers(operation);
            add_problem(operation);
        }
        description.paths.paths.insert(path, item);
    }
    description
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.put, &mut item.post, &mut item.delete].into_iter().flatten()
}

fn add_path_parameters(path: &str, operation: &mut Operation) {
    let named = path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    operation.parameters.get_or_insert_default().extend(named.map(|name| path_parameter(name).into()));
}

fn path_parameter(name: &str) -> Parameter {
    let text = || ObjectBuilder::new().schema_type(Type::String);
    let (schema, about) = match name {
        "id" => (text().pattern(Some("^[a-z2-7]{26}$")), "The pact's full id, 26 characters."),
        "party" => (text().pattern(Some("^[a-z0-9][a-z0-9-]{0,31}$")), "The party's id in the roster."),
        "index" => {
            let number = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0));
            (number, "The number of the record, or of the token.")
        }
        "number" => (ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)), "The kiosk's number."),
        "digest" => (text().pattern(Some("^[0-9a-f]{64}$")), "Hex SHA-256."),
        "slot" => (text(), "The slot's name."),
        "file" => (text(), "The file's name."),
        _ => (text(), "The rest of the path."),
    };
    let schema = schema.build();
    let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Path).required(Required::True);
    parameter.description(Some(about)).schema(Some(schema)).build()
}

/// OpenAPI demands a description of each answer; where the handler gives none, the status says it all.
fn describe_answers(operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        if response.description.is_empty() {
            response.description = meaning(status).to_owned();
        }
    }
}

fn meaning(status: &str) -> &'static str {
    match status {
        "201" => "it was made",
        "202" => "it was taken and waits",
        "204" => "it is done",
        _ => "here it is",
    }
}

fn add_problem(operation: &mut Operation) {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let problem = ResponseBuilder::new().description("a problem").content("application/problem+json", content).build();
    operation.responses.responses.insert("default".to_owned(), problem.into());
}

/// All operations on one plain page.
fn page(description: OpenApi) -> String {
    let mut page = String::from(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>Giao Ước API</title><main><h1>Giao Ước API</h1>\
         <p><a href=\"/api/v1/openapi.json\">OpenAPI 3.1</a></p><dl>",
    );
    for (path, mut item) in description.paths.paths {
        let named = [
            ("GET", item.get.take()),
            ("PUT", item.put.take()),
            ("POST", item.post.take()),
            ("DELETE", item.delete.take()),
        ];
        for (method, operation) in named {
            let Some(operation) = operation else { continue };
            let about = operation.summary.unwrap_or_default();
            let who = credentials(operation.security.as_deref());
            let _ = write!(page, "<dt><code>{method} {path}</code></dt><dd>{about}<br><small>{who}</small></dd>");
        }
    }
    page + "</dl></main></html>"
}

fn credentials(security: Option<&[utoipa::openapi::SecurityRequirement]>) -> String {
    let Some(security) = security else { return "public".to_owned() };
    let names: Vec<String> = security.iter().filter_map(|one| serde_json::to_string(one).ok()).collect();
    names.join(" or ").replace(['{', '}', '"'], "").replace('<', "&lt;")
}
