-- What a reminder says in English; those from before have none and are shown in Chinese.
ALTER TABLE reminder ADD COLUMN text_en TEXT NOT NULL DEFAULT '';
