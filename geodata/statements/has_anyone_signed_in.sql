-- Whether any account has ever been signed in to: from then on the word for planners opens nothing.
SELECT EXISTS (SELECT FROM ninewa.account WHERE signed_in_at IS NOT NULL) AS has_anyone
