//! Holds every JSON answer of the tests against the schema that the description gives for it. As much of JSON Schema as
//! the description uses.

use serde_json::Value;

/// Finds the operation's schema for this status, and checks the answer.
#[track_caller]
pub(crate) fn check(description: &Value, method: &str, path: &str, status: u16, answer: &Value) {
    let path = path.split('?').next().unwrap();
    let items = description["paths"].as_object().unwrap();
    // A literal segment is nearer than a parameter: `/pacts/check` before `/pacts/{id}`.
    let fits = items.iter().filter(|(template, _)| matches(template, path));
    let (template, item) = fits.min_by_key(|(template, _)| template.matches('{').count()).expect(path);
    let response = &item[method.to_lowercase()]["responses"][status.to_string()];
    assert!(response.is_object(), "{method} {template} does not describe {status}");
    if let Some(schema) = response.pointer("/content/application~1json/schema") {
        hold(description, schema, answer, template);
    }
}

fn matches(template: &str, path: &str) -> bool {
    let (mut template, mut path) = (template.split('/'), path.split('/'));
    loop {
        match (template.next(), path.next()) {
            (None, None) => return true,
            (Some(t), Some(p)) if t == p || t.starts_with('{') => {}
            _ => return false,
        }
    }
}

#[track_caller]
fn hold(root: &Value, schema: &Value, value: &Value, at: &str) {
    if let Some(reference) = schema["$ref"].as_str() {
        return hold(root, root.pointer(reference.trim_start_matches('#')).unwrap(), value, at);
    }
    if let Some(types) = schema.get("type") {
        let allowed = |name: &Value| is(value, name.as_str().unwrap());
        let right = types.as_array().map_or_else(|| allowed(types), |types| types.iter().any(allowed));
        assert!(right, "{at}: {types} is due, found {value}");
    }
    for (i, item) in value.as_array().into_iter().flatten().enumerate() {
        hold(root, &schema["items"], item, &format!("{at}/{i}"));
    }
    let (Some(object), Some(properties)) = (value.as_object(), schema["properties"].as_object()) else { return };
    for name in schema["required"].as_array().into_iter().flatten() {
        assert!(object.contains_key(name.as_str().unwrap()), "{at}: {name} is missing");
    }
    for (name, member) in object {
        let schema = properties.get(name).unwrap_or_else(|| panic!("{at}: {name} is not described"));
        hold(root, schema, member, &format!("{at}/{name}"));
    }
}

fn is(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "null" => value.is_null(),
        other => panic!("type {other}"),
    }
}
