-- Schema coppice, version 12: several workers on one campaign, each with a number, a lease, a position and segments of its own.

ALTER TABLE coppice.campaign_worker
    ADD COLUMN worker integer NOT NULL DEFAULT 1,
    ADD COLUMN pass text NOT NULL DEFAULT 'canary',
    -- Age and key of the last root this one has looked at in its pass.
    ADD COLUMN position text[],
    -- The brakes it sees: a span ends when nobody sees its brake any more.
    ADD COLUMN brakes text[] NOT NULL DEFAULT '{}',
    ADD COLUMN entered_at timestamptz,
    ADD COLUMN left_at timestamptz;

ALTER TABLE coppice.campaign_worker
    ADD COLUMN lease_name text NOT NULL GENERATED ALWAYS AS (
        'campaign/' || campaign_id::text || CASE WHEN worker > 1 THEN '/' || worker::text ELSE '' END
    ) STORED,
    ALTER COLUMN worker DROP DEFAULT,
    DROP CONSTRAINT campaign_worker_campaign_id_pkey,
    ADD CONSTRAINT campaign_worker_campaign_id_worker_pkey PRIMARY KEY (campaign_id, worker),
    ADD CONSTRAINT campaign_worker_worker_check CHECK (worker BETWEEN 1 AND 64),
    ADD CONSTRAINT campaign_worker_pass_check CHECK (pass IN ('canary', 'walk', 'revisit', 'done')),
    ADD CONSTRAINT campaign_worker_position_check CHECK (cardinality(position) > 0),
    ADD CONSTRAINT campaign_worker_left_at_brakes_check CHECK (left_at IS NULL OR cardinality(brakes) = 0);

UPDATE coppice.campaign_worker AS w
SET pass = c.pass, position = c.position, entered_at = w.touched_at,
    left_at = CASE WHEN c.ended_at IS NOT NULL THEN w.touched_at END
FROM coppice.campaign AS c
WHERE c.id = w.campaign_id;

ALTER TABLE coppice.campaign_worker ALTER COLUMN entered_at SET NOT NULL;

-- A position belongs to a worker now. Until when the campaign's time is counted: what several workers do at once counts once.
ALTER TABLE coppice.campaign
    DROP COLUMN position,
    ADD COLUMN counted_at timestamptz;

-- Each worker drains one root at a time.
ALTER TABLE coppice.campaign_root ADD COLUMN worker integer;

UPDATE coppice.campaign_root SET worker = 1 WHERE state = 'draining';

ALTER TABLE coppice.campaign_root
    ADD CONSTRAINT campaign_root_state_worker_check CHECK ((worker IS NOT NULL) = (state = 'draining'));

DROP INDEX coppice.campaign_root_campaign_id_unique;

CREATE UNIQUE INDEX campaign_root_campaign_id_worker_unique
    ON coppice.campaign_root (campaign_id, worker)
    WHERE state = 'draining';

-- The numbers of a worker's segments tell whose they are, so that none has to be handed out.
ALTER TABLE coppice.campaign_segment
    ADD COLUMN worker integer NOT NULL GENERATED ALWAYS AS ((segment - 1) / 10000 + 1) STORED,
    DROP CONSTRAINT campaign_segment_table_schema_table_name_edited_columns_unique,
    ADD CONSTRAINT campaign_segment_worker_table_schema_table_name_edited_unique UNIQUE (
        campaign_id, worker, table_schema, table_name, edited_columns
    );

COMMENT ON SCHEMA coppice IS 'Coppice schema version 12';
