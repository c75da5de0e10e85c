//! What indicators and schools are called.

use junheng_model::Stage;
use junheng_rulebook::Indicator;

use super::{Shortfall, Standing};
use crate::{Lang, figures, words};

impl Standing<'_> {
    /// `R4小学、G5`
    pub fn indicator_list(&self, indicators: &[(String, Option<Stage>)]) -> String {
        let names: Vec<String> = indicators
            .iter()
            .map(|(id, stage)| self.labelled(id, *stage))
            .collect();
        names.join(self.lang().comma())
    }

    /// `R4 生均教学及辅助用房面积（小学）`, by the short name.
    pub fn labelled(&self, id: &str, stage: Option<Stage>) -> String {
        let name = self
            .policy
            .indicator(id)
            .map_or("", |indicator| self.short(indicator));
        let stage = stage.map_or(String::new(), |stage| {
            self.lang().bracketed(self.lang().stage(Some(stage)))
        });
        format!("{id} {name}{stage}")
    }

    /// `小学教学及辅助用房（R4）`, as a sentence begins with it.
    pub fn subject(&self, id: &str, stage: Option<Stage>) -> String {
        let lang = self.lang();
        let name = self
            .policy
            .indicator(id)
            .map_or("", |indicator| self.short(indicator));
        let said = match (lang, stage) {
            (_, None) => name.to_owned(),
            (Lang::Chinese, stage) => format!("{}{name}", lang.stage(stage)),
            (Lang::English, stage) => format!("{name}, {}", lang.stage(stage)),
        };
        format!("{said}{}", lang.bracketed(id))
    }

    /// An indicator's name where there is little room.
    pub fn short<'b>(&self, indicator: &'b Indicator) -> &'b str {
        match self.lang() {
            Lang::Chinese if !indicator.short.is_empty() => &indicator.short,
            _ => self.lang().indicator(indicator),
        }
    }

    /// `第一小学（小学）`: the school, and the stage where it may have several.
    pub fn unit_name(&self, unit: usize) -> String {
        let units = &self.findings.schools.units;
        format!(
            "{}{}",
            units.name.get(unit),
            self.lang().bracketed(self.lang().stage(units.stage[unit]))
        )
    }

    /// `体艺教师缺 3 人`
    pub fn shortfall_text(&self, shortfall: &Shortfall<'_>) -> String {
        let indicator = shortfall.indicator;
        words::short_of(
            self.lang(),
            self.short(indicator),
            &figures::gap(indicator, shortfall.gap.abs(), self.names),
            indicator.bound.larger_is_stricter(),
        )
    }
}
