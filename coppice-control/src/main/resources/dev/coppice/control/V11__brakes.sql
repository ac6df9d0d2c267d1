-- Schema coppice, version 11: the brakes of campaigns.

-- What brakes were retuned to while the campaign ran, as in {replica-lag=30s,waiters=off}.
ALTER TABLE coppice.campaign
    ADD COLUMN brake_tuning text[] NOT NULL DEFAULT '{}',
    ADD CONSTRAINT campaign_brake_tuning_check CHECK (
        array_position(brake_tuning, NULL) IS NULL
        AND (';' || array_to_string(brake_tuning, ';')) ~ '^((;(replica-lag|replica-bytes|wal-rate|waiters|probe|autovacuum|dead-rows|oldest-snapshot|sql|http)=[A-Za-z0-9._% -]+)*|;)$'
    );

-- When a brake held a campaign, and what it had found when it began to. Without a utilisation it could not be read.
CREATE TABLE coppice.campaign_brake (
    campaign_id bigint NOT NULL,
    brake text NOT NULL,
    reason text NOT NULL,
    utilisation double precision,
    began_at timestamptz NOT NULL,
    ended_at timestamptz,
    CONSTRAINT campaign_brake_campaign_id_brake_began_at_pkey PRIMARY KEY (campaign_id, brake, began_at),
    CONSTRAINT campaign_brake_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES coppice.campaign (id),
    CONSTRAINT campaign_brake_brake_check CHECK (
        brake IN (
            'replica-lag', 'replica-bytes', 'wal-rate', 'waiters', 'probe',
            'autovacuum', 'dead-rows', 'oldest-snapshot', 'sql', 'http'
        )
    ),
    CONSTRAINT campaign_brake_reason_check CHECK (reason <> ''),
    -- Below its limit a brake does not hold.
    CONSTRAINT campaign_brake_utilisation_check CHECK (utilisation >= 1),
    CONSTRAINT campaign_brake_began_at_ended_at_check CHECK (ended_at >= began_at)
);

-- A brake holds a campaign once at a time.
CREATE UNIQUE INDEX campaign_brake_campaign_id_brake_unique
    ON coppice.campaign_brake (campaign_id, brake)
    WHERE ended_at IS NULL;

CREATE INDEX campaign_brake_campaign_id_began_at_index ON coppice.campaign_brake (campaign_id, began_at);

COMMENT ON SCHEMA coppice IS 'Coppice schema version 11';
