//! Every component with figures of a county that does not exist, to look at while working on the look.

use askama::Template;
use axum::Router;
use axum::http::StatusCode;
use axum::response::Html;
use axum::routing::get;
use junheng_model::Verdict;

use crate::components::{
    Calculation, Chart, Choice, EmptyTable, Field, Flash, Form, GridColumn, GridRow, HistoryEntry,
    JobProgress, KeyFigure, Lamp, Link, Meter, NavigationItem, Page, Pager, Problem, Remark, Scope,
    SignedIn, Tab, TableHead, Tile, Tone, UploadForm,
};
use crate::lang::Lang;

mod figures;
mod work;

use figures::{calculation, charts, key_figures, meter, tiles};
use work::{
    SchoolRow, empty, entries, filters, form, grid_columns, grid_rows, head, jobs, problems,
    remarks, schools, upload,
};

#[derive(Template)]
#[template(path = "style_guide.html")]
struct StyleGuide {
    page: Page,
    verdict: Verdict,
    banner: String,
    banner_note: String,
    tabs: Vec<Tab>,
    key_figures: Vec<KeyFigure>,
    meter: Meter,
    tiles: Vec<Tile>,
    charts: Vec<Chart>,
    calculation: Calculation,
    filters: Vec<Field>,
    head: TableHead,
    schools: Vec<SchoolRow>,
    empty: EmptyTable,
    pager: Pager,
    lamps: Vec<(Lamp, &'static str)>,
    problems: Vec<Problem>,
    grid_columns: Vec<GridColumn>,
    grid_rows: Vec<GridRow>,
    form: Form,
    upload: UploadForm,
    jobs: Vec<JobProgress>,
    entries: Vec<HistoryEntry>,
    remarks: Vec<Remark>,
}

/// `/style-guide`, in builds for developers only: it shows nobody's figures, and helps nobody else.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let guide = async |lang: Lang| {
        render(lang)
            .map(Html)
            .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
    };
    // The progress of the guide's job never changes.
    let job = async || StatusCode::NO_CONTENT;
    Router::new()
        .route("/style-guide", get(guide))
        .route("/style-guide/job", get(job))
}

/// The style guide as HTML.
///
/// # Errors
/// When the template cannot be written, which only a mistake in it brings about.
pub fn render(lang: Lang) -> Result<String, askama::Error> {
    let guide = StyleGuide {
        page: page(lang),
        verdict: Verdict::NotMet,
        banner: "小学 8 项差异系数中 2 项超过上限，3 所学校未达到学校综合判定要求。".to_owned(),
        banner_note: "另有 1 所学校缺少数据，补齐后可能改变判定。截至 2024-09-30。".to_owned(),
        tabs: tabs(),
        key_figures: key_figures(),
        meter: meter(),
        tiles: tiles(),
        charts: charts(lang),
        calculation: calculation(),
        filters: filters(),
        head: head(),
        schools: schools(),
        empty: empty(),
        pager: Pager {
            page: 2,
            rows: 1048,
            rows_per_page: 20,
            address: "/style-guide?page=".to_owned(),
        },
        lamps: vec![
            (Lamp::Red, "逾期 3 天"),
            (Lamp::Yellow, "还剩 2 天"),
            (Lamp::Green, "按期"),
            (Lamp::Unlit, "未开始"),
        ],
        problems: problems(),
        grid_columns: grid_columns(),
        grid_rows: grid_rows(),
        form: form(),
        upload: upload(),
        jobs: jobs(),
        entries: entries(),
        remarks: remarks(),
    };
    guide.render()
}

fn tabs() -> Vec<Tab> {
    let tab = |(index, label): (usize, &str)| Tab {
        link: Link::new(label, "/style-guide"),
        current: index == 0,
    };
    let labels = ["判定", "填报", "缺什么", "到期事项", "历年"];
    labels.into_iter().enumerate().map(tab).collect()
}

fn page(lang: Lang) -> Page {
    let item = |label: &str, icon, current, waiting| NavigationItem {
        link: Link::new(label, "/style-guide"),
        icon,
        current,
        waiting,
    };
    Page {
        lang,
        words: crate::words::Words::default(),
        title: "青禾县 2024 年义务教育优质均衡".to_owned(),
        lead: "按县级督导评估认定标准，以 2023-2024 学年填报数据判定。".to_owned(),
        address: "/style-guide".to_owned(),
        crumbs: vec![Link::new("首页", "/"), Link::new("石门市", "/style-guide")],
        navigation: vec![
            item("首页", "home", false, 0),
            item("县情", "layout-dashboard", true, 0),
            item("填报", "edit", false, 2),
            item("审核", "clipboard-check", false, 12),
            item("指标", "chart-bar", false, 0),
            item("学校", "school", false, 0),
            item("对比", "scale", false, 0),
            item("试算", "adjustments-horizontal", false, 0),
            item("规则", "book-2", false, 0),
            item("人员", "users", false, 0),
            item("日志", "history", false, 0),
        ],
        person: Some(SignedIn {
            name: "王建国".to_owned(),
            role: "创建办 · 青禾县教育局".to_owned(),
            unread: 3,
        }),
        scope: Some(Scope {
            action: "/style-guide".to_owned(),
            periods: vec![
                Choice::new("2024", "2023-2024 学年", true),
                Choice::new("2023", "2022-2023 学年", false),
            ],
            counties: vec![
                Choice::new("1", "青禾县", true),
                Choice::new("2", "临河县", false),
            ],
        }),
        flashes: vec![
            Flash {
                tone: Tone::Done,
                text: "已接受 37 所学校的填报。".to_owned(),
                lines: vec![],
            },
            Flash {
                tone: Tone::Refused,
                text: "有 2 所学校没有接受：".to_owned(),
                lines: vec![
                    "河西小学：还有 1 处硬性校验没有通过。".to_owned(),
                    "北关初级中学：上级已退回，等学校重新提交。".to_owned(),
                ],
            },
        ],
    }
}
