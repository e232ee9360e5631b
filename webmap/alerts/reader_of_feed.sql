-- For whom a feed is read, while its address is not ended and the account is not disabled (81_known_people.sql).
SELECT account_id, name, role, scope FROM ninewa.person_of_feed(:token_hash)
