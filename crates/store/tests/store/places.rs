//! The tree: what lies below a place and above it, and looking for organisations and people.

use junheng_store::{
    OrganisationFilter, Page, PeriodFilter, PersonFilter, Store, SubmissionFilter,
};

use crate::databases::{Place, add_submission, both, clerk, county, entry, organisation};

both! {
    a_subtree_ends_where_its_ids_end => subtrees;
    what_is_looked_for_is_taken_by_the_letter => searches;
    periods_are_seen_from_above_and_below => periods;
    more_hand_ins_are_asked_for_than_a_statement_takes => many;
    an_organisation_is_renamed_and_closed => changes;
}

/// Names of the organisations below a path, closed ones too.
async fn below(store: &Store, path: &str) -> Vec<String> {
    let filter = OrganisationFilter {
        path: Some(path.to_owned()),
        root_first: true,
        ..OrganisationFilter::default()
    };
    let mut reading = store.read().await.expect("reads");
    let found = reading.organisations(&filter, Page::ALL).await;
    let items = found.expect("organisations").items;
    items.into_iter().map(|one| one.name).collect()
}

/// A county 甲 with so many schools that ids of one digit, two digits and three stand side by side.
async fn subtrees(place: Place) {
    let store = place.open().await;
    let mut writing = store.write(&clerk()).await.expect("writes");
    let nation = organisation(None, "nation", "全国", None);
    let nation = writing.add_organisation(&nation).await.expect("a nation");
    let mut paths = Vec::new();
    for number in 0..120 {
        let county = organisation(Some(nation.id), "county", &format!("县{number}"), None);
        let county = writing.add_organisation(&county).await.expect("a county");
        let school = organisation(Some(county.id), "school", &format!("县{number}的校"), None);
        writing.add_organisation(&school).await.expect("a school");
        paths.push(county.path);
    }
    writing.journal(entry("found", "")).await.expect("journals");
    writing.commit().await.expect("commits");
    assert_eq!(below(&store, &nation.path).await.len(), 241);
    for (number, path) in paths.iter().enumerate() {
        let expected = [format!("县{number}"), format!("县{number}的校")];
        assert_eq!(below(&store, path).await, expected, "{path}");
    }
    let mut reading = store.read().await.expect("reads");
    let filter = SubmissionFilter {
        paths: Some(vec![paths[0].clone(), paths[7].clone()]),
        ..SubmissionFilter::default()
    };
    let none = reading.submissions(&filter, Page::ALL).await;
    assert_eq!(none.expect("nothing handed in").total, 0);
    drop(reading);

    // A subtree is found by an index and not by looking at every organisation.
    if place.is_postgres() {
        let order = "SELECT CAST(collation_name AS TEXT) FROM information_schema.columns \
             WHERE table_name = 'organisation' AND column_name = 'path'";
        assert_eq!(place.raw_texts(order).await, [Some("C".to_owned())]);
    }
}

async fn many(place: Place) {
    let store = place.open().await;
    let county = county(&store).await;
    let mut writing = store.write(&clerk()).await.expect("writes");
    // By their codes they stand before the county's first school, and not in the order in which they came.
    let mut expected = Vec::new();
    for (name, code) in [("第二小学", "1200000002"), ("第三小学", "1200000001")] {
        let school = organisation(Some(county.county), "school", name, Some(code));
        let school = writing.add_organisation(&school).await.expect("a school");
        expected.push(add_submission(&mut writing, school.id, &county.period).await);
    }
    expected.reverse();
    expected.push(county.submission);
    writing.journal(entry("found", "")).await.expect("journals");
    writing.commit().await.expect("commits");

    // The same ones twice, among 70,000 that nobody handed in: both databases bind fewer values in a statement.
    let strangers = 1_000_000..1_070_000;
    let ids: Vec<i64> = strangers
        .chain(expected.clone())
        .chain(expected.clone())
        .collect();
    let filter = SubmissionFilter {
        ids: Some(ids),
        ..SubmissionFilter::default()
    };
    let mut reading = store.read().await.expect("reads");
    let found = reading.submissions(&filter, Page::ALL).await;
    let found = found.expect("however many");
    let listed: Vec<i64> = found.items.iter().map(|one| one.id).collect();
    assert_eq!((found.total, listed), (3, expected.clone()));
    let page = Page {
        offset: 1,
        limit: 1,
    };
    let second = reading.submissions(&filter, page).await.expect("a page");
    let listed: Vec<i64> = second.items.iter().map(|one| one.id).collect();
    assert_eq!((second.total, listed), (3, vec![expected[1]]));
    let counts = reading.submission_counts(&filter).await.expect("counts");
    let counts: Vec<(i64, i64)> = counts.iter().map(|of| (of.count, of.never_seen)).collect();
    assert_eq!(counts, [(3, 3)]);
}

async fn searches(place: Place) {
    let store = place.open().await;
    let county = county(&store).await;
    let mut writing = store.write(&clerk()).await.expect("writes");
    for (name, code) in [("100%小学", "ABC_1"), ("百分小学", "ABCD1")] {
        let school = organisation(Some(county.county), "school", name, Some(code));
        writing.add_organisation(&school).await.expect("a school");
    }
    writing.journal(entry("found", "")).await.expect("journals");
    writing.commit().await.expect("commits");
    let mut reading = store.read().await.expect("reads");
    for (typed, expected) in [
        ("小学", vec!["第一小学", "100%小学", "百分小学"]),
        ("0%小", vec!["100%小学"]),
        ("abc", vec!["100%小学", "百分小学"]),
        ("abc_", vec!["100%小学"]),
        ("1%1", vec![]),
        ("!", vec![]),
    ] {
        let filter = OrganisationFilter {
            search: Some(typed.to_owned()),
            ..OrganisationFilter::default()
        };
        let found = reading.organisations(&filter, Page::ALL).await;
        let mut names: Vec<String> = found
            .expect("organisations")
            .items
            .into_iter()
            .map(|one| one.name)
            .collect();
        names.sort();
        let mut expected: Vec<String> = expected.into_iter().map(str::to_owned).collect();
        expected.sort();
        assert_eq!(names, expected, "{typed}");
    }
    for (typed, expected) in [("LI", 1), ("李老", 1), ("%", 0)] {
        let filter = PersonFilter {
            search: Some(typed.to_owned()),
            ..PersonFilter::default()
        };
        let found = reading.people(&filter, Page::ALL).await.expect("people");
        assert_eq!(found.total, expected, "{typed}");
    }
    let by_code = reading.organisation_by_code("2153010001").await;
    assert_eq!(by_code.expect("reads").expect("known").name, "第一小学");
}

async fn periods(place: Place) {
    let store = place.open().await;
    let county = county(&store).await;
    let mut writing = store.write(&clerk()).await.expect("writes");
    let other = organisation(None, "county", "外县", None);
    let other = writing.add_organisation(&other).await.expect("a county");
    writing.journal(entry("found", "")).await.expect("journals");
    writing.commit().await.expect("commits");
    let school = format!("{}{}/", county.path, county.school);
    let mut reading = store.read().await.expect("reads");
    for (path, reaching, seen) in [
        (&county.path, true, 1),
        (&school, true, 1),
        (&other.path, true, 0),
        (&school, false, 0),
    ] {
        let filter = PeriodFilter {
            path: (!reaching).then(|| path.clone()),
            reaching: reaching.then(|| path.clone()),
            ..PeriodFilter::default()
        };
        let found = reading.periods(&filter, Page::ALL).await.expect("periods");
        assert_eq!(found.total, seen, "{path}");
    }
    for (paths, seen) in [
        (vec![school.clone()], 1),
        (vec![other.path.clone(), county.path.clone()], 1),
        (vec![other.path.clone()], 0),
        (vec![], 0),
    ] {
        let found = reading.periods_reaching_any(&paths).await;
        assert_eq!(found.expect("periods").len(), seen, "{paths:?}");
    }
}

async fn changes(place: Place) {
    let store = place.open().await;
    let county = county(&store).await;
    let mut writing = store.write(&clerk()).await.expect("writes");
    let day = "2026-09-01".parse().expect("a day");
    writing
        .change_organisation(county.school, "第一实验小学", Some("2153010009"), Some(day))
        .await
        .expect("changes");
    let nobody = writing.change_organisation(-1, "无", None, None).await;
    assert!(nobody.is_err(), "there is no such organisation");
    add_submission(&mut writing, county.county, &county.period).await;
    writing
        .journal(entry("organisation.change", ""))
        .await
        .expect("journals");
    writing.commit().await.expect("commits");
    let mut reading = store.read().await.expect("reads");
    let known = reading.organisation(county.school).await.expect("reads");
    let known = known.expect("known");
    assert_eq!(known.name, "第一实验小学");
    assert_eq!(known.closed_on, Some(day));
    for (today, open) in [("2026-08-31", true), ("2026-09-01", false)] {
        let filter = OrganisationFilter {
            kinds: Some(vec!["school".to_owned()]),
            open_on: Some(today.parse().expect("a day")),
            ..OrganisationFilter::default()
        };
        let found = reading.organisations(&filter, Page::ALL).await;
        assert_eq!(found.expect("schools").total, i64::from(open), "{today}");
    }
    let names = reading
        .names_of_organisations(&[county.county, county.school])
        .await;
    assert_eq!(names.expect("names").len(), 2);
}
