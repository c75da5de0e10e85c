-- One subset of SQL for SQLite and PostgreSQL: BIGINT and TEXT only. Yes and no are 1 and 0, instants are
-- RFC 3339 in UTC with milliseconds (so that texts sort as instants do), days are YYYY-MM-DD, digests are hex.

CREATE TABLE chain_head (
    id BIGINT PRIMARY KEY,
    next_id BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    digest TEXT NOT NULL,
    locked BIGINT NOT NULL
);
INSERT INTO chain_head (id, next_id, seq, digest, locked) VALUES (1, 1, 0, '', 0);

CREATE TABLE journal (
    seq BIGINT PRIMARY KEY,
    at TEXT NOT NULL,
    person_id BIGINT,
    organisation_id BIGINT,
    verb TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    previous TEXT NOT NULL,
    digest TEXT NOT NULL
);
CREATE INDEX journal_by_organisation ON journal (organisation_id, seq);
CREATE INDEX journal_by_subject ON journal (subject, seq);

CREATE TABLE organisation (
    id BIGINT PRIMARY KEY,
    parent_id BIGINT REFERENCES organisation (id),
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    code TEXT,
    path TEXT NOT NULL UNIQUE,
    closed_on TEXT
);
CREATE UNIQUE INDEX organisation_by_code ON organisation (code);
CREATE INDEX organisation_by_parent ON organisation (parent_id);

CREATE TABLE person (
    id BIGINT PRIMARY KEY,
    sign_in_name TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    phone TEXT,
    totp_secret TEXT,
    language TEXT NOT NULL,
    must_change BIGINT NOT NULL,
    created_at TEXT NOT NULL,
    disabled_at TEXT
);

CREATE TABLE role_grant (
    id BIGINT PRIMARY KEY,
    person_id BIGINT NOT NULL REFERENCES person (id),
    role TEXT NOT NULL,
    organisation_id BIGINT NOT NULL REFERENCES organisation (id),
    granted_at TEXT NOT NULL,
    granted_by BIGINT,
    revoked_at TEXT
);
CREATE INDEX role_grant_by_person ON role_grant (person_id);
CREATE INDEX role_grant_by_organisation ON role_grant (organisation_id);

CREATE TABLE session (
    digest TEXT PRIMARY KEY,
    person_id BIGINT NOT NULL REFERENCES person (id),
    created_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    address TEXT NOT NULL,
    device TEXT NOT NULL,
    revoked_at TEXT
);
CREATE INDEX session_by_person ON session (person_id);

CREATE TABLE token (
    id BIGINT PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    person_id BIGINT NOT NULL REFERENCES person (id),
    label TEXT NOT NULL,
    scope TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT,
    revoked_at TEXT
);
CREATE INDEX token_by_person ON token (person_id);

CREATE TABLE sign_in_attempt (
    id BIGINT PRIMARY KEY,
    sign_in_name TEXT NOT NULL,
    address TEXT NOT NULL,
    at TEXT NOT NULL,
    succeeded BIGINT NOT NULL
);
CREATE INDEX sign_in_attempt_by_name ON sign_in_attempt (sign_in_name, at);
CREATE INDEX sign_in_attempt_by_address ON sign_in_attempt (address, at);

CREATE TABLE period (
    id BIGINT PRIMARY KEY,
    organisation_id BIGINT NOT NULL REFERENCES organisation (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    closed_at TEXT
);
CREATE UNIQUE INDEX period_by_name ON period (organisation_id, kind, name);

CREATE TABLE matter_kind (
    digest TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    text TEXT NOT NULL
);

CREATE TABLE matter (
    id BIGINT PRIMARY KEY,
    kind TEXT NOT NULL,
    kind_digest TEXT NOT NULL REFERENCES matter_kind (digest),
    organisation_id BIGINT NOT NULL REFERENCES organisation (id),
    subject TEXT NOT NULL,
    state TEXT NOT NULL,
    due_on TEXT,
    opened_at TEXT NOT NULL,
    first_seen_at TEXT,
    closed_at TEXT
);
CREATE INDEX matter_by_organisation ON matter (organisation_id, kind, state);
CREATE INDEX matter_by_due ON matter (closed_at, due_on);

CREATE TABLE matter_move (
    id BIGINT PRIMARY KEY,
    matter_id BIGINT NOT NULL REFERENCES matter (id),
    move_name TEXT NOT NULL,
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    by_person BIGINT,
    at TEXT NOT NULL,
    remark TEXT NOT NULL,
    fields TEXT NOT NULL
);
CREATE INDEX matter_move_by_matter ON matter_move (matter_id, id);

CREATE TABLE source (
    id BIGINT PRIMARY KEY,
    file_name TEXT NOT NULL,
    file_digest TEXT NOT NULL,
    sheet TEXT,
    positions TEXT NOT NULL,
    by_person BIGINT,
    at TEXT NOT NULL
);

CREATE TABLE submission (
    matter_id BIGINT PRIMARY KEY REFERENCES matter (id),
    register TEXT NOT NULL,
    period_id BIGINT NOT NULL REFERENCES period (id),
    organisation_id BIGINT NOT NULL REFERENCES organisation (id),
    revision BIGINT NOT NULL,
    row_count BIGINT NOT NULL
);
CREATE UNIQUE INDEX submission_once ON submission (period_id, register, organisation_id);
CREATE INDEX submission_by_organisation ON submission (organisation_id);

CREATE TABLE revision (
    submission_id BIGINT NOT NULL REFERENCES submission (matter_id),
    number BIGINT NOT NULL,
    by_person BIGINT,
    at TEXT NOT NULL,
    way TEXT NOT NULL,
    source_id BIGINT REFERENCES source (id),
    rows_added BIGINT NOT NULL,
    rows_changed BIGINT NOT NULL,
    rows_removed BIGINT NOT NULL,
    cells_typed BIGINT NOT NULL,
    cells_carried BIGINT NOT NULL,
    cells_again BIGINT NOT NULL,
    undoes BIGINT,
    PRIMARY KEY (submission_id, number)
);

CREATE TABLE problem (
    id BIGINT PRIMARY KEY,
    submission_id BIGINT NOT NULL REFERENCES submission (matter_id),
    revision BIGINT NOT NULL,
    severity TEXT NOT NULL,
    code TEXT NOT NULL,
    row_id BIGINT,
    column_name TEXT,
    file TEXT NOT NULL,
    sheet TEXT,
    cell_row BIGINT,
    cell_column BIGINT,
    found TEXT NOT NULL,
    expected_zh TEXT NOT NULL,
    expected_en TEXT NOT NULL,
    mend_zh TEXT NOT NULL,
    mend_en TEXT NOT NULL,
    rule TEXT NOT NULL
);
CREATE INDEX problem_by_submission ON problem (submission_id, revision);

CREATE TABLE remark (
    id BIGINT PRIMARY KEY,
    submission_id BIGINT NOT NULL REFERENCES submission (matter_id),
    revision BIGINT NOT NULL,
    row_id BIGINT,
    column_name TEXT,
    text TEXT NOT NULL,
    by_person BIGINT,
    at TEXT NOT NULL,
    settled_at TEXT
);
CREATE INDEX remark_by_submission ON remark (submission_id, id);

CREATE TABLE justification (
    id BIGINT PRIMARY KEY,
    submission_id BIGINT NOT NULL REFERENCES submission (matter_id),
    check_id TEXT NOT NULL,
    row_key TEXT NOT NULL,
    column_name TEXT,
    text TEXT NOT NULL,
    by_person BIGINT,
    at TEXT NOT NULL
);
CREATE INDEX justification_by_submission ON justification (submission_id, id);

CREATE TABLE evidence (
    id BIGINT PRIMARY KEY,
    digest TEXT NOT NULL,
    size BIGINT NOT NULL,
    media_type TEXT NOT NULL,
    name TEXT NOT NULL,
    organisation_id BIGINT REFERENCES organisation (id),
    by_person BIGINT,
    at TEXT NOT NULL
);
CREATE INDEX evidence_by_digest ON evidence (digest);

CREATE TABLE exemption (
    id BIGINT PRIMARY KEY,
    submission_id BIGINT NOT NULL REFERENCES submission (matter_id),
    check_id TEXT NOT NULL,
    row_key TEXT NOT NULL,
    reason TEXT NOT NULL,
    evidence_id BIGINT REFERENCES evidence (id),
    requested_by BIGINT,
    requested_at TEXT NOT NULL,
    decided_by BIGINT,
    decided_at TEXT,
    decision TEXT,
    expires_on TEXT
);
CREATE INDEX exemption_by_submission ON exemption (submission_id);

CREATE TABLE snapshot (
    id BIGINT PRIMARY KEY,
    organisation_id BIGINT NOT NULL REFERENCES organisation (id),
    period_id BIGINT NOT NULL REFERENCES period (id),
    number BIGINT NOT NULL,
    digest TEXT NOT NULL,
    replaces BIGINT REFERENCES snapshot (id),
    reason TEXT NOT NULL,
    by_person BIGINT,
    at TEXT NOT NULL,
    manifest TEXT NOT NULL
);
CREATE UNIQUE INDEX snapshot_by_number ON snapshot (organisation_id, period_id, number);

CREATE TABLE snapshot_submission (
    snapshot_id BIGINT NOT NULL REFERENCES snapshot (id),
    submission_id BIGINT NOT NULL REFERENCES submission (matter_id),
    revision BIGINT NOT NULL,
    PRIMARY KEY (snapshot_id, submission_id)
);

CREATE TABLE finding (
    snapshot_digest TEXT NOT NULL,
    policy TEXT NOT NULL,
    policy_digest TEXT NOT NULL,
    as_of TEXT NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (snapshot_digest, policy, policy_digest, as_of)
);

CREATE TABLE job (
    id BIGINT PRIMARY KEY,
    kind TEXT NOT NULL,
    by_person BIGINT,
    organisation_id BIGINT REFERENCES organisation (id),
    state TEXT NOT NULL,
    input TEXT NOT NULL,
    done BIGINT NOT NULL,
    total BIGINT NOT NULL,
    message TEXT NOT NULL,
    result TEXT,
    cancel_asked BIGINT NOT NULL,
    process TEXT,
    created_at TEXT NOT NULL,
    started_at TEXT,
    ended_at TEXT
);
CREATE INDEX job_by_state ON job (state, id);

CREATE TABLE reminder (
    id BIGINT PRIMARY KEY,
    matter_id BIGINT REFERENCES matter (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    at TEXT NOT NULL,
    text TEXT NOT NULL,
    notice TEXT,
    read_at TEXT
);
CREATE UNIQUE INDEX reminder_once ON reminder (person_id, notice);
CREATE INDEX reminder_by_person ON reminder (person_id, read_at);
