-- What is asked for on every board and every page's head: reminders about a matter, one's own jobs; and who did what.
CREATE INDEX reminder_by_matter ON reminder (matter_id);
CREATE INDEX job_by_person ON job (by_person, id);
CREATE INDEX journal_by_person ON journal (person_id, seq);
