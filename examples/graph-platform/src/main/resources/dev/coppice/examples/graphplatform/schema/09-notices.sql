-- Messages to users: the closure of the policy delivered-notifications.
CREATE TABLE app.notification (
    notification_id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    user_id bigint NOT NULL,
    status text NOT NULL,
    subject text NOT NULL,
    created_at timestamptz NOT NULL,
    -- Awkward on purpose: a time without a zone; it means UTC, and a policy has to say so.
    delivered_at timestamp,
    CONSTRAINT notification_pk PRIMARY KEY (notification_id),
    CONSTRAINT notification_user_id_fk FOREIGN KEY (user_id) REFERENCES app.platform_user (user_id),
    CONSTRAINT notification_status_check CHECK (status IN ('queued', 'delivered', 'failed')),
    CONSTRAINT notification_status_delivered_at_check CHECK ((status = 'delivered') = (delivered_at IS NOT NULL))
);

CREATE INDEX notification_user_id_index ON app.notification (user_id);

CREATE INDEX notification_delivered_at_index ON app.notification (delivered_at, notification_id)
    WHERE status = 'delivered';

COMMENT ON TABLE app.notification IS 'A message to a user';

CREATE TABLE app.notification_receipt (
    receipt_id bigint NOT NULL,
    notification_id bigint NOT NULL,
    device text NOT NULL,
    CONSTRAINT notification_receipt_pk PRIMARY KEY (receipt_id),
    -- Awkward on purpose: the one foreign key without an index; each delete of a notification reads this whole table.
    CONSTRAINT notification_receipt_notification_id_fk
        FOREIGN KEY (notification_id) REFERENCES app.notification (notification_id)
);

COMMENT ON TABLE app.notification_receipt IS 'A device that showed a message';
