--: app.organisation
INSERT INTO app.organisation (org_id, name, country, created_at)
SELECT
    n,
    'Organisation ' || n,
    (ARRAY['DE', 'FR', 'JP', 'KR', 'US', 'BR'])[1 + app_generator.below(n, 'country', 6)],
    '${as_of}'::timestamptz - make_interval(days => (900 + app_generator.below(n, 'joined', 900))::integer)
FROM generate_series(1::bigint, ${organisations}) AS n;

--: app.platform_user
INSERT INTO app.platform_user (user_id, email, display_name, locale, created_at)
SELECT
    n,
    'user' || n || '@example.com',
    (ARRAY['Ada', 'Björn', 'Chloé', 'Dae-jung', 'Edsger', 'Grace', 'Zoë'])[1 + app_generator.below(n, 'first name', 7)]
        || ' '
        || (ARRAY['Lovelace', 'O''Neill', 'Ó Briain', 'Kim', 'Müller', '田中'])[1 + app_generator.below(n, 'last name', 6)],
    (ARRAY['en', 'de', 'fr', 'ja', 'ko'])[1 + app_generator.below(n, 'locale', 5)],
    '${as_of}'::timestamptz - make_interval(days => (740 + app_generator.below(n, 'signed up', 160))::integer)
FROM generate_series(1::bigint, ${users}) AS n;

--: app.org_member
-- Every user belongs to one organisation, every fifth to a second.
INSERT INTO app.org_member (org_id, user_id, role, joined_at)
SELECT
    1 + (n - 1 + place) % ${organisations},
    n,
    CASE WHEN n <= ${organisations} AND place = 0 THEN 'owner' WHEN n % 4 = 0 THEN 'admin' ELSE 'member' END::app.member_role,
    '${as_of}'::timestamptz - make_interval(days => (30 + app_generator.below(n, 'member since', 700))::integer)
FROM generate_series(1::bigint, ${users}) AS n
CROSS JOIN generate_series(0, 1) AS place
WHERE place = 0 OR n % 5 = 0;

--: app.graph
INSERT INTO app.graph (
    graph_id, org_id, name, graph_type, tier, status, is_repository, metadata, created_at, updated_at, deleted_at)
SELECT
    app_generator.graph_id(g),
    app_generator.graph_org(g),
    'Graph ' || g,
    CASE WHEN g % 10 = 0 THEN 'repository' WHEN g % 3 = 0 THEN 'entity' ELSE 'generic' END,
    (ARRAY['standard', 'standard', 'standard', 'large', 'large', 'xlarge'])[1 + g % 6],
    app_generator.graph_status(g),
    g % 10 = 0,
    jsonb_build_object('description', 'Graph number ' || g, 'labels', jsonb_build_array('example', 'g' || g % 7)),
    '${as_of}'::timestamptz - make_interval(days => (740 + app_generator.below(g, 'graph made', 160))::integer),
    '${as_of}'::timestamptz - make_interval(hours => app_generator.below(g, 'graph changed', 48)::integer),
    CASE
        WHEN app_generator.graph_status(g) = 'deprovisioned'
            THEN '${as_of}'::timestamptz - make_interval(days => (5 + app_generator.below(g, 'graph gone', 60))::integer)
    END
FROM generate_series(1::bigint, ${graphs}) AS g;

--: app.graph, subgraphs
-- None to five below each graph, in every tier; none below a repository.
INSERT INTO app.graph (
    graph_id, org_id, name, graph_type, tier, status, is_subgraph, parent_id, subgraph_index, subgraph_name, created_at,
    updated_at, deleted_at)
SELECT
    parent.graph_id || '_' || given.name,
    parent.org_id,
    parent.name || ' / ' || given.name,
    parent.graph_type,
    parent.tier,
    parent.status,
    true,
    parent.graph_id,
    given.index,
    given.name,
    parent.created_at + make_interval(days => given.index),
    parent.updated_at,
    parent.deleted_at
FROM generate_series(1::bigint, ${graphs}) AS g
JOIN app.graph AS parent ON parent.graph_id = app_generator.graph_id(g)
CROSS JOIN unnest(ARRAY['dev', 'staging', 'test', 'sandbox', 'archive'], ARRAY[1, 2, 3, 4, 5]) AS given (name, index)
WHERE NOT parent.is_repository
    AND given.index <= app_generator.below(g, 'subgraphs', 6);

--: app.graph_member
-- Of every third graph a member has left; what that member staged is still there.
INSERT INTO app.graph_member (graph_id, org_id, user_id, role, left_at)
SELECT
    app_generator.graph_id(g),
    app_generator.graph_org(g),
    app_generator.graph_org(g) + ${organisations} * place,
    (ARRAY['owner', 'admin', 'member'])[1 + place]::app.member_role,
    CASE
        WHEN place = 2 AND g % 3 = 1
            THEN '${as_of}'::timestamptz - make_interval(days => app_generator.below(g, 'member left', 300)::integer)
    END
FROM generate_series(1::bigint, ${graphs}) AS g
CROSS JOIN generate_series(0, 2) AS place
WHERE app_generator.graph_status(g) <> 'deprovisioned';

--: app.registry_slot
-- Sixteen slots on a node; those of torn-down graphs are free again.
INSERT INTO app.registry_slot (node_name, slot_number, graph_id, allocated_at)
SELECT
    'node-' || lpad((1 + (g - 1) / 16)::text, 3, '0'),
    (g - 1) % 16,
    CASE WHEN app_generator.graph_status(g) <> 'deprovisioned' THEN app_generator.graph_id(g) END,
    CASE
        WHEN app_generator.graph_status(g) <> 'deprovisioned'
            THEN '${as_of}'::timestamptz - make_interval(days => app_generator.below(g, 'allocated', 700)::integer)
    END
FROM generate_series(1::bigint, ${graphs}) AS g;
