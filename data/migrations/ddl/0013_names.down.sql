UPDATE users SET language = 'en' WHERE language !~ '^[a-z]{2}$';
ALTER TABLE users DROP CONSTRAINT users_language_check,
  ADD CONSTRAINT users_language_check CHECK (language ~ '^[a-z]{2}$');
ALTER TABLE elections DROP COLUMN names_changed_at_utc;
DROP TABLE names;
