--: app.session, by session
INSERT INTO app.session (
    session_id, graph_id, user_id, parent_session_id, name, status, tags, resources, created_at, terminated_at)
SELECT
    app_generator.key(n, 'session'),
    app_generator.graph_id(g),
    app_generator.graph_user(n, g),
    CASE
        WHEN n % 1000 BETWEEN 101 AND 140 THEN app_generator.key(n - 1, 'session')
        WHEN n % 16 = 0 AND n > 16 THEN app_generator.key(n - 1 - app_generator.below(n, 'parent', 10), 'session')
    END,
    'session-' || n,
    status,
    CASE WHEN n % 97 = 11 THEN ARRAY['legal-case', 'case-' || n % 7] WHEN n % 3 = 0 THEN ARRAY['batch'] ELSE '{}' END,
    jsonb_build_object('cpu', 1 + app_generator.below(n, 'cpu', 16), 'gpu', app_generator.below(n, 'gpu', 2)),
    created,
    -- One ended session in a hundred does not know when it ended.
    CASE
        WHEN status IN ('ERROR', 'TERMINATED', 'CANCELLED') AND (n % 5000 = 7 OR n % 100 <> 33)
            THEN least(
                '${as_of}',
                created + make_interval(
                    secs => 60 + app_generator.below(n, 'lasts', 600) * app_generator.below(n, 'lasts times', 400)))
    END
FROM (
    SELECT
        ordinal AS n,
        app_generator.busy_graph(ordinal) AS g,
        app_generator.session_status(ordinal) AS status,
        app_generator.session_created(ordinal) AS created
    FROM generate_series(${first}::bigint, ${last}) AS ordinal
) AS planned;

--: app.kernel, by session
INSERT INTO app.kernel (session_id, kernel_index, status, image, cpu_cores, started_at)
SELECT
    app_generator.key(n, 'session'),
    kernel,
    CASE app_generator.session_status(n)
        WHEN 'RUNNING' THEN 'RUNNING'
        WHEN 'PENDING' THEN 'PREPARING'
        WHEN 'CANCELLED' THEN 'CANCELLED'
        ELSE 'TERMINATED'
    END::app.kernel_status,
    'python:3.' || 9 + app_generator.below(n, 'image', 5),
    (1 + app_generator.below(n * 10 + kernel, 'cores', 800)) / 100.0,
    app_generator.session_created(n) + make_interval(secs => kernel)
FROM generate_series(${first}::bigint, ${last}) AS n
CROSS JOIN LATERAL generate_series(1, app_generator.kernel_count(n)) AS kernel;

--: app.kernel_port, by session
INSERT INTO app.kernel_port (session_id, kernel_index, port, service)
SELECT
    app_generator.key(n, 'session'),
    kernel,
    2200 + app_generator.below(n * 10 + kernel, 'port', 700),
    (ARRAY['ssh', 'notebook', 'metrics'])[1 + app_generator.below(n, 'service', 3)]
FROM generate_series(${first}::bigint, ${last}) AS n
CROSS JOIN LATERAL generate_series(1, app_generator.kernel_count(n)) AS kernel
WHERE n % 4 = 3;

--: months of app.session_event
DO $$
DECLARE
    month timestamptz := date_trunc('month', '${as_of}'::timestamptz - interval '25 months');
BEGIN
    WHILE month <= '${as_of}'::timestamptz + interval '1 month' LOOP
        EXECUTE format(
            'CREATE TABLE app.%I PARTITION OF app.session_event FOR VALUES FROM (%L) TO (%L)',
            'session_event_' || to_char(month, 'YYYY_MM'), month, month + interval '1 month');
        month := month + interval '1 month';
    END LOOP;
END
$$;

--: app.session_event, by session
INSERT INTO app.session_event (event_id, occurred_at, session_id, kind, payload)
SELECT
    n * 1000000 + event,
    app_generator.event_time(n, event),
    app_generator.key(n, 'session'),
    (ARRAY['scheduled', 'started', 'heartbeat', 'output', 'stopped'])[1 + app_generator.below(n + event, 'kind', 5)],
    jsonb_build_object('step', event, 'agent', 'agent-' || app_generator.below(n, 'agent', 40))
FROM generate_series(${first}::bigint, ${last}) AS n
CROSS JOIN LATERAL generate_series(1, app_generator.event_count(n)) AS event;

--: app.event_attachment, by session
-- Twelve thousand bytes of noise each, a hundred times that for a few.
INSERT INTO app.event_attachment (event_id, occurred_at, content_type, content)
SELECT
    n * 1000000 + 1,
    app_generator.event_time(n, 1),
    'application/octet-stream',
    app_generator.noise(n, CASE WHEN n % 20000 = 1 THEN 37500 ELSE 375 END)
FROM generate_series(${first}::bigint, ${last}) AS n
WHERE n % 500 = 1;

--: app.usage_sample, by session
-- Every twentieth session was metered twice with equal results: two rows that nothing tells apart.
INSERT INTO app.usage_sample (session_id, sampled_at, cpu_seconds)
SELECT
    app_generator.key(n, 'session'),
    app_generator.session_created(n) + make_interval(mins => 1),
    app_generator.below(n, 'metered', 100000000) / 1000.0
FROM generate_series(${first}::bigint, ${last}) AS n
CROSS JOIN LATERAL generate_series(1, 1 + (n % 20 = 0)::integer)
WHERE n % 2 = 0;

--: app.checkpoint and app.checkpoint_manifest, by session
-- One statement for both: each row needs the other, at once.
WITH planned AS (
    SELECT n, app_generator.key(n, 'checkpoint') AS checkpoint_id, app_generator.key(n, 'manifest') AS manifest_id
    FROM generate_series(${first}::bigint, ${last}) AS n
    WHERE n % 10 = 3
), taken AS (
    INSERT INTO app.checkpoint (checkpoint_id, session_id, manifest_id, taken_at)
    SELECT
        checkpoint_id,
        app_generator.key(n, 'session'),
        manifest_id,
        app_generator.session_created(n) + make_interval(secs => 30)
    FROM planned
)
INSERT INTO app.checkpoint_manifest (manifest_id, checkpoint_id, parts)
SELECT manifest_id, checkpoint_id, jsonb_build_array('memory', 'disk', 'part-' || n % 9)
FROM planned;
