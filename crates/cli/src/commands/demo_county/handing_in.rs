//! What the people of the demo do: upload, submit, accept, give back, look in.

use std::collections::{BTreeMap, HashSet};

use anyhow::bail;
use junheng_app::handing_in::{Explanation, ForAll};
use junheng_app::reviewing::{Board, BoardFilter, CellRemark, GiveBack, ReviewAll};
use junheng_app::{Actor, Failure};
use junheng_demo::DemoYear;
use junheng_report::sheets::workbook;

use super::people::School;
use super::sheets::leaving_out;
use super::{Demo, DemoCountyYears, told};
use crate::commands::demo_data::sheet;

impl Demo {
    /// The office uploads one workbook for all schools but some.
    pub(super) async fn upload(
        &self,
        county: &DemoCountyYears,
        year: &DemoYear,
        without: &HashSet<String>,
    ) -> anyhow::Result<()> {
        let office = self.office(county).await?;
        let sheets: Vec<_> = year
            .sheets
            .iter()
            .map(|one| sheet(leaving_out(one, without)))
            .collect();
        let for_all = ForAll {
            county: county.id,
            period: year.school_year.clone(),
            file_name: format!("{}{}.xlsx", county.name, year.school_year),
            bytes: workbook(&sheets)?,
            replaces_own: false,
        };
        let job = self
            .app
            .hand_in_for_all(&office, for_all)
            .await
            .map_err(told)?;
        let over = self.app.job_when_over(&office, job).await.map_err(told)?;
        if over.result.is_none() {
            bail!("the workbook could not be handed in: {}", over.message.en);
        }
        Ok(())
    }

    /// The schools confirm what the office uploaded for them, with words where the checks ask for them; the county's
    /// own clerk the county's registers.
    pub(super) async fn submit(
        &self,
        county: &DemoCountyYears,
        year: &DemoYear,
        schools: &[&School],
        counties_too: bool,
    ) -> anyhow::Result<()> {
        let board = self.board(county, year, &BoardFilter::default()).await?;
        let numbers: BTreeMap<&str, usize> = schools
            .iter()
            .map(|school| (school.code.as_str(), school.number))
            .collect();
        for row in &board.rows {
            let number = row.code.as_deref().and_then(|code| numbers.get(code));
            let clerk = match number {
                Some(number) => format!("{}clerk-{number:02}", county.prefix),
                None if counties_too && row.organisation == county.id => {
                    format!("{}county-clerk", county.prefix)
                }
                None => continue,
            };
            let clerk = self.app.actor_on_console(&clerk).await.map_err(told)?;
            // A school that is not in the year's sheets at all was closed then: it hands in nothing.
            if row.cells.iter().flatten().all(|cell| cell.rows == 0) {
                continue;
            }
            for cell in row.cells.iter().flatten() {
                let note = match cell.rows {
                    0 => "本学年没有这类情况",
                    _ => "",
                };
                self.submit_one(&clerk, cell.hand_in, note).await?;
            }
        }
        Ok(())
    }

    /// Submits; where only words stand in the way, says them first. What has mistakes stays a draft.
    async fn submit_one(&self, clerk: &Actor, id: i64, note: &str) -> anyhow::Result<()> {
        match self.app.submit_hand_in(clerk, id, note).await {
            Ok(()) => return Ok(()),
            Err(Failure::Refused(_)) => {}
            Err(other) => return Err(told(other)),
        }
        let hand_in = self.app.hand_in(clerk, id).await.map_err(told)?;
        let unexplained = hand_in
            .failing
            .iter()
            .filter(|failing| failing.explanation.is_none());
        let words: Vec<Explanation> = unexplained
            .filter(|failing| failing.failed.severity == junheng_model::Severity::Warning)
            .map(|failing| Explanation {
                check: failing.failed.check.clone(),
                row: failing.failed.row_key.clone(),
                text: "与台账核对无误，属实".to_owned(),
            })
            .collect();
        if !hand_in.is_editable || words.is_empty() {
            return Ok(());
        }
        let explained = self.app.explain_checks(clerk, id, &words).await;
        explained.map_err(told)?;
        match self.app.submit_hand_in(clerk, id, note).await {
            Ok(()) | Err(Failure::Refused(_)) => Ok(()),
            Err(other) => Err(told(other)),
        }
    }

    /// The office accepts everything that waits.
    pub(super) async fn accept(
        &self,
        county: &DemoCountyYears,
        year: &DemoYear,
    ) -> anyhow::Result<()> {
        let office = self.office(county).await?;
        let waiting = self.waiting(county, year).await?;
        let wanted = ReviewAll {
            hand_ins: waiting.into_iter().map(|(_, id)| id).collect(),
            fields: BTreeMap::new(),
        };
        self.app
            .accept_many(&office, county.id, &year.school_year, wanted)
            .await
            .map_err(told)?;
        Ok(())
    }

    /// The county's board as its office sees it.
    async fn board(
        &self,
        county: &DemoCountyYears,
        year: &DemoYear,
        filter: &BoardFilter,
    ) -> anyhow::Result<Board> {
        let office = self.office(county).await?;
        let board = self
            .app
            .board(&office, county.id, &year.school_year, filter)
            .await;
        board.map_err(told)
    }

    /// The hand-ins that wait for review, with the codes of their organisations.
    async fn waiting(
        &self,
        county: &DemoCountyYears,
        year: &DemoYear,
    ) -> anyhow::Result<Vec<(String, i64)>> {
        let filter = BoardFilter {
            only: Some("waiting".to_owned()),
            ..BoardFilter::default()
        };
        let board = self.board(county, year, &filter).await?;
        let cells = board.rows.iter().flat_map(|row| {
            let code = row.code.clone().unwrap_or_default();
            let cells = row.cells.iter().flatten();
            cells.map(move |cell| (code.clone(), cell.hand_in))
        });
        Ok(cells.collect())
    }

    /// The office gives the first hand-in of each school back, with a remark on a cell.
    pub(super) async fn give_back(
        &self,
        county: &DemoCountyYears,
        year: &DemoYear,
        schools: &[&School],
    ) -> anyhow::Result<()> {
        let office = self.office(county).await?;
        let waiting = self.waiting(county, year).await?;
        for school in schools {
            let Some((_, id)) = waiting.iter().find(|(code, _)| *code == school.code) else {
                continue;
            };
            let hand_in = self.app.hand_in(&office, *id).await.map_err(told)?;
            let row = hand_in.rows.first().map(|row| row.row_id);
            let said = GiveBack {
                fields: BTreeMap::from([(
                    "退回意见".to_owned(),
                    "请与平面图核对面积，改好后再报".to_owned(),
                )]),
                remarks: vec![CellRemark {
                    row,
                    column: Some("教学及辅助用房面积".to_owned()),
                    text: "与去年差得多，是否把新教学楼算了两遍？".to_owned(),
                }],
            };
            self.app
                .give_back(&office, *id, &said)
                .await
                .map_err(told)?;
        }
        Ok(())
    }

    /// Clerks who looked at their hand-ins and have not gone on.
    pub(super) async fn look_in(
        &self,
        county: &DemoCountyYears,
        year: &DemoYear,
        schools: &[&School],
    ) -> anyhow::Result<()> {
        let board = self.board(county, year, &BoardFilter::default()).await?;
        for school in schools {
            let clerk = format!("{}clerk-{:02}", county.prefix, school.number);
            let clerk = self.app.actor_on_console(&clerk).await.map_err(told)?;
            let of_school = |row: &&junheng_app::reviewing::BoardRow| {
                row.code.as_deref() == Some(school.code.as_str())
            };
            for row in board.rows.iter().filter(of_school) {
                for cell in row.cells.iter().flatten() {
                    self.app.hand_in(&clerk, cell.hand_in).await.map_err(told)?;
                }
            }
        }
        Ok(())
    }
}
