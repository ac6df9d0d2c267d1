-- Roles for those who work with the schema coppice, to be run by whoever owns it, again after each migration.
-- They are groups: grant them to the users that log in. Rights on the tables that are pruned are the user's own to give;
-- FOR UPDATE and FOR SHARE need UPDATE on at least one column of a table, and a delete needs DELETE.
--
--   coppice_viewer  reads everything in the schema but secrets and what people have set
--   coppice_pruner  runs campaigns and teardowns: leases, chunks, the use of approvals, audit entries, notifications
--   coppice_owner   also decides: holds, freeze, approvals; runs the server: tokens, login links, sessions
--
-- A policy with vacuum: true needs MAINTAIN on its tables from PostgreSQL 17 on, and to own them before that.
-- A policy with partitions: drop needs to own the table and its partitions, besides. Grant the owner's role for that, or leave it out.
--
-- The brakes of campaigns need pg_monitor, or they see nothing and hold: GRANT pg_monitor TO the user that prunes.
--
-- None of them may change or remove an audit entry. Who owns the tables could: keep that user for migrations.

DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['coppice_viewer', 'coppice_pruner', 'coppice_owner'] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
        END IF;
    END LOOP;
END
$$;

REVOKE ALL ON SCHEMA coppice FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA coppice FROM PUBLIC;

GRANT USAGE ON SCHEMA coppice TO coppice_viewer, coppice_pruner, coppice_owner;

GRANT SELECT ON
    coppice.lease,
    coppice.hold_epoch,
    coppice.hold,
    coppice.approval,
    coppice.audit_head,
    coppice.audit,
    coppice.notification
TO coppice_viewer, coppice_pruner, coppice_owner;

GRANT INSERT, UPDATE ON coppice.lease TO coppice_pruner, coppice_owner;
GRANT INSERT, UPDATE ON coppice.notification TO coppice_pruner, coppice_owner;
GRANT DELETE ON coppice.notification TO coppice_owner;
GRANT INSERT ON coppice.audit TO coppice_pruner, coppice_owner;
GRANT UPDATE (seq, hash) ON coppice.audit_head TO coppice_pruner, coppice_owner;

-- A chunk shares this row, which needs UPDATE on one column; the freeze stands in the others.
GRANT UPDATE (epoch) ON coppice.hold_epoch TO coppice_pruner;
GRANT UPDATE (consumed_at, consumed_by) ON coppice.approval TO coppice_pruner;

-- The ledger grows and is never cut: nobody may delete from it, and what a chunk has entered stays as it is.
GRANT SELECT ON
    coppice.campaign,
    coppice.campaign_worker,
    coppice.campaign_chunk,
    coppice.campaign_table,
    coppice.campaign_root,
    coppice.campaign_segment,
    coppice.campaign_frame,
    coppice.campaign_brake,
    coppice.campaign_partition,
    coppice.campaign_space,
    coppice.restore,
    coppice.restore_chunk,
    coppice.restore_table,
    coppice.restore_conflict
TO coppice_viewer, coppice_pruner, coppice_owner;

GRANT INSERT, UPDATE ON
    coppice.campaign,
    coppice.campaign_worker,
    coppice.campaign_table,
    coppice.campaign_root,
    coppice.campaign_space,
    coppice.restore,
    coppice.restore_table,
    coppice.restore_conflict
TO coppice_pruner, coppice_owner;

GRANT INSERT, UPDATE (ended_at) ON coppice.campaign_brake TO coppice_pruner, coppice_owner;

GRANT INSERT ON
    coppice.campaign_chunk,
    coppice.campaign_segment,
    coppice.campaign_frame,
    coppice.campaign_partition,
    coppice.restore_chunk
TO coppice_pruner, coppice_owner;

GRANT UPDATE ON coppice.hold_epoch TO coppice_owner;
GRANT INSERT, UPDATE ON coppice.hold TO coppice_owner;
GRANT INSERT, UPDATE ON coppice.approval TO coppice_owner;

-- Settings are written by the server and by applications that own them. Whoever writes adds to the list of changes, and the
-- owner cuts it, which locks its rows. Fragments are people's data: nobody else's to read.
GRANT SELECT ON
    coppice.setting_scope,
    coppice.setting_definition,
    coppice.setting_entry,
    coppice.setting_change
TO coppice_viewer, coppice_pruner, coppice_owner;

GRANT SELECT ON coppice.setting_fragment TO coppice_owner;

GRANT INSERT, UPDATE, DELETE ON
    coppice.setting_scope,
    coppice.setting_definition,
    coppice.setting_entry,
    coppice.setting_fragment
TO coppice_owner;

GRANT INSERT, UPDATE (changed_at), DELETE ON coppice.setting_change TO coppice_owner;

-- Teardowns keep their own account. The journal of attempts, certificates and tombstones are never cut.
GRANT SELECT ON
    coppice.resource,
    coppice.resource_state,
    coppice.backup,
    coppice.operation,
    coppice.operation_step,
    coppice.operation_attempt,
    coppice.certificate,
    coppice.certificate_probe,
    coppice.tombstone,
    coppice.sensor_decision,
    coppice.sensor_run,
    coppice.job
TO coppice_viewer, coppice_pruner, coppice_owner;

GRANT INSERT, UPDATE ON
    coppice.resource,
    coppice.resource_state,
    coppice.backup,
    coppice.operation,
    coppice.operation_step,
    coppice.operation_attempt,
    coppice.certificate_probe,
    coppice.sensor_decision,
    coppice.sensor_run
TO coppice_pruner, coppice_owner;

GRANT INSERT, UPDATE (revoked_at, revoked_reason) ON coppice.certificate TO coppice_pruner, coppice_owner;
GRANT INSERT, UPDATE ON coppice.tombstone TO coppice_pruner, coppice_owner;
GRANT DELETE ON coppice.sensor_decision TO coppice_pruner, coppice_owner;
GRANT INSERT, UPDATE, DELETE ON coppice.job TO coppice_pruner, coppice_owner;

-- What servers are asked for, and that they live.
GRANT SELECT ON coppice.campaign_charge, coppice.server_node TO coppice_viewer, coppice_pruner, coppice_owner;
GRANT INSERT, UPDATE ON coppice.campaign_charge TO coppice_pruner, coppice_owner;
GRANT INSERT, UPDATE, DELETE ON coppice.server_node TO coppice_pruner, coppice_owner;

-- Who is being erased, and receipts without the person in them. The salt would let others try keys.
GRANT SELECT (
    id, subject, table_schema, table_name, digest, plan_hash, requested_by, requested_reason, approval_id, campaign_id, state,
    state_reason, receipt, signature, signed_with, created_at, ended_at
) ON coppice.erasure TO coppice_viewer;
GRANT SELECT ON coppice.erasure_sweep TO coppice_viewer, coppice_pruner, coppice_owner;
GRANT SELECT ON coppice.erasure, coppice.erasure_salt TO coppice_pruner, coppice_owner;
GRANT INSERT, UPDATE ON coppice.erasure, coppice.erasure_sweep TO coppice_pruner, coppice_owner;

-- When policies run by themselves, what became of each of their times, and whether they keep up.
GRANT SELECT ON
    coppice.policy_schedule,
    coppice.policy_run,
    coppice.policy_look,
    coppice.policy_alarm
TO coppice_viewer, coppice_pruner, coppice_owner;

GRANT INSERT, UPDATE ON coppice.policy_look TO coppice_pruner, coppice_owner;

GRANT INSERT, UPDATE, DELETE ON
    coppice.policy_schedule,
    coppice.policy_run,
    coppice.policy_alarm
TO coppice_pruner, coppice_owner;

-- Digests of secrets, and answers to callers: nobody else's to read.
GRANT SELECT, INSERT, UPDATE, DELETE ON
    coppice.keyed_request,
    coppice.api_token,
    coppice.api_token_scope,
    coppice.login_link,
    coppice.console_session
TO coppice_owner;
