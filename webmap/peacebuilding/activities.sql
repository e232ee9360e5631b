-- Which activities and trainings of the programme were known by the day :at, of which kind, when, expected and actual?
-- A record dated only by its year counts as known from the month in which its source was published.
SELECT a.activity_id, a.record, a.kind, a.community_id, coalesce(n.name, c.name) AS community_shown,
       shown_lang(n.name, :lang) AS community_lang, a.held, a.held_qualifier,
       a.starts_on, a.starts_on_precision, a.ends_on, a.ends_on_precision, a.expected,
       a.participants, a.participants_qualifier, a.reached, a.reached_qualifier, a.as_of, a.as_of_precision,
       a.source_id, src.title AS source_title, src.publisher AS source_publisher, src.url AS source_url,
       src.published_on AS source_published_on, src.published_on_precision AS source_published_precision
FROM activities a
JOIN sources src ON src.source_id = a.source_id
LEFT JOIN communities c ON c.community_id = a.community_id
LEFT JOIN place_names n
    ON n.entity_kind = 'community' AND n.entity_id = a.community_id AND n.lang = :lang AND n.preferred
WHERE a.record IN ('activity', 'training')
  AND least(a.as_of, date_trunc('month', src.published_on)) <= CAST(:at AS date)
ORDER BY a.record, a.kind, a.starts_on NULLS FIRST, a.activity_id
LIMIT :limit
