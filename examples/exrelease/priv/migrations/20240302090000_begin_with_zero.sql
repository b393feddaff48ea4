INSERT INTO visits (kind, count) VALUES ('total', 0), ('visitors', 0);
