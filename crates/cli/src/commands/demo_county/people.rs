//! The organisations of the demo and the people for every role in them.

use junheng_app::{FoundOrganisation, FoundPerson, Founding, kind};
use junheng_demo::{DemoCell, DemoYear};
use junheng_model::Role;

use super::sheets::{CODE, NAME, SCHOOLS, column};

/// Everybody's password in the demo.
pub(super) const PASSWORD: &str = "junheng-2026";
/// What telephone numbers begin with that ring nowhere.
const EXCHANGE: &str = "0000-880";
/// Division codes that belong to nobody.
pub(super) const PROVINCE_CODE: &str = "990000";
pub(super) const CITY_CODE: &str = "990100";
/// That of the county at work; the others follow.
pub(super) const FIRST_COUNTY_CODE: u32 = 990_121;
/// Where the organisations above the schools stand in the list.
pub(super) const PROVINCE: usize = 0;
pub(super) const CITY: usize = 1;

/// A school of the latest years, with the number of its people.
pub(super) struct School {
    pub code: String,
    pub name: String,
    pub number: usize,
}

pub(super) fn organisation(
    below: Option<usize>,
    kind: &'static str,
    name: &str,
    code: &str,
) -> FoundOrganisation {
    FoundOrganisation {
        below,
        kind,
        name: name.to_owned(),
        code: Some(code.to_owned()),
    }
}

fn person(sign_in_name: &str, name: &str, role: Role, at: usize) -> FoundPerson {
    FoundPerson {
        sign_in_name: sign_in_name.to_owned(),
        name: name.to_owned(),
        password: PASSWORD.to_owned(),
        phone: None,
        roles: vec![(role, at)],
    }
}

pub(super) fn people_above_counties() -> Vec<FoundPerson> {
    vec![
        person("admin", "管理员 何志远", Role::Administrator, PROVINCE),
        person("auditor", "审计员 秦越", Role::Auditor, PROVINCE),
        person("city", "和川市领导 陆文清", Role::Leader, CITY),
        person("inspector", "和川市督学 孟川", Role::Inspector, CITY),
    ]
}

/// A county's people above its schools.
pub(super) fn people_of_county(county: usize, name: &str, prefix: &str) -> Vec<FoundPerson> {
    let [leader, office, clerk, liaison] = match prefix {
        "" => ["赵明", "王敏", "李青", "周宁"],
        "anlan-" => ["韩松", "方园", "苏禾", "沈一"],
        _ => ["领导", "办公室", "填报员", "联络员"],
    };
    let posts = [
        ("leader", "领导", leader, Role::Leader),
        ("office", "创建办", office, Role::CreationOffice),
        ("county-clerk", "教育局填报员", clerk, Role::DataClerk),
        ("liaison", "财政局联络员", liaison, Role::LiaisonOfficer),
    ];
    let people = posts.into_iter().map(|(sign_in_name, post, own, role)| {
        let sign_in_name = format!("{prefix}{sign_in_name}");
        person(&sign_in_name, &format!("{name}{post} {own}"), role, county)
    });
    people.collect()
}

/// Adds every school that a county ever had, with a clerk and a principal each.
pub(super) fn add_schools(
    founding: &mut Founding,
    county: usize,
    prefix: &str,
    years: &[DemoYear],
) -> Vec<School> {
    let mut schools: Vec<School> = Vec::new();
    let sheets = years.iter().flat_map(|year| &year.sheets);
    for sheet in sheets.filter(|sheet| sheet.register == SCHOOLS) {
        let (Some(code), Some(name)) = (column(sheet, CODE), column(sheet, NAME)) else {
            continue;
        };
        for row in &sheet.rows {
            let (DemoCell::Text(code), DemoCell::Text(name)) = (&row[code], &row[name]) else {
                continue;
            };
            let is_known = schools.iter().any(|known| known.code == *code);
            let is_code = code.len() == 10 && code.bytes().all(|byte| byte.is_ascii_digit());
            if is_known || !is_code {
                continue;
            }
            schools.push(School {
                code: code.clone(),
                name: name.clone(),
                number: schools.len() + 1,
            });
        }
    }
    for school in &schools {
        let at = founding.organisations.len();
        let below = Some(county);
        founding.organisations.push(organisation(
            below,
            kind::SCHOOL,
            &school.name,
            &school.code,
        ));
        for (who, title, role) in [
            ("clerk", "填报员", Role::DataClerk),
            ("head", "校长", Role::Principal),
        ] {
            founding.people.push(FoundPerson {
                sign_in_name: format!("{prefix}{who}-{:02}", school.number),
                name: format!("{}{title}", school.name),
                password: PASSWORD.to_owned(),
                phone: Some(format!("{EXCHANGE}{:04}", school.number)),
                roles: vec![(role, at)],
            });
        }
    }
    schools
}
