--: app.subscription
-- The subscription that decides about each graph. What its ordinal leaves when divided by twelve decides how it stands:
-- 3 has just ended, 5 ended long ago, 7 ended more than a week ago, 9 ends soon, 11 ended within the week.
INSERT INTO app.subscription (
    subscription_id, org_id, graph_id, status, cancellation_type, price_per_month, created_at, current_period_end,
    canceled_at, ends_at, metadata)
SELECT
    app_generator.key(g, 'subscription'),
    app_generator.graph_org(g),
    app_generator.graph_id(g),
    state,
    CASE WHEN state = 'canceled' THEN CASE WHEN g % 24 = 7 THEN 'immediate' ELSE 'period_end' END END,
    49 + 50 * (g % 6) + 0.90,
    '${as_of}'::timestamptz - make_interval(days => 290),
    coalesce(ends, '${as_of}'::timestamptz + make_interval(days => (1 + app_generator.below(g, 'period ends', 28))::integer)),
    CASE WHEN state = 'canceled' THEN CASE WHEN g % 24 = 7 THEN ends ELSE least(ends, '${as_of}') - make_interval(days => 3) END END,
    ends,
    jsonb_build_object('plan', 'plan-' || g % 6)
FROM generate_series(1::bigint, ${graphs}) AS g
CROSS JOIN LATERAL (
    SELECT
        CASE
            WHEN g % 24 = 11 THEN 'failed'
            WHEN g % 12 IN (3, 5, 7, 9, 11) THEN 'canceled'
            WHEN g % 12 = 2 THEN 'past_due'
            ELSE 'active'
        END,
        '${as_of}'::timestamptz + CASE g % 12
            WHEN 3 THEN make_interval(mins => -(1 + app_generator.below(g, 'ended', 50))::integer)
            WHEN 5 THEN make_interval(days => -(70 + app_generator.below(g, 'ended', 130))::integer)
            WHEN 7 THEN make_interval(days => -(8 + app_generator.below(g, 'ended', 110))::integer)
            WHEN 9 THEN make_interval(days => (1 + app_generator.below(g, 'ended', 25))::integer)
            WHEN 11 THEN make_interval(hours => -(1 + app_generator.below(g, 'ended', 150))::integer)
        END
) AS standing (state, ends)
WHERE g % 10 <> 0;

--: app.subscription, earlier ones
-- Ended, but followed by the one above: not a reason to take the graph down.
INSERT INTO app.subscription (
    subscription_id, org_id, graph_id, status, cancellation_type, price_per_month, created_at, current_period_end,
    canceled_at, ends_at)
SELECT
    app_generator.key(g, 'earlier subscription'),
    app_generator.graph_org(g),
    app_generator.graph_id(g),
    'canceled',
    'period_end',
    29.90,
    '${as_of}'::timestamptz - make_interval(days => 700),
    '${as_of}'::timestamptz - make_interval(days => 300),
    '${as_of}'::timestamptz - make_interval(days => 320),
    '${as_of}'::timestamptz - make_interval(days => 300)
FROM generate_series(1::bigint, ${graphs}) AS g
WHERE g % 4 = 0
    AND g % 10 <> 0;

--: app.subscription, changes of plan that failed
-- Newer than the one in force, and over since: no reason either.
INSERT INTO app.subscription (
    subscription_id, org_id, graph_id, status, price_per_month, created_at, ends_at)
SELECT
    app_generator.key(g, 'failed subscription'),
    app_generator.graph_org(g),
    app_generator.graph_id(g),
    'failed',
    99.90,
    '${as_of}'::timestamptz - make_interval(days => 100),
    '${as_of}'::timestamptz - make_interval(days => 100, mins => -30)
FROM generate_series(1::bigint, ${graphs}) AS g
WHERE g % 12 = 1
    AND g % 10 <> 0;

--: app.credit
INSERT INTO app.credit (graph_id, balance, monthly_allowance)
SELECT
    app_generator.graph_id(g),
    app_generator.below(g, 'balance', 1000000000) / 1000000.0,
    1000 * (1 + g % 6)
FROM generate_series(1::bigint, ${graphs}) AS g
WHERE app_generator.graph_status(g) <> 'deprovisioned';

--: app.credit_transaction
INSERT INTO app.credit_transaction (transaction_id, graph_id, amount, reason, booked_at)
OVERRIDING SYSTEM VALUE
SELECT
    n,
    app_generator.graph_id(app_generator.busy_graph(n)),
    CASE WHEN n % 12 = 0 THEN 1000 ELSE -app_generator.below(n, 'amount', 5000000) / 1000000.0 END,
    CASE WHEN n % 12 = 0 THEN 'allowance' ELSE 'session' END,
    '${as_of}'::timestamptz - make_interval(secs => (${transactions} - n) * 63072000 / ${transactions})
FROM generate_series(1::bigint, ${transactions}) AS n;
