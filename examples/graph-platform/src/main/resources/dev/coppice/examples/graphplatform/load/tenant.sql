-- The database of one graph.
CREATE SCHEMA ${schema};

COMMENT ON SCHEMA ${schema} IS 'The database of one graph of the example platform';

CREATE TABLE ${schema}.node (
    node_id bigint NOT NULL,
    label text NOT NULL,
    properties jsonb NOT NULL,
    CONSTRAINT node_pk PRIMARY KEY (node_id)
);

COMMENT ON TABLE ${schema}.node IS 'A node of the graph';

CREATE TABLE ${schema}.edge (
    from_node_id bigint NOT NULL,
    to_node_id bigint NOT NULL,
    label text NOT NULL,
    CONSTRAINT edge_pk PRIMARY KEY (from_node_id, to_node_id),
    CONSTRAINT edge_from_node_id_fk FOREIGN KEY (from_node_id) REFERENCES ${schema}.node (node_id),
    CONSTRAINT edge_to_node_id_fk FOREIGN KEY (to_node_id) REFERENCES ${schema}.node (node_id)
);

CREATE INDEX edge_to_node_id_index ON ${schema}.edge (to_node_id);

COMMENT ON TABLE ${schema}.edge IS 'An edge of the graph';

INSERT INTO ${schema}.node (node_id, label, properties)
SELECT n, 'Company', jsonb_build_object('name', 'Company ' || n, 'founded', 1950 + app_generator.below(n, '${schema}', 70))
FROM generate_series(1::bigint, ${nodes}) AS n;

-- A ring.
INSERT INTO ${schema}.edge (from_node_id, to_node_id, label)
SELECT n, 1 + n % ${nodes}, 'OWNS'
FROM generate_series(1::bigint, ${nodes}) AS n;
