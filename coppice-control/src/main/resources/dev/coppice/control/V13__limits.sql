-- Schema coppice, version 13: time windows, and a limit by what a policy usually takes.

-- The window that whoever works on it keeps to, and until when somebody lets it go on outside of that.
-- The limit of roots that was reckoned from earlier campaigns; it counts for as long as the limit of roots is the same.
ALTER TABLE coppice.campaign
    ADD COLUMN time_window text,
    ADD COLUMN window_overridden_until timestamptz,
    ADD COLUMN usual_limit bigint,
    ADD CONSTRAINT campaign_time_window_check CHECK (time_window <> ''),
    ADD CONSTRAINT campaign_window_overridden_until_time_window_check CHECK (
        window_overridden_until IS NULL OR time_window IS NOT NULL
    ),
    ADD CONSTRAINT campaign_usual_limit_check CHECK (usual_limit > 0);

COMMENT ON SCHEMA coppice IS 'Coppice schema version 13';
