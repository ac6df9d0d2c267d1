--: app.association_scopes_entities, by session
-- Each session belongs to its user, every fourth also to its graph.
INSERT INTO app.association_scopes_entities (
    association_id, scope_type, scope_id, entity_type, entity_id, relation_type)
OVERRIDING SYSTEM VALUE
SELECT
    n * 4 + place,
    CASE place WHEN 0 THEN 'user' ELSE 'graph' END,
    CASE place
        WHEN 0 THEN app_generator.graph_user(n, app_generator.busy_graph(n))::text
        ELSE app_generator.graph_id(app_generator.busy_graph(n))
    END,
    'session',
    app_generator.key(n, 'session')::text,
    CASE place WHEN 0 THEN 'auto' ELSE 'ref' END
FROM generate_series(${first}::bigint, ${last}) AS n
CROSS JOIN generate_series(0, 1) AS place
WHERE place = 0 OR n % 4 = 0;

--: app.association_scopes_entities of folders
INSERT INTO app.association_scopes_entities (
    association_id, scope_type, scope_id, entity_type, entity_id, relation_type)
OVERRIDING SYSTEM VALUE
SELECT
    n * 4 + 2,
    'user',
    app_generator.graph_user(n, app_generator.busy_graph(n))::text,
    'virtual_folder',
    app_generator.key(n, 'folder')::text,
    'auto'
FROM generate_series(1::bigint, ${folders}) AS n;

--: app.access_decision
-- Members, and the organisation's owner, who is none.
INSERT INTO app.access_decision (graph_id, user_id, role, decided_at)
SELECT
    app_generator.graph_id(g),
    app_generator.graph_org(g) + ${organisations} * place,
    (ARRAY['owner', 'admin', 'member', 'owner'])[1 + place]::app.member_role,
    '${as_of}'::timestamptz - make_interval(secs => app_generator.below(g * 4 + place, 'decided', 300))
FROM generate_series(1::bigint, ${graphs}) AS g
CROSS JOIN generate_series(0, 3) AS place
WHERE app_generator.graph_status(g) <> 'deprovisioned';

--: app.tool_grant
INSERT INTO app.tool_grant (tool_grant_id, client_name, graph_id, granted_at)
SELECT
    app_generator.key(row_number() OVER (ORDER BY graph_id), 'tool grant'),
    'notebook',
    graph_id,
    created_at + interval '1 hour'
FROM app.graph
WHERE status <> 'deprovisioned';

--: app.tool_token
INSERT INTO app.tool_token (token_digest, tool_grant_id, expires_at)
SELECT
    sha256(convert_to(graph_id || ' ' || place, 'UTF8')),
    tool_grant_id,
    '${as_of}'::timestamptz + make_interval(hours => place)
FROM app.tool_grant
CROSS JOIN generate_series(1, 2) AS place;
