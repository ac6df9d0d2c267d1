-- Schema coppice, version 14: policies that servers run by themselves, and whether they keep up.

-- A policy with a schedule. Each of its times up to a moment has a row of policy_run.
CREATE TABLE coppice.policy_schedule (
    policy text NOT NULL,
    times text NOT NULL,
    since_at timestamptz NOT NULL,
    looked_until_at timestamptz NOT NULL,
    CONSTRAINT policy_schedule_policy_pkey PRIMARY KEY (policy),
    CONSTRAINT policy_schedule_policy_check CHECK (policy <> ''),
    CONSTRAINT policy_schedule_times_check CHECK (times <> ''),
    CONSTRAINT policy_schedule_since_at_looked_until_at_check CHECK (looked_until_at >= since_at)
);

-- One due time, and what became of it. Whoever begins or resumes a campaign for it enters that in the same transaction.
CREATE TABLE coppice.policy_run (
    policy text NOT NULL,
    due_at timestamptz NOT NULL,
    decision text NOT NULL DEFAULT 'due',
    code text,
    reason text,
    campaign_id bigint,
    noted_at timestamptz NOT NULL DEFAULT now(),
    decided_at timestamptz,
    CONSTRAINT policy_run_policy_due_at_pkey PRIMARY KEY (policy, due_at),
    CONSTRAINT policy_run_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES coppice.campaign (id),
    CONSTRAINT policy_run_policy_check CHECK (policy <> ''),
    CONSTRAINT policy_run_decision_check CHECK (decision IN ('due', 'begun', 'resumed', 'not-run', 'missed')),
    CONSTRAINT policy_run_decision_campaign_id_check CHECK (
        (campaign_id IS NOT NULL) = (decision IN ('begun', 'resumed'))
    ),
    -- What was not run says why.
    CONSTRAINT policy_run_decision_code_reason_check CHECK (
        num_nulls(code, reason) = CASE WHEN decision IN ('not-run', 'missed') THEN 0 ELSE 2 END
    ),
    CONSTRAINT policy_run_code_check CHECK (code <> ''),
    CONSTRAINT policy_run_reason_check CHECK (reason <> ''),
    CONSTRAINT policy_run_decision_decided_at_check CHECK ((decided_at IS NULL) = (decision = 'due'))
);

-- What the last look at a policy found: how much waits, how fast more becomes due, how fast it goes.
CREATE TABLE coppice.policy_look (
    policy text NOT NULL,
    first_at timestamptz NOT NULL,
    looked_at timestamptz NOT NULL,
    eligible bigint NOT NULL,
    eligible_exact boolean NOT NULL,
    oldest_seconds double precision,
    crossing_per_day double precision,
    crossing_exact boolean,
    gone_per_day double precision,
    between_seconds double precision NOT NULL,
    -- So many looks in a row have found more to become due than goes.
    behind integer NOT NULL,
    CONSTRAINT policy_look_policy_pkey PRIMARY KEY (policy),
    CONSTRAINT policy_look_policy_check CHECK (policy <> ''),
    CONSTRAINT policy_look_first_at_looked_at_check CHECK (looked_at >= first_at),
    CONSTRAINT policy_look_eligible_check CHECK (eligible >= 0),
    CONSTRAINT policy_look_crossing_per_day_crossing_exact_check CHECK (
        num_nulls(crossing_per_day, crossing_exact) IN (0, 2)
    ),
    CONSTRAINT policy_look_crossing_per_day_gone_per_day_check CHECK (crossing_per_day >= 0 AND gone_per_day >= 0),
    CONSTRAINT policy_look_between_seconds_check CHECK (between_seconds > 0),
    CONSTRAINT policy_look_behind_check CHECK (behind >= 0)
);

-- What is wrong with a policy now. It is told once, when it begins, and once when it is over.
CREATE TABLE coppice.policy_alarm (
    policy text NOT NULL,
    topic text NOT NULL,
    says text NOT NULL,
    campaign_id bigint,
    raised_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT policy_alarm_policy_topic_pkey PRIMARY KEY (policy, topic),
    CONSTRAINT policy_alarm_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES coppice.campaign (id),
    CONSTRAINT policy_alarm_policy_check CHECK (policy <> ''),
    CONSTRAINT policy_alarm_topic_check CHECK (topic IN ('policy.behind', 'policy.silent', 'campaign.interrupted')),
    CONSTRAINT policy_alarm_says_check CHECK (says <> '')
);

-- What becomes of campaigns is told in the transaction that does it, whichever process that is. That of an erasure is not: it is no
-- policy's, and has an account of its own.
CREATE FUNCTION coppice.tell_campaign() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO coppice.notification (topic, subject, payload, created_at, due_at)
    VALUES (
        CASE
            WHEN tg_argv[0] = 'quarantined' THEN 'campaign.quarantined'
            WHEN new.state = 'SUCCEEDED' THEN 'campaign.finished'
            ELSE 'campaign.' || lower(new.state)
        END,
        'campaign/' || new.id,
        jsonb_build_object(
            'policy', new.policy, 'campaign', new.id, 'state', new.state, 'stoppedBy', new.stopped_by,
            'reason', new.state_reason, 'roots', new.roots, 'rows', new.rows_deleted,
            'quarantined', new.quarantined, 'skipped', new.skipped, 'page', '/campaigns/' || new.id
        ),
        clock_timestamp(),
        clock_timestamp()
    );
    RETURN NULL;
END
$$;

CREATE TRIGGER campaign_state_trigger
    AFTER UPDATE OF state ON coppice.campaign
    FOR EACH ROW
    WHEN (
        new.state <> old.state AND new.state IN ('SUCCEEDED', 'PARTIAL', 'FAILED', 'PAUSED')
        AND new.policy NOT LIKE 'subject:%'
    )
    EXECUTE FUNCTION coppice.tell_campaign('state');

-- The first of a campaign; how many there were is told with its end.
CREATE TRIGGER campaign_quarantined_trigger
    AFTER UPDATE OF quarantined ON coppice.campaign
    FOR EACH ROW
    WHEN (old.quarantined = 0 AND new.quarantined > 0 AND new.policy NOT LIKE 'subject:%')
    EXECUTE FUNCTION coppice.tell_campaign('quarantined');

COMMENT ON SCHEMA coppice IS 'Coppice schema version 14';
