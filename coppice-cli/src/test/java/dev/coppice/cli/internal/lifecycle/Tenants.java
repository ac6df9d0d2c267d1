package dev.coppice.cli.internal.lifecycle;

import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tenants with a schema of their own, a child, documents in a shared table; and a coppice.yaml for them. */
final class Tenants {
    private static final String TABLES = """
            CREATE SCHEMA app;
            CREATE TABLE app.graph (
                graph_id text PRIMARY KEY,
                parent_id text REFERENCES app.graph,
                status text NOT NULL DEFAULT 'active',
                tier text,
                org_id bigint,
                is_repository boolean NOT NULL DEFAULT false,
                ends_at timestamptz,
                deleted_at timestamptz
            );
            CREATE TABLE app.document (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                graph_id text NOT NULL REFERENCES app.graph,
                body text NOT NULL
            );
            CREATE INDEX ON app.document (graph_id);
            INSERT INTO app.graph (graph_id, parent_id, tier, org_id, is_repository) VALUES
                ('kg1', NULL, 'standard', 7, false),
                ('kg1_a', 'kg1', 'standard', 7, false),
                ('kg2', NULL, 'large', 8, false),
                ('sec', NULL, NULL, NULL, true);
            INSERT INTO app.document (graph_id, body)
            SELECT graph_id, 'document ' || i FROM app.graph, generate_series(1, 3) AS i;
            CREATE SCHEMA tenant_kg1;
            CREATE TABLE tenant_kg1.node (id int PRIMARY KEY, name text);
            INSERT INTO tenant_kg1.node VALUES (1, 'one'), (2, 'two');
            """;

    private static final String CONFIG = """
            kinds:
              graph:
                table: app.graph
                key: graph_id
                status: status
                parent: parent_id
                tier: tier
                owner: org_id
                owner-scope: organisation
                protected: is_repository
                fence: deleted_at
                due: "select graph_id, ends_at, false from app.graph where ends_at is not null"
                backup: { required: true, to: "file:FOLDER/backups", hosting: { default: 90d } }
                steps:
                  - { name: drop-tenant-schema, schema: "tenant_{graph_id}", barrier: true }
                  - { name: delete-documents, rows: { tables: [ { table: app.document, by: graph_id } ] } }
            """;

    private Tenants() {}

    static void settle(TestDatabase database) {
        database.execute(TABLES);
    }

    /** The configuration, with more lines of the kind and behind it. */
    static String config(Path folder, String ofKind, String behind) {
        try {
            var yaml = CONFIG.replace("FOLDER", folder.toString()).replace("    steps:\n", ofKind + "    steps:\n");
            return Files.writeString(folder.resolve("coppice.yaml"), yaml + behind)
                    .toString();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
