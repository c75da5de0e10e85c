//! The components, by the style guide.

use junheng_web::lang::Lang;
use junheng_web::style_guide::render;

#[test]
fn the_guide_shows_what_the_pages_are_made_of() {
    let html = render(Lang::Zh).expect("the style guide renders");
    // Where to write it for a browser, if anywhere: scripts/style-guide asks for it.
    if let Some(folder) = std::env::var_os("STYLE_GUIDE_TO").map(std::path::PathBuf::from) {
        let english = render(Lang::En).expect("the style guide renders");
        for (name, html) in [
            ("style-guide.html", &html),
            ("style-guide-en.html", &english),
        ] {
            std::fs::write(folder.join(name), html).expect("the style guide is written");
        }
    }
    for part in [
        "data-chart=\"ranking\"",
        "data-grid",
        "aria-invalid=\"true\"",
        "verdict-undetermined",
        "role=\"alert\"",
    ] {
        assert!(html.contains(part), "{part} is missing");
    }
}

#[test]
fn nothing_is_inline_that_the_policy_forbids() {
    let html = render(Lang::En).expect("the style guide renders");
    assert!(!html.contains(" style="), "inline style");
    assert!(!html.contains(" onclick="), "inline script");
    let scripts = html.matches("<script").count();
    let data = html.matches("<script type=\"application/json\"").count();
    let own = html.matches("<script src=\"/assets/").count();
    assert_eq!(
        scripts,
        data + own,
        "a script that is neither data nor ours"
    );
}
