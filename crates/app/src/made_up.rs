//! Made-up data for the tests of this room.

use junheng_store::SubmissionStatus;

/// A school's hand-in of one row, still a draft.
pub fn hand_in() -> SubmissionStatus {
    SubmissionStatus {
        id: 1,
        register: "学校".into(),
        period_id: 2,
        period: "2024-2025".into(),
        organisation_id: 3,
        organisation: "向阳小学".into(),
        code: None,
        path: "/9/3/".into(),
        state: "草稿".into(),
        kind_digest: String::new(),
        due_on: None,
        opened_at: jiff::Timestamp::UNIX_EPOCH,
        first_seen_at: None,
        revision: 1,
        rows: 1,
        entered_at: None,
        errors: 0,
        remarks: 0,
    }
}
