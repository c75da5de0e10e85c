//! A small rulebook to begin from.

use junheng_rulebook::{Loaded, Policy, Rulebook, TextDiagnostic};

pub const UNITS: &str = r#"
[[unit]]
name = "人"
en = "persons"
[[unit]]
name = "m²"
en = "square metres"
aliases = ["平方米"]
[[unit]]
name = "m²/生"
en = "m² per pupil"
[[unit]]
name = "元"
en = "yuan"
[[unit]]
name = "万元"
en = "10,000 yuan"
base = "元"
factor = 10000
"#;

pub const TYPES: &str = r#"
name = "办学类型"
en = "type of school"
source = { document = "编码表", status = "confirmed" }
[[code]]
code = "211"
name = "小学"
en = "primary school"
stages = ["小学"]
[[code]]
code = "312"
name = "九年一贯制学校"
en = "nine-year school"
aliases = ["九年一贯制"]
stages = ["小学", "初中"]
"#;

pub const SCHOOLS: &str = r#"
name = "学校"
en = "schools"
about = "一所学校一行。"
period = "school_year"
filled_by = "学校"
reviewed_by = "县级教育行政部门"
handed_in_by = "school"
key = ["学校标识码"]
county = "区县"
stage_view = "学校学段"
source = { document = "教基1001", status = "confirmed" }

[[column]]
name = "学校标识码"
en = "school code"
type = "text"
digits = 10
presence = "required"
privacy = "public"
[[column]]
name = "区县"
en = "county"
type = "text"
presence = "required"
privacy = "public"
[[column]]
name = "办学类型"
en = "type of school"
type = "code"
codes = "办学类型"
privacy = "public"
[[column]]
name = "规划建成年份"
en = "year in which it was built"
type = "year"
privacy = "public"
[[column]]
name = "城区学校"
en = "whether it is in a city"
type = "yes_no"
privacy = "public"
[[column]]
name = "小学在校生数"
en = "primary pupils"
type = "count"
unit = "人"
privacy = "public"
at_least = 0
of = "在校生数"
stage = "小学"
[[column]]
name = "初中在校生数"
en = "junior pupils"
type = "count"
unit = "人"
privacy = "public"
at_least = 0
of = "在校生数"
stage = "初中"
[[column]]
name = "教学及辅助用房面积"
en = "teaching floor area"
heading = "教学及辅助用房面积(m²)"
type = "quantity"
unit = "m²"
privacy = "public"
[[column]]
name = "校园面积"
en = "area of the grounds"
type = "quantity"
unit = "m²"
privacy = "public"
"#;

pub const CLASSES: &str = r#"
name = "班级"
en = "classes"
about = "一个班一行。"
period = "school_year"
filled_by = "学校"
reviewed_by = "县级教育行政部门"
handed_in_by = "school"
key = ["学校标识码", "班级名称"]
school = "学校标识码"
source = { document = "教基3112", status = "confirmed" }

[[column]]
name = "学校标识码"
en = "school code"
type = "text"
presence = "required"
privacy = "public"
[[column]]
name = "班级名称"
en = "name of the class"
type = "text"
presence = "required"
privacy = "public"
[[column]]
name = "学段"
en = "stage"
type = "text"
privacy = "public"
[[column]]
name = "班级人数"
en = "pupils of the class"
type = "count"
unit = "人"
privacy = "public"
"#;

pub const COUNTIES: &str = r#"
name = "县域情况"
en = "the county"
about = "一个县一行。"
period = "school_year"
filled_by = "县"
reviewed_by = "市"
handed_in_by = "county"
key = ["区县"]
county = "区县"
source = { document = "申报表", status = "confirmed" }

[[column]]
name = "区县"
en = "county"
type = "text"
presence = "required"
privacy = "public"
[[column]]
name = "教师平均工资"
en = "mean pay of teachers"
type = "quantity"
unit = "元"
privacy = "public"
"#;

/// The head of a policy, complete but for what the caller adds.
pub const HEAD: &str = r#"
id = "p"
name = "办法"
en = "policy"
layer = "nation"
from = 2017-04-19
document = { number = "教督〔2017〕6号", title = "办法", issuer = "教育部", issued = 2017-04-19 }
[split]
weights = { "小学" = 1, "初中" = "1.1" }
columns = ["教学及辅助用房面积"]
source = { document = "教督〔2017〕6号", status = "confirmed" }
"#;

/// A sound indicator, to which a caller may append `[[indicator.limit]]` and the like.
pub const AREA: &str = r#"
[[indicator]]
id = "R4"
name = "生均教学及辅助用房面积"
en = "Teaching floor area per pupil"
group = "资源配置"
kind = "ratio"
by = "学段"
from = "学校学段"
numerator = "sum(教学及辅助用房面积)"
denominator = "sum(在校生数)"
unit = "m²/生"
gap_unit = "m²"
at_least = { "小学" = 4.5, "初中" = 5.8 }
variation_at_most = { "小学" = "0.50", "初中" = "0.45" }
source = { document = "教督〔2017〕6号", article = "第六条", status = "secondary" }
"#;

/// The files of the small rulebook with a policy `p`.
pub fn files(policy: &str) -> Vec<(String, String)> {
    [
        ("units.toml", UNITS),
        ("codes/办学类型.toml", TYPES),
        ("registers/学校.toml", SCHOOLS),
        ("registers/班级.toml", CLASSES),
        ("registers/县域情况.toml", COUNTIES),
        ("policies/p/policy.toml", policy),
    ]
    .map(|(path, text)| (path.to_owned(), text.to_owned()))
    .to_vec()
}

/// Loads the small rulebook with other texts in place of some files, or beside them.
pub fn load_with(changed: &[(&str, &str)]) -> Loaded {
    let mut files = files(&format!("{HEAD}{AREA}"));
    for (path, text) in changed {
        files.retain(|(known, _)| known != path);
        files.push(((*path).to_owned(), (*text).to_owned()));
    }
    Rulebook::load(files)
}

/// What is wrong with the small rulebook when its policy has these words after the head.
pub fn wrong_with(words: &str) -> Vec<TextDiagnostic> {
    Rulebook::load(files(&format!("{HEAD}{words}"))).diagnostics
}

/// The small rulebook's policy with these words after the head, which must be sound.
pub fn policy(words: &str) -> Policy {
    let loaded = Rulebook::load(files(&format!("{HEAD}{words}")));
    let (rulebook, _) = loaded.checked().expect("a sound rulebook");
    rulebook.policy("p").expect("the policy is there").clone()
}

/// Diagnostics for a snapshot: Chinese, then English.
pub fn told(diagnostics: &[TextDiagnostic]) -> String {
    let lines = diagnostics.iter().map(|found| {
        let part = |before: &str, text: &str| match text {
            "" => String::new(),
            text => format!("{before}{text}"),
        };
        format!(
            "[{}] {found}\n    {}{}{}\n",
            found.code,
            found.message.en,
            part("; expected: ", &found.expected.en),
            part("; ", &found.mend.en)
        )
    });
    lines.collect()
}

#[test]
fn the_small_rulebook_is_sound() {
    let loaded = load_with(&[]);
    assert_eq!(told(&loaded.diagnostics), "");
    let policy = loaded.rulebook.policy("p").expect("the policy");
    assert_eq!(policy.indicators[0].limits.len(), 2);
    assert_eq!(policy.indicators[0].variation_limits.len(), 2);
    assert_eq!(
        policy.indicators[0].place.to_string(),
        "policies/p/policy.toml:13:1"
    );
}

#[test]
fn the_unit_of_an_indicator_is_a_declared_one() {
    let misspelt = AREA.replace("unit = \"m²/生\"", "unit = \"平方/生\"");
    let wrong = wrong_with(&misspelt);
    let codes: Vec<&str> = wrong.iter().map(|found| found.code).collect();
    assert_eq!(codes, ["unknown-name"], "{}", told(&wrong));
    assert_eq!(wrong[0].message.en, "there is no unit `平方/生`");
}
