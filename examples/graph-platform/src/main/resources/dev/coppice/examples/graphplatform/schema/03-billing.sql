-- What is paid for, until when, and with which credits.
CREATE TABLE app.subscription (
    subscription_id uuid NOT NULL,
    org_id bigint NOT NULL,
    graph_id text NOT NULL,
    status text NOT NULL,
    cancellation_type text,
    price_per_month numeric(10, 2) NOT NULL,
    created_at timestamptz NOT NULL,
    current_period_end timestamptz,
    canceled_at timestamptz,
    ends_at timestamptz,
    metadata jsonb DEFAULT '{}' NOT NULL,
    CONSTRAINT subscription_pk PRIMARY KEY (subscription_id),
    CONSTRAINT subscription_org_id_fk FOREIGN KEY (org_id) REFERENCES app.organisation (org_id),
    CONSTRAINT subscription_graph_id_fk FOREIGN KEY (graph_id) REFERENCES app.graph (graph_id),
    CONSTRAINT subscription_status_check CHECK (
        status IN ('pending', 'pending_payment', 'provisioning', 'active', 'upgrading', 'paused', 'canceled',
            'failed', 'past_due', 'unpaid')),
    CONSTRAINT subscription_cancellation_type_check CHECK (cancellation_type IN ('period_end', 'immediate')),
    -- A canceled row without an end would keep its graph alive for ever.
    CONSTRAINT subscription_status_ends_at_check CHECK (
        (status <> 'canceled' OR num_nulls(cancellation_type, canceled_at, ends_at) = 0)
        AND (status <> 'failed' OR ends_at IS NOT NULL))
);

CREATE INDEX subscription_org_id_index ON app.subscription (org_id);

CREATE INDEX subscription_graph_id_created_at_index ON app.subscription (graph_id, created_at);

COMMENT ON TABLE app.subscription IS 'What an organisation pays for a graph; kept, annotated, when the graph goes';

CREATE VIEW app.due_graph AS
SELECT
    graph.graph_id,
    last.ends_at,
    coalesce(last.cancellation_type = 'immediate', false) AS immediate
FROM app.graph
CROSS JOIN LATERAL (
    SELECT subscription.cancellation_type, subscription.ends_at
    FROM app.subscription
    WHERE subscription.graph_id = graph.graph_id
    ORDER BY subscription.ends_at DESC, subscription.created_at DESC, subscription.subscription_id
    LIMIT 1
) AS last
WHERE graph.status <> 'deprovisioned'
    AND NOT graph.is_repository
    -- One in force keeps the graph, whatever became of newer ones: a change of plan that failed ends nothing.
    AND NOT EXISTS (
        SELECT
        FROM app.subscription
        WHERE subscription.graph_id = graph.graph_id
            AND (
                subscription.status NOT IN ('canceled', 'failed')
                OR (subscription.ends_at > now() AND subscription.cancellation_type IS DISTINCT FROM 'immediate')));

COMMENT ON VIEW app.due_graph IS
    'Graphs of which no subscription is in force, and when the last one ended; those that were never subscribed are not in it';

CREATE TABLE app.credit (
    graph_id text NOT NULL,
    balance app.credit_amount NOT NULL,
    monthly_allowance app.credit_amount NOT NULL,
    CONSTRAINT credit_pk PRIMARY KEY (graph_id),
    CONSTRAINT credit_graph_id_fk FOREIGN KEY (graph_id) REFERENCES app.graph (graph_id)
);

COMMENT ON TABLE app.credit IS 'The credit pool of one graph';

CREATE TABLE app.credit_transaction (
    -- Awkward on purpose: an identity column that refuses values unless told OVERRIDING SYSTEM VALUE.
    transaction_id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    graph_id text NOT NULL,
    amount app.credit_amount NOT NULL,
    reason text NOT NULL,
    booked_at timestamptz NOT NULL,
    CONSTRAINT credit_transaction_pk PRIMARY KEY (transaction_id),
    CONSTRAINT credit_transaction_graph_id_fk FOREIGN KEY (graph_id) REFERENCES app.credit (graph_id)
);

CREATE INDEX credit_transaction_graph_id_index ON app.credit_transaction (graph_id);

COMMENT ON TABLE app.credit_transaction IS 'One booking on a credit pool';
