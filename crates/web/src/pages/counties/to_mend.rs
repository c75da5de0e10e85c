//! The schools that meet least: whom to mend first, what they are short of, and whom to call there.

use junheng_app::{Actor, App, Contact};
use junheng_model::Verdict;
use junheng_report::standing::Standing;

use super::schools_view::{UnitFilter, units};
use super::selection::CountyAddresses;
use crate::components::verdict_class;
use crate::failure::PageFailure;
use crate::lang::Lang;

/// So many schools are named.
const NAMED: usize = 5;

/// Schools that do not pass, those that meet least first.
pub struct ToMend {
    pub schools: Vec<SchoolToMend>,
    /// How many there are in all, and where they are listed.
    pub count: usize,
    pub all: String,
}

/// A school's part of one stage.
pub struct SchoolToMend {
    pub name: String,
    pub href: String,
    pub stage: String,
    /// `7 项达标 5 项`
    pub met_of: String,
    pub gaps: String,
    /// Where the school's figures may be moved.
    pub what_if: String,
    pub contact: Option<ContactView>,
}

/// Somebody to call.
pub struct ContactView {
    /// `校长`
    pub role: &'static str,
    pub name: String,
    /// Empty when it is not known.
    pub phone: String,
}

impl ContactView {
    pub fn of(contact: Contact, lang: Lang) -> Self {
        Self {
            role: lang.say(contact.role.name(), contact.role.english()),
            name: contact.name,
            phone: contact.phone.unwrap_or_default(),
        }
    }

    /// Where a phone dials: the number without what it is written with.
    pub fn dialled(&self) -> String {
        let is_dialled = |letter: &char| letter.is_ascii_digit() || *letter == '+';
        self.phone.chars().filter(is_dialled).collect()
    }
}

impl ToMend {
    pub async fn of(
        app: &App,
        actor: &Actor,
        standing: &Standing<'_>,
        addresses: &CountyAddresses<'_>,
        lang: Lang,
    ) -> Result<Self, PageFailure> {
        let not_met = UnitFilter {
            verdict: Some(Verdict::NotMet),
            ..UnitFilter::default()
        };
        let found = units(standing, &not_met);
        let known = &standing.findings.schools.units;
        let named: Vec<usize> = found.iter().copied().take(NAMED).collect();
        let codes: Vec<String> = named
            .iter()
            .map(|&unit| known.code.get(unit).to_owned())
            .collect();
        let contacts = app.contacts(actor, &codes).await?;
        let what_if = format!("/counties/{}/what-if", addresses.county);
        let school = |&unit: &usize| {
            let code = known.code.get(unit);
            let contact = contacts.iter().find(|contact| contact.school == code);
            SchoolToMend {
                name: known.name.get(unit).to_owned(),
                href: addresses.school(code),
                stage: standing.lang().stage(known.stage[unit]).to_owned(),
                met_of: standing.met_of(unit),
                gaps: standing.shortfalls_text(unit),
                what_if: addresses.selection.href(&what_if, &[("school", code)]),
                contact: contact.cloned().map(|of| ContactView::of(of, lang)),
            }
        };
        let path = format!("/counties/{}/schools", addresses.county);
        let verdict = verdict_class(&Verdict::NotMet);
        Ok(Self {
            schools: named.iter().map(school).collect(),
            count: found.len(),
            all: addresses.selection.href(&path, &[("verdict", verdict)]),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::ContactView;

    #[test]
    fn a_number_is_dialled_without_what_it_is_written_with() {
        let contact = ContactView {
            role: "校长",
            name: "赵明".to_owned(),
            phone: "+86 (0000) 880-0001".to_owned(),
        };
        assert_eq!(contact.dialled(), "+8600008800001");
    }
}
