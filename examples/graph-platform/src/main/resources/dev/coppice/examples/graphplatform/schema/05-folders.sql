-- Virtual folders and the sessions that mount them.
CREATE TABLE app.virtual_folder (
    folder_id uuid NOT NULL,
    graph_id text NOT NULL,
    owner_id bigint NOT NULL,
    name text NOT NULL,
    current_version_id uuid,
    created_at timestamptz NOT NULL,
    CONSTRAINT virtual_folder_pk PRIMARY KEY (folder_id),
    CONSTRAINT virtual_folder_graph_id_fk FOREIGN KEY (graph_id) REFERENCES app.graph (graph_id),
    CONSTRAINT virtual_folder_owner_id_fk FOREIGN KEY (owner_id) REFERENCES app.platform_user (user_id)
);

CREATE INDEX virtual_folder_graph_id_index ON app.virtual_folder (graph_id);

CREATE INDEX virtual_folder_owner_id_index ON app.virtual_folder (owner_id);

CREATE INDEX virtual_folder_current_version_id_index ON app.virtual_folder (current_version_id);

COMMENT ON TABLE app.virtual_folder IS 'A folder that lives longer than the sessions that mount it';

CREATE TABLE app.folder_version (
    version_id uuid NOT NULL,
    folder_id uuid NOT NULL,
    version_number integer NOT NULL,
    total_bytes bigint NOT NULL,
    CONSTRAINT folder_version_pk PRIMARY KEY (version_id),
    CONSTRAINT folder_version_folder_id_version_number_key UNIQUE (folder_id, version_number),
    CONSTRAINT folder_version_folder_id_fk FOREIGN KEY (folder_id) REFERENCES app.virtual_folder (folder_id)
);

COMMENT ON TABLE app.folder_version IS 'One state of a folder';

-- Awkward on purpose: the other cycle, nullable and checked at commit.
ALTER TABLE app.virtual_folder
    ADD CONSTRAINT virtual_folder_current_version_id_fk
        FOREIGN KEY (current_version_id) REFERENCES app.folder_version (version_id)
        DEFERRABLE INITIALLY DEFERRED;

CREATE TABLE app.session_mount (
    session_id uuid NOT NULL,
    folder_id uuid NOT NULL,
    mount_path text NOT NULL,
    CONSTRAINT session_mount_pk PRIMARY KEY (session_id, folder_id),
    CONSTRAINT session_mount_session_id_fk FOREIGN KEY (session_id) REFERENCES app.session (session_id),
    CONSTRAINT session_mount_folder_id_fk FOREIGN KEY (folder_id) REFERENCES app.virtual_folder (folder_id)
);

CREATE INDEX session_mount_folder_id_index ON app.session_mount (folder_id);

COMMENT ON TABLE app.session_mount IS 'A folder a session saw';
