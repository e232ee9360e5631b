-- Notes that a token is used today; its person is the one of the transaction.
UPDATE ninewa.program_token SET used_on = CAST(now() AT TIME ZONE 'Asia/Baghdad' AS date) WHERE token_id = :token_id
