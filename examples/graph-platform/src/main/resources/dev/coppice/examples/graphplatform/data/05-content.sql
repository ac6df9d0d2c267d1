--: app.graph_schema
INSERT INTO app.graph_schema (graph_id, version, definition, digest)
SELECT graph_id, version, definition, sha256(convert_to(definition, 'UTF8'))
FROM (
    SELECT
        app_generator.graph_id(g) AS graph_id,
        version,
        format('node Company (name text); node Filing (year int); edge FILED; -- graph %s, version %s', g, version) AS definition
    FROM generate_series(1::bigint, ${graphs}) AS g
    CROSS JOIN generate_series(1, 2) AS version
    WHERE app_generator.graph_status(g) <> 'deprovisioned'
) AS planned;

--: app.file
INSERT INTO app.file (file_id, graph_id, session_id, object_key, byte_count, uploaded_at)
SELECT
    app_generator.key(n, 'file'),
    app_generator.graph_id(app_generator.busy_graph(s)),
    CASE WHEN n % 2 = 0 THEN app_generator.key(s, 'session') END,
    format('files/%s/%s/part-%s.parquet', app_generator.graph_id(app_generator.busy_graph(s)), s, n),
    app_generator.below(n, 'file bytes', 10000000),
    app_generator.session_created(s) + make_interval(secs => 40)
FROM generate_series(1::bigint, ${files}) AS n
CROSS JOIN LATERAL (SELECT 1 + app_generator.below(n, 'file of', ${sessions})) AS wrote (s);

--: app.document
-- Every fiftieth body is about 100 kB long.
INSERT INTO app.document (document_id, graph_id, file_id, title, body, keywords)
SELECT
    app_generator.key(n, 'document'),
    app_generator.graph_id(app_generator.busy_graph(n)),
    CASE WHEN n % 3 = 0 THEN app_generator.key(n, 'file') END,
    'Document ' || n,
    CASE
        WHEN n % 50 = 1 THEN encode(app_generator.noise(n, 1600), 'hex')
        ELSE repeat('Filed on time, "quoted", with a \ and a' || E'\n' || 'second line. ', 1 + (n % 5)::integer)
    END,
    ARRAY['filing', 'year-' || 2020 + n % 6, 'with, comma']
FROM generate_series(1::bigint, ${documents}) AS n;

--: app.connection
-- Up to three for each graph; about every fifth is soft-deleted, and its grant outside is still open.
INSERT INTO app.connection (connection_id, graph_id, provider, created_at, deleted_at)
SELECT
    app_generator.key(g * 3 + place, 'connection'),
    app_generator.graph_id(g),
    (ARRAY['ledger', 'bank', 'crm'])[1 + place],
    '${as_of}'::timestamptz - make_interval(days => (100 + app_generator.below(g, 'connected', 600))::integer),
    CASE
        WHEN app_generator.below(g * 3 + place, 'disconnected', 5) = 0
            THEN '${as_of}'::timestamptz - make_interval(days => app_generator.below(g, 'disconnected on', 90)::integer)
    END
FROM generate_series(1::bigint, ${graphs}) AS g
CROSS JOIN generate_series(0, 2) AS place
WHERE app_generator.graph_status(g) <> 'deprovisioned';

--: app.connection_credential
-- Torn-down graphs left theirs behind: orphans, found by value alone.
INSERT INTO app.connection_credential (credential_id, connection_id, ciphertext, created_at)
SELECT
    app_generator.key(g * 3 + place, 'credential'),
    app_generator.key(g * 3 + place, 'connection'),
    app_generator.noise(g * 3 + place, 4),
    '${as_of}'::timestamptz - make_interval(days => (100 + app_generator.below(g, 'connected', 600))::integer)
FROM generate_series(1::bigint, ${graphs}) AS g
CROSS JOIN generate_series(0, 2) AS place;

--: app.backup
-- A torn-down graph has its final backup, hosted for 90 days; the others have a nightly one and one they asked for.
INSERT INTO app.backup (
    backup_id, graph_id, kind, initiator, status, object_key, byte_count, digest, created_at, expires_at)
SELECT
    app_generator.key(g * 3 + place, 'backup'),
    app_generator.graph_id(g),
    CASE WHEN place = 2 THEN 'incremental' ELSE 'full' END,
    (ARRAY['final', 'user', 'scheduled'])[1 + place],
    CASE WHEN place = 1 AND g % 8 = 0 THEN 'expired' ELSE 'completed' END,
    format('backups/%s/%s.tar.zst', app_generator.graph_id(g), place),
    app_generator.below(g, 'backup bytes', 100000000),
    sha256(int8send(g * 3 + place)),
    made,
    made + make_interval(days => 90)
FROM generate_series(1::bigint, ${graphs}) AS g
CROSS JOIN generate_series(0, 2) AS place
CROSS JOIN LATERAL (
    SELECT '${as_of}'::timestamptz - make_interval(days => CASE WHEN place = 1 AND g % 8 = 0 THEN 120 ELSE 1 + (g % 50)::integer END)
) AS dumped (made)
WHERE (place = 0) = (app_generator.graph_status(g) = 'deprovisioned');
