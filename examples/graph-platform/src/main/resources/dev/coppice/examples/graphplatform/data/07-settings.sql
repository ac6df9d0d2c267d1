--: app.setting_definition
INSERT INTO app.setting_definition (config_name, created_at)
SELECT config_name, '${as_of}'::timestamptz - make_interval(days => 400)
FROM unnest(ARRAY['theme', 'editor', 'quota']) AS config_name;

--: app.setting_allow_list
INSERT INTO app.setting_allow_list (config_name, scope_type, rank)
VALUES
    ('theme', 'public', 100),
    ('theme', 'domain', 200),
    ('theme', 'user', 300),
    ('editor', 'public', 100),
    ('editor', 'user', 300),
    ('quota', 'public', 300),
    ('quota', 'domain', 200);

--: app.setting_fragment
INSERT INTO app.setting_fragment (fragment_id, config_name, scope_type, scope_id, config, updated_at)
SELECT
    app_generator.key(row_number() OVER (ORDER BY config_name, scope_type, scope_number), 'fragment'),
    config_name,
    scope_type,
    CASE WHEN scope_type <> 'public' THEN scope_number::text END,
    config,
    '${as_of}'::timestamptz - make_interval(days => (scope_number % 200)::integer)
FROM (
    SELECT config_name, 'public' AS scope_type, 0::bigint AS scope_number, config::jsonb AS config
    FROM (
        VALUES
            ('theme', '{"mode": "light", "accent": {"hue": 210, "chroma": 0.1}}'),
            ('editor', '{"tab": 4, "rulers": [80, 120]}'),
            ('quota', '{"sessions": 20}')
    ) AS for_all (config_name, config)
    UNION ALL
    SELECT 'theme', 'domain', org, jsonb_build_object('accent', jsonb_build_object('hue', org % 360))
    FROM generate_series(1::bigint, ${organisations}, 2) AS org
    UNION ALL
    SELECT 'theme', 'user', u, '{"mode": "dark"}'
    FROM generate_series(1::bigint, ${users}, 7) AS u
    UNION ALL
    SELECT 'editor', 'user', u, jsonb_build_object('tab', 2, 'rulers', jsonb_build_array(), 'font', NULL)
    FROM generate_series(1::bigint, ${users}, 11) AS u
) AS planned;
