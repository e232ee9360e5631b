-- Whose token a program sends, while it opens anything (geodata/objects/81_known_people.sql).
SELECT account_id, name, role, token_id, is_due, scope FROM ninewa.person_of_program(:token_hash)
