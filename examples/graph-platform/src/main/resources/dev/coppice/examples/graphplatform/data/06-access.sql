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
