-- Whose session a token is, while it goes on (geodata/objects/81_known_people.sql).
SELECT account_id, name, role, session_id, is_due, scope FROM ninewa.person_of_session(:token_hash)
