-- Notes that a session is in use; its person is the one of the transaction.
UPDATE ninewa.web_session SET seen_at = now() WHERE session_id = :session_id
