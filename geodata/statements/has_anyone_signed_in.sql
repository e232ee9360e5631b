-- Whether any account has ever been signed in to: from then on the word for planners opens nothing.
SELECT ninewa.has_anyone_signed_in() AS has_anyone
