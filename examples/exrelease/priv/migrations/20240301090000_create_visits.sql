CREATE TABLE visits (kind text PRIMARY KEY, count bigint NOT NULL);
