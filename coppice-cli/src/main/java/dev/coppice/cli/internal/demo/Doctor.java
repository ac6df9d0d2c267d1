package dev.coppice.cli.internal.demo;

import dev.coppice.cli.internal.Figures;
import java.sql.SQLException;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What would hurt is named, and the cure that is given cures it. */
final class Doctor implements Scene {
    /** Foreign keys whose columns no index begins with. */
    // language=SQL
    private static final String BARE = """
            SELECT count(*)
            FROM pg_catalog.pg_constraint AS key
            WHERE key.contype = 'f' AND key.conparentid = 0 AND key.connamespace = 'app'::regnamespace
            AND NOT EXISTS (
                SELECT FROM pg_catalog.pg_index AS tree
                WHERE tree.indrelid = key.conrelid AND tree.indisvalid
                AND (tree.indkey::int2[])[0:cardinality(key.conkey) - 1] @> key.conkey)
            """;

    @Override
    public String name() {
        return "doctor";
    }

    @Override
    public String claim() {
        return "what would hurt is said before anything runs, with its cure.";
    }

    @Override
    public Played play(Stage stage) throws SQLException {
        var bare = stage.truth().count(BARE);
        var blocks = blocks(stage.commands().run("doctor").ending(3).json());
        for (var block : blocks) {
            stage.truth().execute(block.path("cure").asString());
        }
        var bareAfter = stage.truth().count(BARE);
        var blocksAfter = blocks(stage.commands().run("doctor").ending(0).json());
        return new Played(
                Figures.count(bare, "foreign key", "foreign keys") + " without an index found; with the CREATE INDEX it"
                        + " printed nothing is blocked any more.",
                List.of(
                        Check.that("doctor.finds-a-block", bare > 0, bare + " foreign keys without an index"),
                        Check.same("doctor.blocks-each-foreign-key-without-an-index", bare, (long) blocks.size()),
                        Check.same("doctor.its-cure-makes-the-index", 0L, bareAfter),
                        Check.same("doctor.is-content-afterwards", 0, blocksAfter.size())));
    }

    private static List<JsonNode> blocks(JsonNode document) {
        return document.path("findings")
                .valueStream()
                .filter(finding -> finding.path("severity").asString().equals("block"))
                .toList();
    }
}
