package dev.coppice.examples.graphplatform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.examples.graphplatform.access.ScopeAssociationPruner;
import dev.coppice.ops.Ops;
import dev.coppice.ops.PruneResult;
import dev.coppice.ops.Pruner;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class ScopeAssociationPrunerTest {
    private static final String ASSOCIATIONS = "app.association_scopes_entities";

    private PlatformFixture platform;
    private Ops ops;

    @BeforeEach
    void populate(TestDatabase db) {
        platform = new PlatformFixture(db);
        platform.populate(PlatformFixture.SMALL);
        ops = Ops.on(db.dataSource());
    }

    @Test
    void associations_whose_entity_is_gone_go_and_no_other() {
        var all = platform.count(ASSOCIATIONS);
        assertThat(prune(ScopeAssociationPruner.orphaned()).count()).isZero();
        platform.execute("DELETE FROM app.session_mount; UPDATE app.virtual_folder SET current_version_id = NULL;"
                + " DELETE FROM app.folder_version; DELETE FROM app.virtual_folder");
        var result = prune(ScopeAssociationPruner.orphaned());
        assertThat(result.count()).isPositive();
        assertThat(platform.count(ASSOCIATIONS)).isEqualTo(all - result.count());
        assertThat(platform.list("SELECT DISTINCT entity_type FROM " + ASSOCIATIONS))
                .containsExactly("session");
    }

    @Test
    void a_type_nobody_knows_is_no_orphan() {
        platform.execute("UPDATE " + ASSOCIATIONS + " SET entity_type = 'report', entity_id = 'x' || association_id");
        assertThat(prune(ScopeAssociationPruner.orphaned()).count()).isZero();
    }

    @Test
    void a_scope_that_is_gone_is_an_orphan_too() {
        platform.execute(
                "INSERT INTO " + ASSOCIATIONS + " (scope_type, scope_id, entity_type, entity_id, relation_type)"
                        + " VALUES ('session', 'gone', 'file', '7', 'ref')");
        assertThat(prune(ScopeAssociationPruner.orphaned()).count()).isEqualTo(1);
        assertThat(platform.count(ASSOCIATIONS + " WHERE entity_type = 'file'")).isZero();
    }

    @Test
    void limit_and_condition_narrow_the_call() {
        platform.execute("UPDATE " + ASSOCIATIONS + " SET entity_id = 'gone-' || association_id");
        var result = prune(ScopeAssociationPruner.orphaned().limit(3));
        assertThat(result.count()).isEqualTo(3);
        assertThat(result.more()).isTrue();
        var relation = DSL.field(DSL.name("relation_type"), String.class);
        assertThat(prune(ScopeAssociationPruner.orphaned().and(relation.eq("ref")))
                        .count())
                .isPositive();
        assertThat(platform.list("SELECT DISTINCT relation_type FROM " + ASSOCIATIONS))
                .containsExactly("auto");
    }

    @Test
    void an_empty_table_has_nothing_to_prune() {
        platform.execute("TRUNCATE " + ASSOCIATIONS);
        assertThat(prune(ScopeAssociationPruner.orphaned()).count()).isZero();
    }

    private PruneResult prune(Pruner<Record> pruner) {
        return ops.write(w -> w.prune(pruner));
    }
}
