-- Which activities, trainings and components of the programme were known by the day :at: those tied to the community, and
-- those for which the source names none? What is tied to another community is not listed here.
-- A record dated only by its year counts as known from the month in which its source was published.
SELECT a.activity_id, a.record, a.kind, a.community_id, a.held, a.held_qualifier,
       a.starts_on, a.starts_on_precision, a.ends_on, a.ends_on_precision,
       a.expected, a.participants, a.participants_qualifier, a.reached, a.reached_qualifier,
       a.as_of, a.as_of_precision, a.confidence, a.note, a.source_id,
       src.title AS source_title, src.publisher AS source_publisher, src.url AS source_url,
       src.published_on AS source_published_on, src.published_on_precision AS source_published_precision
FROM activities a JOIN sources src ON src.source_id = a.source_id
WHERE (a.community_id = :community OR a.community_id IS NULL)
  AND least(a.as_of, date_trunc('month', src.published_on)) <= CAST(:at AS date)
ORDER BY a.community_id NULLS LAST, a.starts_on NULLS FIRST, a.activity_id
LIMIT 500
