--: app.virtual_folder
INSERT INTO app.virtual_folder (folder_id, graph_id, owner_id, name, current_version_id, created_at)
SELECT
    app_generator.key(n, 'folder'),
    app_generator.graph_id(app_generator.busy_graph(n)),
    app_generator.graph_user(n, app_generator.busy_graph(n)),
    'folder-' || n,
    CASE WHEN n % 9 <> 0 THEN app_generator.key(n * 2 + 1, 'folder version') END,
    '${as_of}'::timestamptz - make_interval(secs => app_generator.below(n, 'folder made', 63072000))
FROM generate_series(1::bigint, ${folders}) AS n;

--: app.folder_version
INSERT INTO app.folder_version (version_id, folder_id, version_number, total_bytes)
SELECT
    app_generator.key(n * 2 + version - 1, 'folder version'),
    app_generator.key(n, 'folder'),
    version,
    version * app_generator.below(n, 'folder bytes', 1000000000)
FROM generate_series(1::bigint, ${folders}) AS n
CROSS JOIN generate_series(1, 2) AS version;

--: app.session_mount, by session
INSERT INTO app.session_mount (session_id, folder_id, mount_path)
SELECT
    app_generator.key(n, 'session'),
    app_generator.key(1 + app_generator.below(n, 'mounts', ${folders}), 'folder'),
    '/home/work/folder-' || n % 5
FROM generate_series(${first}::bigint, ${last}) AS n
WHERE n % 3 = 0;
