//! The county's report as files.

use junheng_model::Diagnostics;
use junheng_report::{Lang, document, workbook};

use crate::{Actor, App, Asked, Failure};

impl App {
    /// The county's findings as an Excel workbook, with the name that a file of it has.
    ///
    /// # Errors
    /// As [`App::judged`].
    pub async fn county_workbook(
        &self,
        actor: &Actor,
        asked: &Asked,
        lang: Lang,
    ) -> Result<(String, Vec<u8>), Failure> {
        let judged = self.judged(actor, asked).await?;
        let name = file_name(&judged.county.name, &judged.period.name, "xlsx");
        let bytes = tokio::task::spawn_blocking(move || {
            let diagnostics = Diagnostics::default();
            workbook::assessment(judged.findings(), judged.policy(), &diagnostics, lang)
        })
        .await??;
        Ok((name, bytes))
    }

    /// The county's self-assessment as a Word document, with the name that a file of it has.
    ///
    /// # Errors
    /// As [`App::judged`].
    pub async fn county_document(
        &self,
        actor: &Actor,
        asked: &Asked,
        lang: Lang,
    ) -> Result<(String, Vec<u8>), Failure> {
        let judged = self.judged(actor, asked).await?;
        let name = file_name(&judged.county.name, &judged.period.name, "docx");
        let bytes = tokio::task::spawn_blocking(move || {
            document::self_assessment(judged.findings(), judged.policy(), lang)
        })
        .await??;
        Ok((name, bytes))
    }
}

fn file_name(county: &str, period: &str, extension: &str) -> String {
    format!("{county}{period}.{extension}")
}
