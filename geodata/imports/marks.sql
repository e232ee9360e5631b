-- Of which staged rows somebody has doubts, and which of these somebody confirmed: rules, by the row of the file.
CREATE TEMPORARY TABLE marked (row integer PRIMARY KEY, doubts text[], confirmed text[]) ON COMMIT DROP
