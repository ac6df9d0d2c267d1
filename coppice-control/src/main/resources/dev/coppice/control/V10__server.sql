-- Schema coppice, version 10: the servers on this database, and the campaigns they were asked to execute.

-- A campaign that servers carry on until it has ended. One begun elsewhere has no row here, and is left to whoever began it.
CREATE TABLE coppice.campaign_charge (
    campaign_id bigint NOT NULL,
    asked_by text NOT NULL,
    asked_reason text NOT NULL,
    asked_at timestamptz NOT NULL DEFAULT now(),
    -- In vain since it last got on; what kept the last try from it, and where.
    tries integer NOT NULL DEFAULT 0,
    next_try_at timestamptz NOT NULL DEFAULT now(),
    trouble text,
    CONSTRAINT campaign_charge_campaign_id_pkey PRIMARY KEY (campaign_id),
    CONSTRAINT campaign_charge_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES coppice.campaign (id),
    CONSTRAINT campaign_charge_asked_by_check CHECK (asked_by <> ''),
    CONSTRAINT campaign_charge_asked_reason_check CHECK (asked_reason <> ''),
    CONSTRAINT campaign_charge_tries_check CHECK (tries >= 0),
    CONSTRAINT campaign_charge_trouble_check CHECK (trouble <> '')
);

-- A server that runs jobs. It says from time to time that it lives; its row goes with it, or a day after its last word.
CREATE TABLE coppice.server_node (
    name text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT server_node_name_pkey PRIMARY KEY (name),
    CONSTRAINT server_node_name_check CHECK (name <> ''),
    CONSTRAINT server_node_started_at_seen_at_check CHECK (seen_at >= started_at)
);

COMMENT ON SCHEMA coppice IS 'Coppice schema version 10';
