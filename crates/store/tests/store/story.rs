//! A school hands in, three times; every revision can still be read.

use junheng_model::CellValue;
use junheng_store::{
    FiguresQuery, NewMove, NewRevision, Page, RowChange, SubmissionFilter, TYPED_IN_BROWSER,
};

use crate::databases::{
    Place, add_submission, both, clerk, county, entry, number, organisation, room, source, text,
};

both! {
    three_revisions_are_read_back => three_revisions;
    figures_lead_to_the_users_cells => figures_lead_to_cells;
    statuses_are_listed_and_counted => statuses;
    a_matter_moves_only_from_where_it_is => moves;
}

fn entered(submission_id: i64, way: &str) -> NewRevision {
    NewRevision {
        submission_id,
        way: way.to_owned(),
        source_id: None,
        cells_typed: 6,
        cells_carried: 0,
        cells_again: 1,
        undoes: None,
    }
}

async fn three_revisions(place: Place) {
    let store = place.open().await;
    let county = county(&store).await;
    let id = county.submission;

    let mut first = room(0, "A101", number("12.34"), number("1234567.89"));
    first.values[3] = Some(CellValue::Date("2020-02-29".parse().expect("a day")));
    first.values[4] = Some(CellValue::YesNo(false));
    first.values[5] = text("王芳");
    let second = room(1, "A102", None, number("0.01"));
    let mut changed = room(0, "A102", number("0.000001"), None);
    changed.values[4] = Some(CellValue::YesNo(true));

    let revisions = [
        vec![first.clone(), second.clone()],
        vec![changed.clone()],
        vec![changed.clone(), first.clone()],
    ];
    for rows in &revisions {
        let mut writing = store.write(&clerk()).await.expect("writes");
        let written = writing.write_revision(&entered(id, "grid"), rows).await;
        let written = written.expect("a revision");
        let subject = format!("submission/{id}");
        writing
            .journal(entry("submission.enter", subject))
            .await
            .expect("journals");
        writing.commit().await.expect("commits");
        let mut reading = store.read().await.expect("reads");
        let submission = reading.submission(id).await.expect("reads").expect("known");
        assert_eq!(submission.revision, written.revision);
        assert_eq!(submission.row_count, rows.len() as i64);
    }

    let mut reading = store.read().await.expect("reads");
    for (index, expected) in revisions.iter().enumerate() {
        let mut expected = expected.clone();
        expected.sort_by_key(|row| row.line);
        let rows = reading.rows_at(id, index as i64 + 1).await.expect("rows");
        let mut rows: Vec<_> = rows.into_iter().map(|row| row.values).collect();
        let mut values: Vec<_> = expected.into_iter().map(|row| row.values).collect();
        let by_number = |row: &Vec<Option<CellValue>>| format!("{:?}", row[0]);
        rows.sort_by_key(by_number);
        values.sort_by_key(by_number);
        assert_eq!(rows, values, "revision {}", index + 1);
    }
    assert_eq!(reading.rows_at(id, 0).await.expect("rows"), []);

    let at_first = reading.rows_at(id, 1).await.expect("rows");
    let at_second = reading.rows_at(id, 2).await.expect("rows");
    assert_eq!(
        at_second[0].row_id, at_first[1].row_id,
        "A102 is the same room before and after"
    );
    let changes = reading.changes(id, 1, 2).await.expect("changes");
    let [RowChange::Changed { cells, .. }, RowChange::Removed(gone)] = changes.as_slice() else {
        panic!("one changed, one gone: {changes:?}");
    };
    assert_eq!(gone.values[0], text("A101"));
    let columns: Vec<&str> = cells.iter().map(|cell| cell.column.as_str()).collect();
    assert_eq!(columns, ["面积", "造价", "是否租用"]);
    assert_eq!(cells[1].before, number("0.01"));
    assert_eq!(cells[1].after, None);

    let revisions = reading.revisions(id).await.expect("revisions");
    let counted: Vec<_> = revisions
        .iter()
        .map(|one| (one.rows_added, one.rows_changed, one.rows_removed))
        .collect();
    assert_eq!(counted, [(2, 0, 0), (0, 1, 1), (1, 0, 0)]);
    let burdens = reading.burdens(&county.path, None).await.expect("burdens");
    assert_eq!((burdens[0].cells_typed, burdens[0].cells_again), (18, 3));
}

async fn figures_lead_to_cells(place: Place) {
    let store = place.open().await;
    let county = county(&store).await;
    let mut writing = store.write(&clerk()).await.expect("writes");
    let file = writing
        .add_source(&source("一小.xlsx"))
        .await
        .expect("kept");
    let mut read = room(0, "A101", number("56"), None);
    read.source_id = Some(file);
    read.source_row = Some(7);
    let mut typed = room(1, "A102", number("60.5"), None);
    typed.values[5] = text("王芳");
    writing
        .write_revision(&entered(county.submission, "workbook"), &[read, typed])
        .await
        .expect("a revision");
    let journal = entry("submission.enter", "submission/1");
    writing.journal(journal).await.expect("journals");
    writing.commit().await.expect("commits");

    let mut reading = store.read().await.expect("reads");
    let mut query = FiguresQuery {
        register: "房间".to_owned(),
        period_id: county.period.id,
        path: county.path.clone(),
        states: None,
        personal: false,
    };
    let tables = reading.figures(&query).await.expect("tables");
    let [from_file, from_browser] = tables.as_slice() else {
        panic!("a table for each source: {tables:?}");
    };
    assert_eq!(
        from_file.place(0, "面积").to_string(),
        "一小.xlsx / 房间 / D8"
    );
    let names: Vec<&str> = from_file
        .columns
        .iter()
        .map(|it| it.name.as_str())
        .collect();
    assert_eq!(names, ["编号", "面积", "造价"]);
    assert_eq!(
        from_browser.place(0, "面积").to_string(),
        format!("{TYPED_IN_BROWSER} / 第一小学 / B2")
    );
    assert!(from_browser.column("管理人").is_none());
    assert!(from_browser.columns[2].values.is_missing(0));

    query.personal = true;
    let tables = reading.figures(&query).await.expect("tables");
    let keepers = tables[1].texts("管理人").expect("the column");
    assert_eq!(keepers[0].as_deref(), Some("王芳"));
    query.states = Some(vec!["已审核".to_owned()]);
    assert_eq!(reading.figures(&query).await.expect("tables"), []);
    query.states = None;
    query.path = "/9999/".to_owned();
    assert_eq!(reading.figures(&query).await.expect("tables"), []);
}

async fn statuses(place: Place) {
    let store = place.open().await;
    let county = county(&store).await;
    let mut writing = store.write(&clerk()).await.expect("writes");
    for number in 2..=40 {
        let name = format!("第{number}小学");
        let code = format!("21530100{number:02}");
        let school = organisation(Some(county.county), "school", &name, Some(&code));
        let school = writing.add_organisation(&school).await.expect("a school");
        add_submission(&mut writing, school.id, &county.period).await;
    }
    let subject = "period/1";
    writing
        .journal(entry("period.open", subject))
        .await
        .expect("journals");
    writing.commit().await.expect("commits");
    let mut housekeeping = store.housekeep().await.expect("writes");
    housekeeping
        .see_matter(county.submission, clerk().at)
        .await
        .expect("seen");
    housekeeping.commit().await.expect("commits");

    let mut reading = store.read().await.expect("reads");
    let mut filter = SubmissionFilter {
        path: Some(county.path.clone()),
        period_id: Some(county.period.id),
        states: Some(vec!["草稿".to_owned(), "已退回".to_owned()]),
        ..SubmissionFilter::default()
    };
    let page = Page {
        offset: 10,
        limit: 5,
    };
    let found = reading.submissions(&filter, page).await.expect("statuses");
    assert_eq!((found.items.len(), found.total), (5, 40));
    assert_eq!(found.items[0].organisation, "第11小学");
    let counts = reading.submission_counts(&filter).await.expect("counts");
    assert_eq!((counts[0].count, counts[0].never_seen), (40, 39));
    filter.search = Some("2153010001".to_owned());
    let found = reading.submissions(&filter, Page::ALL).await;
    let found = found.expect("statuses");
    assert_eq!(found.items[0].first_seen_at, Some(clerk().at));
    filter.ids = Some(Vec::new());
    let none = reading.submissions(&filter, Page::ALL).await;
    assert_eq!(none.expect("statuses").total, 0);
}

async fn moves(place: Place) {
    let store = place.open().await;
    let county = county(&store).await;
    let submit = NewMove {
        matter_id: county.submission,
        move_name: "提交".to_owned(),
        from_state: "草稿".to_owned(),
        to_state: "已提交".to_owned(),
        remark: "请审核".to_owned(),
        fields: serde_json::json!({ "联系人": "李老师" }),
        closes: false,
        due_on: None,
    };
    let mut writing = store.write(&clerk()).await.expect("writes");
    writing.move_matter(&submit).await.expect("moves");
    assert!(
        writing.move_matter(&submit).await.is_err(),
        "it is no longer a draft"
    );
    let journal = entry("submission.submit", "submission/1");
    writing.journal(journal).await.expect("journals");
    writing.commit().await.expect("commits");
    let mut reading = store.read().await.expect("reads");
    let history = reading.moves(county.submission).await.expect("moves");
    assert_eq!(history.len(), 1);
    assert_eq!(history[0].fields, submit.fields);
    let matter = reading.matter(county.submission).await.expect("reads");
    assert_eq!(matter.expect("known").state, "已提交");
}
