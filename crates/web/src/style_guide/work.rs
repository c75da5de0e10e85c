//! Tables, forms and work of a county that does not exist.

use junheng_model::{Severity, Verdict};

use super::figures::county;
use crate::components::{
    Choice, Column, EmptyTable, Field, FieldKind, Form, GridCell, GridColumn, GridKind, GridRow,
    HistoryEntry, JobProgress, JobState, Link, Problem, Remark, Sorted, TableHead, UploadForm,
};

pub struct SchoolRow {
    pub name: String,
    pub stage: &'static str,
    pub pupils: f64,
    pub area: f64,
    pub verdict: Verdict,
    pub state: &'static str,
    pub tone: &'static str,
}

pub fn filters() -> Vec<Field> {
    let all = |label: &str| Choice::new("", label, true);
    let name = Field {
        hint: "校名中的几个字".to_owned(),
        ..Field::new("name", "学校", FieldKind::Text)
    };
    let stages = vec![
        all("全部"),
        Choice::new("primary", "小学", false),
        Choice::new("junior", "初中", false),
    ];
    let verdicts = vec![all("全部"), Choice::new("not-met", "不达标", false)];
    vec![
        name,
        Field::new("stage", "学段", FieldKind::Choice).choices(stages),
        Field::new("verdict", "判定", FieldKind::Choice).choices(verdicts),
    ]
}

pub fn head() -> TableHead {
    TableHead {
        caption: "各校生均教学及辅助用房面积".to_owned(),
        columns: vec![
            Column::text("学校"),
            Column::text("学段").secondary(),
            Column::figure("在校生", "人").sorts("/style-guide", Sorted::No),
            Column::figure("生均面积", "m²").sorts("/style-guide", Sorted::Ascending),
            Column::text("判定"),
            Column::text("填报"),
        ],
        export: "/style-guide".to_owned(),
        note: "数据截至 2024-09-30，来自已审核的填报。".to_owned(),
    }
}

pub fn schools() -> Vec<SchoolRow> {
    let states = [
        ("已审核", "done"),
        ("已提交", "waiting"),
        ("已退回", "returned"),
        ("草稿", "quiet"),
        ("已冻结", "frozen"),
    ];
    let rows = county().into_iter().take(9).zip(states.into_iter().cycle());
    rows.map(|((name, area, verdict), (state, tone))| SchoolRow {
        pupils: (area * 150.0).round(),
        name,
        stage: "小学",
        area,
        verdict,
        state,
        tone,
    })
    .collect()
}

pub fn empty() -> EmptyTable {
    EmptyTable {
        title: "还没有学校提交".to_owned(),
        advice: "填报期已开放，48 所学校中 47 所正在填写。可以催办，或由县里上传一份总表。"
            .to_owned(),
        action: Link::new("上传总表", "/style-guide"),
    }
}

pub fn problems() -> Vec<Problem> {
    let problem =
        |severity, cell: &str, read: &str, expected: &str, mend: &str, rule: &str| Problem {
            severity,
            sheet: "学校基本情况".to_owned(),
            cell: cell.to_owned(),
            read: read.to_owned(),
            expected: expected.to_owned(),
            mend: mend.to_owned(),
            rule: rule.to_owned(),
            href: "/style-guide".to_owned(),
        };
    vec![
        problem(
            Severity::Error,
            "H17",
            "三百",
            "整数，例如 300",
            "改成阿拉伯数字",
            "小学在校生数",
        ),
        problem(
            Severity::Error,
            "F21",
            "",
            "教学及辅助用房面积，m²",
            "填写面积；没有请填 0",
            "必填",
        ),
        problem(
            Severity::Warning,
            "J9",
            "95",
            "与上年 48 相差不超过 50%",
            "核对；属实请写明原因",
            "比上年变化过大",
        ),
        problem(
            Severity::Notice,
            "C4",
            "１２",
            "半角数字 12",
            "已按 12 读取，不必修改",
            "全角数字",
        ),
    ]
}

pub fn grid_columns() -> Vec<GridColumn> {
    let column = |name: &str, unit: &str, kind| GridColumn {
        name: name.to_owned(),
        label: name.to_owned(),
        unit: unit.to_owned(),
        kind,
        ..GridColumn::default()
    };
    let number = |name: &str, unit: &str| GridColumn {
        is_summed: true,
        is_required: true,
        ..column(name, unit, GridKind::Number)
    };
    let codes = ["城区", "镇区", "乡村"].map(str::to_owned).into();
    vec![
        GridColumn {
            codes,
            ..column("城乡类型", "", GridKind::Code)
        },
        GridColumn {
            hint: "学年初在籍学生，不含附设幼儿班".to_owned(),
            ..number("小学在校生数", "人")
        },
        number("专任教师数", "人"),
        number("教学及辅助用房面积", "m²"),
        column("建校日期", "", GridKind::Date),
        column("生均面积", "m²", GridKind::Fixed),
    ]
}

pub fn grid_rows() -> Vec<GridRow> {
    let cell = |value: String| GridCell {
        value,
        ..GridCell::default()
    };
    let rows = (0..).zip(county().into_iter().take(7));
    rows.map(|(index, (name, area, _)): (u32, _)| {
        let pupils = 120 + index * 83;
        let mut teachers = cell((pupils / 16).to_string());
        if index == 2 {
            teachers = GridCell {
                value: "三十".to_owned(),
                remark: "应当是整数，例如 30".to_owned(),
                is_error: true,
            };
        } else if index == 4 {
            teachers.remark = "比上年少 12 人，请说明".to_owned();
        }
        GridRow {
            id: index.to_string(),
            label: name,
            cells: vec![
                cell(if index % 3 == 0 { "城区" } else { "乡村" }.to_owned()),
                cell(pupils.to_string()),
                teachers,
                cell(format!("{:.2}", f64::from(pupils) * area)),
                cell("1986-09-01".to_owned()),
                cell(format!("{area:.2}")),
            ],
        }
    })
    .collect()
}

pub fn form() -> Form {
    let roles = vec![
        Choice::new("data_clerk", "填报员", true),
        Choice::new("principal", "校长", false),
    ];
    Form {
        id: "person".to_owned(),
        action: "/style-guide".to_owned(),
        fields: vec![
            Field::new("name", "姓名", FieldKind::Text).filled("李红"),
            Field::new("sign_in_name", "登录名", FieldKind::Text)
                .filled("李")
                .hint("3 至 32 个字母或数字")
                .error("太短，请至少填 3 个字母或数字"),
            Field::new("phone", "电话", FieldKind::Digits).optional(),
            Field::new("role", "角色", FieldKind::Choice).choices(roles),
            Field::new("remark", "说明", FieldKind::Remark).optional(),
            Field::new("must_change", "首次登录须改密码", FieldKind::Tick).filled("1"),
        ],
        errors: vec![],
        submit: "新建账号".to_owned(),
        cancel: "/style-guide".to_owned(),
    }
}

pub fn upload() -> UploadForm {
    UploadForm {
        id: "workbook".to_owned(),
        action: "/style-guide".to_owned(),
        name: "file".to_owned(),
        label: "选择填好的表格".to_owned(),
        hint: "xlsx、xls、ods 或 csv，不超过 20 MB".to_owned(),
        accept: ".xlsx,.xls,.ods,.csv".to_owned(),
        submit: "上传并检查".to_owned(),
        ..UploadForm::default()
    }
}

pub fn jobs() -> Vec<JobProgress> {
    let job = |title: &str, state, done, message: &str, result: Link| JobProgress {
        title: title.to_owned(),
        state,
        done,
        total: 48,
        message: message.to_owned(),
        refresh: "/style-guide/job".to_owned(),
        cancel: "/style-guide".to_owned(),
        begun: "11-22 19:28".to_owned(),
        result,
        ..JobProgress::default()
    };
    vec![
        job(
            "正在读取总表",
            JobState::Waiting,
            31,
            "石桥实验小学",
            Link::default(),
        ),
        job(
            "评估报告",
            JobState::Done,
            48,
            "用时 4 秒",
            Link::new("打开报告", "/style-guide"),
        ),
        job(
            "导出全部学校",
            JobState::Failed,
            12,
            "磁盘已满，请联系管理员",
            Link::default(),
        ),
    ]
}

pub fn entries() -> Vec<HistoryEntry> {
    let entry = |done: &str, state: &str, by: &str, at: &str, icon, remark: &str| HistoryEntry {
        at: at.to_owned(),
        by: by.to_owned(),
        done: done.to_owned(),
        state: state.to_owned(),
        remark: remark.to_owned(),
        icon,
        links: vec![],
    };
    vec![
        entry(
            "审核通过",
            "已审核",
            "王建国（创建办）",
            "2024-10-12 09:31",
            "circle-check",
            "",
        ),
        entry(
            "再次提交",
            "已提交",
            "赵校长（校长）",
            "2024-10-11 16:02",
            "send",
            "已改正面积，专任教师减少是因为 2 人退休。",
        ),
        entry(
            "退回",
            "已退回",
            "王建国（创建办）",
            "2024-10-10 10:20",
            "arrow-back-up",
            "教学用房面积与上年相差过大，请核对 F17。",
        ),
        entry(
            "提交",
            "已提交",
            "赵校长（校长）",
            "2024-10-09 17:48",
            "send",
            "",
        ),
        entry(
            "开始填报",
            "草稿",
            "李红（填报员）",
            "2024-10-08 08:55",
            "edit",
            "",
        ),
    ]
}

pub fn remarks() -> Vec<Remark> {
    vec![Remark {
        place: "向阳中心小学 · 教学及辅助用房面积".to_owned(),
        href: "/style-guide".to_owned(),
        text: "比上年多 800 m²，请附新楼验收材料。".to_owned(),
        by: "王建国".to_owned(),
        at: "2024-10-10 10:20".to_owned(),
    }]
}
