-- A one-time code counts once: the last step that was accepted. Recovery codes stand in for a lost phone, each once.
ALTER TABLE person ADD COLUMN totp_step BIGINT NOT NULL DEFAULT 0;

CREATE TABLE recovery_code (
    id BIGINT PRIMARY KEY,
    person_id BIGINT NOT NULL REFERENCES person (id),
    digest TEXT NOT NULL,
    used_at TEXT
);
CREATE INDEX recovery_code_by_person ON recovery_code (person_id, digest);
