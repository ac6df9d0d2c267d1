package dev.coppice.lifecycle.internal.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.lifecycle.Ending;
import dev.coppice.lifecycle.ResourceState;
import dev.coppice.lifecycle.ResourceStatus;
import dev.coppice.lifecycle.internal.kind.KindTable.Row;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class TransitionsTest {
    private static final Ending END = Ending.immediately(Instant.parse("2026-01-31T00:00:00Z"));

    @BeforeEach
    void graph(TestDatabase db) {
        db.execute(CoppiceSchema.script());
        db.execute("""
                CREATE SCHEMA app;
                CREATE TABLE app.graph (graph_id text PRIMARY KEY, status text, deleted_at timestamptz);
                INSERT INTO app.graph VALUES ('g1', NULL), ('g2', 'suspended'), ('g3', 'deprovisioned');
                """);
    }

    @Test
    void a_resource_goes_all_the_way_with_status_and_fence(TestDatabase db) {
        var suspended = suspend(db);
        assertThat(suspended.suspendedAt()).isPresent();
        assertThat(suspended.ending()).contains(END);
        assertThat(row(db, "g1").status()).isEqualTo(ResourceStatus.SUSPENDED);

        var fenced = go(db, ResourceState.FENCED);
        assertThat(fenced.epoch()).isEqualTo(1);
        assertThat(row(db, "g1").status()).isEqualTo(ResourceStatus.SUSPENDED);
        assertThat(row(db, "g1").fencedAt()).isPresent();

        go(db, ResourceState.TEARING_DOWN);
        go(db, ResourceState.PARKED);
        go(db, ResourceState.TEARING_DOWN);
        assertThat(go(db, ResourceState.RESIDUAL).deprovisionedAt()).isPresent();
        assertThat(row(db, "g1").status()).isEqualTo(ResourceStatus.DEPROVISIONED);
        var gone = go(db, ResourceState.DEPROVISIONED);
        assertThat(gone.fencedAt()).isEqualTo(fenced.fencedAt());
        assertThat(gone.suspendedAt()).isEqualTo(suspended.suspendedAt());
        assertThat(go(db, ResourceState.ERASED).erasedAt()).isPresent();
        assertThat(go(db, ResourceState.RESIDUAL).epoch()).isEqualTo(2);
    }

    @Test
    void a_teardown_called_off_leaves_the_status_and_lifts_the_fence(TestDatabase db) {
        var suspended = suspend(db);
        go(db, ResourceState.FENCED);
        go(db, ResourceState.PARKED);
        var back = go(db, ResourceState.SUSPENDED);
        assertThat(back.suspendedAt()).isEqualTo(suspended.suspendedAt());
        assertThat(back.ending()).contains(END);
        assertThat(row(db, "g1").fencedAt()).isEmpty();
        assertThat(go(db, ResourceState.ACTIVE).ending()).isEmpty();
        assertThat(go(db, ResourceState.FENCED).epoch()).isEqualTo(2);
    }

    @Test
    void a_restored_resource_begins_anew_and_keeps_its_epoch(TestDatabase db) {
        var suspended = suspend(db);
        go(db, ResourceState.FENCED);
        go(db, ResourceState.TEARING_DOWN);
        go(db, ResourceState.DEPROVISIONED);
        var back = go(db, ResourceState.SUSPENDED);
        assertThat(back.suspendedAt()).isPresent().isNotEqualTo(suspended.suspendedAt());
        assertThat(back.ending()).isEmpty();
        assertThat(back.epoch()).isEqualTo(1);
        assertThat(row(db, "g1").fencedAt()).isEmpty();
    }

    @Test
    void the_table_of_the_user_has_the_last_word_until_a_resource_leaves(TestDatabase db) {
        assertThat(state(db, "g2").state()).isEqualTo(ResourceState.SUSPENDED);
        assertThat(state(db, "g3").state()).isEqualTo(ResourceState.DEPROVISIONED);
        suspend(db);
        db.execute("UPDATE app.graph SET status = 'active'");
        assertThat(state(db, "g1").state()).isEqualTo(ResourceState.ACTIVE);
        assertThat(state(db, "g1").suspendedAt()).isEmpty();
        go(db, ResourceState.FENCED);
        go(db, ResourceState.TEARING_DOWN);
        go(db, ResourceState.DEPROVISIONED);
        db.execute("UPDATE app.graph SET status = 'active'");
        assertThat(state(db, "g1").state()).isEqualTo(ResourceState.DEPROVISIONED);
    }

    @Test
    void an_illegal_transition_names_current_wanted_and_allowed(TestDatabase db) {
        assertThatThrownBy(() -> go(db, ResourceState.ERASED))
                .hasMessage(
                        "Resource graph g1 was not made erased. It is active, from where it can only become suspended,"
                                + " fenced. Nothing was changed. Run \"coppice resource show graph g1\" to see where it stands.");
        assertThat(row(db, "g1").status()).isEqualTo(ResourceStatus.ACTIVE);
    }

    @Test
    void program_and_database_know_the_same_ways(TestDatabase db) {
        var java = new ArrayList<String>();
        var database = new ArrayList<String>();
        for (var from : ResourceState.values()) {
            for (var to : ResourceState.values()) {
                if (from != to && (Arrow.allowed(from).contains(to) || isBehind(from, to))) {
                    java.add(from + " " + to);
                }
                if (from != to && updates(db, from, to)) {
                    database.add(from + " " + to);
                }
            }
        }
        assertThat(database).containsExactlyElementsOf(java).hasSize(Arrow.ALL.size() + Arrow.BEHIND.size());
        assertThat(Arrow.ALL).extracting(Arrow::when).allMatch(sentence -> sentence.endsWith("."));
    }

    private static boolean isBehind(ResourceState from, ResourceState to) {
        return Arrow.BEHIND.stream().anyMatch(arrow -> arrow.from() == from && arrow.to() == to);
    }

    @Test
    void what_the_application_deprovisioned_by_itself_is_disposed_of_and_erased(TestDatabase db) {
        suspend(db);
        db.execute("UPDATE app.graph SET status = 'deprovisioned'");
        assertThat(go(db, ResourceState.RESIDUAL).epoch()).isEqualTo(1);
        assertThat(go(db, ResourceState.DEPROVISIONED).deprovisionedAt()).isPresent();
        db.execute("DELETE FROM coppice.resource_state");
        assertThat(go(db, ResourceState.ERASED).epoch()).isEqualTo(1);
        db.execute("DELETE FROM coppice.resource_state; UPDATE app.graph SET status = 'active'");
        suspend(db);
        db.execute("UPDATE app.graph SET status = 'deprovisioned'");
        assertThat(go(db, ResourceState.ERASED).erasedAt()).isPresent();
    }

    @Test
    void a_row_that_is_gone_is_no_obstacle_to_where_the_resource_stands(TestDatabase db) {
        go(db, ResourceState.FENCED);
        db.execute("DELETE FROM app.graph WHERE graph_id = 'g1'");
        assertThat(without(db, ResourceState.ACTIVE)).isEqualTo("active");
        assertThat(without(db, ResourceState.ACTIVE)).isEqualTo("active");
        assertThatThrownBy(() -> without(db, ResourceState.DEPROVISIONED))
                .hasMessageContaining("Resource graph g1 was not made deprovisioned. It is active");
    }

    private static String without(TestDatabase db, ResourceState wanted) {
        return work(db, (dsl, transitions) -> {
            transitions.toWithoutRow("g1", wanted);
            return dsl.fetchSingle("SELECT state FROM coppice.resource_state").get(0, String.class);
        });
    }

    @Test
    void a_stamp_of_the_applications_own_outlives_a_teardown_that_is_called_off(TestDatabase db) {
        db.execute("UPDATE app.graph SET deleted_at = '2026-01-01 00:00+00' WHERE graph_id = 'g1'");
        go(db, ResourceState.FENCED);
        go(db, ResourceState.ACTIVE);
        assertThat(row(db, "g1").fencedAt()).contains(Instant.parse("2026-01-01T00:00:00Z"));
    }

    @Test
    void a_stamp_in_whole_seconds_is_taken_away_too(TestDatabase db) {
        db.execute("ALTER TABLE app.graph ALTER deleted_at TYPE timestamp(0)");
        go(db, ResourceState.FENCED);
        go(db, ResourceState.ACTIVE);
        assertThat(row(db, "g1").fencedAt()).isEmpty();
    }

    @Test
    void a_stamp_that_the_table_swallows_is_no_fence(TestDatabase db) {
        db.execute("CREATE FUNCTION app.swallow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;"
                + " CREATE TRIGGER swallow BEFORE UPDATE ON app.graph FOR EACH ROW EXECUTE FUNCTION app.swallow()");
        assertThatThrownBy(() -> go(db, ResourceState.FENCED))
                .hasMessage(
                        "Resource graph g1 was not fenced. Its table did not take the stamp: a trigger or a rule of it"
                                + " keeps the row as it was. Nothing was changed. Have the table take changes of the fence, and"
                                + " ask again.");
        assertThat(state(db, "g1").state()).isEqualTo(ResourceState.ACTIVE);
    }

    @Test
    void what_is_dead_is_never_fenced_and_what_was_revived_begins_anew(TestDatabase db) {
        go(db, ResourceState.FENCED);
        go(db, ResourceState.DEPROVISIONED);
        assertThatThrownBy(() -> go(db, ResourceState.FENCED)).hasMessageContaining("was not made fenced");
        db.execute("UPDATE app.graph SET status = 'active', deleted_at = NULL WHERE graph_id = 'g1'");
        var fenced = go(db, ResourceState.FENCED);
        assertThat(fenced.epoch()).isEqualTo(2);
        assertThat(fenced.deprovisionedAt()).isEmpty();
        assertThat(row(db, "g1").fencedAt()).isPresent();
    }

    @Test
    void an_epoch_never_shrinks(TestDatabase db) {
        go(db, ResourceState.FENCED);
        assertThatThrownBy(() -> db.execute("UPDATE coppice.resource_state SET epoch = 0"))
                .hasMessageContaining("is refused");
    }

    private static boolean updates(TestDatabase db, ResourceState from, ResourceState to) {
        try {
            work(db, (dsl, transitions) -> {
                dsl.execute("DELETE FROM coppice.resource_state");
                dsl.execute("ALTER TABLE coppice.resource_state DISABLE TRIGGER ALL");
                dsl.execute(values(
                        "INSERT INTO coppice.resource_state (kind, resource_id, state, epoch, suspended_at,"
                                + " fenced_at, deprovisioned_at, erased_at) VALUES ('graph', 'g9', %s)",
                        from));
                dsl.execute("ALTER TABLE coppice.resource_state ENABLE TRIGGER ALL");
                return dsl.execute(values(
                        "UPDATE coppice.resource_state SET (state, epoch, suspended_at, fenced_at,"
                                + " deprovisioned_at, erased_at) = ROW (%s)",
                        to));
            });
            return true;
        } catch (DataAccessException refused) {
            assertThat(refused.sqlState()).isEqualTo("23514");
            assertThat(refused).hasMessageContaining("is refused");
            return false;
        }
    }

    private static String values(String statement, ResourceState state) {
        var living = List.of(ResourceState.ACTIVE, ResourceState.SUSPENDED).contains(state);
        var gone = List.of(ResourceState.RESIDUAL, ResourceState.DEPROVISIONED, ResourceState.ERASED)
                .contains(state);
        return statement.formatted("'%s', 1, %s, %s, %s, %s"
                .formatted(
                        state.stored(),
                        time(state == ResourceState.SUSPENDED),
                        time(!living),
                        time(gone),
                        time(state == ResourceState.ERASED)));
    }

    private static String time(boolean known) {
        return known ? "now()" : "NULL::timestamptz";
    }

    private static StateRow suspend(TestDatabase db) {
        return work(
                db,
                (dsl, transitions) ->
                        transitions.suspend(table(dsl).lock(dsl, "g1").orElseThrow(), Optional.of(END)));
    }

    private static StateRow go(TestDatabase db, ResourceState wanted) {
        return work(
                db,
                (dsl, transitions) -> transitions.to(table(dsl).lock(dsl, "g1").orElseThrow(), wanted));
    }

    private static Row row(TestDatabase db, String id) {
        return work(db, (dsl, transitions) -> table(dsl).find(dsl, id).orElseThrow());
    }

    private static StateRow state(TestDatabase db, String id) {
        return work(
                db,
                (dsl, transitions) ->
                        StateRows.find(dsl, "graph", table(dsl).find(dsl, id).orElseThrow()));
    }

    private static KindTable table(DSLContext dsl) {
        return KindTable.of(dsl, "graph", KindConfigs.read("graph", """
                table: app.graph
                key: graph_id
                status: status
                fence: deleted_at
                """));
    }

    private static <T> T work(TestDatabase db, BiFunction<DSLContext, Transitions, T> work) throws CoppiceException {
        return DSL.using(db.dataSource(), SQLDialect.POSTGRES)
                .transactionResult(configuration -> work.apply(
                        configuration.dsl(), Transitions.in(configuration.dsl(), "graph", table(configuration.dsl()))));
    }
}
