--: app.notification
INSERT INTO app.notification (notification_id, user_id, status, subject, created_at, delivered_at)
OVERRIDING SYSTEM VALUE
SELECT
    n,
    1 + app_generator.below(n, 'notified', ${users}),
    status,
    'Session ' || n || CASE status WHEN 'failed' THEN ' could not be announced' ELSE ' has ended' END,
    created,
    CASE WHEN status = 'delivered' THEN created AT TIME ZONE 'UTC' + make_interval(secs => 1 + n % 40) END
FROM (
    SELECT
        ordinal AS n,
        CASE WHEN ordinal % 20 < 17 THEN 'delivered' WHEN ordinal % 20 < 19 THEN 'queued' ELSE 'failed' END AS status,
        '${as_of}'::timestamptz
            - make_interval(secs => 60 + (${notifications} - ordinal) * 31536000 / ${notifications}) AS created
    FROM generate_series(1::bigint, ${notifications}) AS ordinal
) AS planned;

--: app.notification_receipt
INSERT INTO app.notification_receipt (receipt_id, notification_id, device)
SELECT n, n, (ARRAY['phone', 'browser'])[1 + app_generator.below(n, 'device', 2)]
FROM generate_series(1::bigint, ${notifications}) AS n
WHERE n % 20 < 17
    AND n % 2 = 0;
