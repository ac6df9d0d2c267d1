package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.Percentage;
import dev.coppice.control.TableName;
import dev.coppice.prune.PrunePlan.Change;
import dev.coppice.prune.PrunePlan.Count;
import dev.coppice.prune.PrunePlan.TablePlan;
import dev.coppice.prune.internal.plan.Planner;
import dev.coppice.prune.internal.read.ReadOnly;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class PlansTest {
    private TestDatabase db;
    private Plans plans;

    @BeforeEach
    void create_tables(TestDatabase opened) {
        db = opened;
        plans = Plans.on(opened.dataSource());
        db.execute("""
                CREATE TABLE ${schema}.root (id int PRIMARY KEY, state text, at timestamptz, up int REFERENCES ${schema}.root);
                CREATE TABLE ${schema}.a (id int PRIMARY KEY, root int REFERENCES ${schema}.root, b int NOT NULL);
                CREATE TABLE ${schema}.b (id int PRIMARY KEY, a int NOT NULL REFERENCES ${schema}.a);
                CREATE TABLE ${schema}.tree (id int PRIMARY KEY, up int REFERENCES ${schema}.tree, a int REFERENCES ${schema}.a,
                    b int REFERENCES ${schema}.b);
                CREATE TABLE ${schema}.note (id int PRIMARY KEY, tree int REFERENCES ${schema}.tree ON DELETE SET NULL);
                INSERT INTO ${schema}.root SELECT i, CASE WHEN i <= 4 THEN 'done' ELSE 'live' END, now() - interval '2 days'
                FROM generate_series(1, 10) AS i;
                INSERT INTO ${schema}.root VALUES (11, 'done', now(), NULL), (12, 'done', NULL, NULL);
                INSERT INTO ${schema}.a SELECT i, i, i FROM generate_series(1, 10) AS i;
                INSERT INTO ${schema}.b SELECT i, i FROM generate_series(1, 10) AS i;
                ALTER TABLE ${schema}.a ADD FOREIGN KEY (b) REFERENCES ${schema}.b;
                INSERT INTO ${schema}.tree SELECT i, NULL, i, i FROM generate_series(1, 10) AS i;
                INSERT INTO ${schema}.tree SELECT i, i - 10, NULL, NULL FROM generate_series(11, 40) AS i;
                INSERT INTO ${schema}.note SELECT i, i FROM generate_series(1, 40) AS i;
                """);
    }

    @Test
    void the_work_is_that_of_one_campaign_within_its_limits() {
        var whole = plans.plan(done().build()).work();
        assertThat(plans.plan(done().maxRows(11).build()).work())
                .returns(11L, PrunePlan.Work::rows)
                .satisfies(work -> assertThat(work.bytes()).isBetween(whole.bytes() / 5, whole.bytes() / 3));
        assertThat(plans.plan(done().maxShare(Percentage.parse("0%")).build())
                        .work()
                        .rows())
                .isZero();
        assertThat(plans.plan(done().maxRuntime(Duration.ofMillis(1)).build())
                        .work()
                        .rows())
                .isEqualTo(20);
    }

    @Test
    void a_plan_counts_every_table_over_trees_and_circles() {
        var plan = plans.plan(done().build());
        assertThat(plan.roots()).isEqualTo(new Count(4, true));
        assertThat(rows(plan)).isEqualTo(Map.of("root", 4L, "a", 4L, "b", 4L, "tree", 16L, "note", 16L));
        assertThat(plan.tables()).allMatch(table -> table.rows().exact());
        assertThat(plan.tables().getFirst().table().name()).isEqualTo("root");
        assertThat(plan.tables())
                .filteredOn(table -> table.change() == Change.EDITED)
                .extracting(table -> table.table().name())
                .containsExactly("note");
        assertThat(plan.work().rows()).isEqualTo(44);
        assertThat(plan.work().assumption()).isEqualTo("at 20,000 rows a second and without brakes");
        assertThat(plan.hash()).hasSize(12).isEqualTo(plan.contract().fullHash().substring(0, 12));
        assertThat(plan.horizon()).isPresent();
    }

    @Test
    void what_is_not_counted_in_time_is_estimated_and_says_so() {
        db.execute("ANALYZE ${schema}.root; ANALYZE ${schema}.a; ANALYZE ${schema}.b; ANALYZE ${schema}.tree");
        var slow = Policy.of("p", db.schema() + ".root")
                .when("state = 'done' AND (SELECT count(*) FROM generate_series(1, 5000000) AS i) > 0")
                .build();
        var plan = plans.countingFor(Duration.ofMillis(20)).plan(slow);
        assertThat(plan.roots().exact()).isFalse();
        assertThat(plan.tables()).noneMatch(table -> table.rows().exact());
        assertThat(plan.roots().count()).isPositive();
        assertThat(plan.tables()).hasSize(5);
    }

    @Test
    void the_backlog_is_what_is_due_with_its_oldest_age() {
        db.execute("UPDATE ${schema}.root SET at = now() - interval '9 days' WHERE id = 3");
        assertThat(plans.backlog(done().build())).satisfies(backlog -> {
            assertThat(backlog.eligible()).isEqualTo(new Count(4, true));
            assertThat(backlog.oldest().orElseThrow())
                    .isBetween(Duration.ofDays(9), Duration.ofDays(9).plusMinutes(5));
        });
        assertThat(plans.backlog(Policy.of("p", db.schema() + ".root")
                        .when("state = 'done'")
                        .build()))
                .isEqualTo(new Backlog(new Count(6, true), Optional.empty()));
        db.execute("UPDATE ${schema}.root SET at = '-infinity' WHERE state = 'done'");
        assertThat(plans.backlog(done().build())).isEqualTo(new Backlog(new Count(6, true), Optional.empty()));
        db.execute("UPDATE ${schema}.root SET at = now()");
        assertThat(plans.backlog(done().build())).isEqualTo(new Backlog(new Count(0, true), Optional.empty()));
    }

    @Test
    void a_backlog_that_is_not_counted_in_time_is_estimated() {
        db.execute("ANALYZE ${schema}.root");
        var slow = Policy.of("p", db.schema() + ".root")
                .when("state = 'done' AND (SELECT count(*) FROM generate_series(1, 5000000) AS i) > 0")
                .build();
        var backlog = plans.countingFor(Duration.ofMillis(20)).backlog(slow);
        assertThat(backlog.eligible().exact()).isFalse();
        assertThat(backlog.eligible().count()).isPositive();
        assertThat(backlog.oldest()).isEmpty();
    }

    @Test
    void held_rows_are_left_out_where_holds_can_be_seen() {
        new CoppiceSchema(db.dataSource()).migrate();
        db.execute(
                "INSERT INTO coppice.hold (scope, table_schema, table_name, row_key, origin, reason, placed_by, placed_at)"
                        + " VALUES ('row', '" + db.schema() + "', 'root', '{2}', 'test', 'r', 'me', now())");
        var plan = plans.plan(done().build());
        assertThat(plan.roots().count()).isEqualTo(3);
        assertThat(plan.findings()).extracting(Finding::check).contains("holds");
    }

    @Test
    void planning_writes_nothing_and_gets_no_transaction_id() {
        var wasAssigned = ReadOnly.run(db.dataSource(), sql -> {
            var planner = Planner.of(sql, done().build());
            planner.plan(Duration.ofSeconds(5));
            planner.sample(3);
            return sql.one(
                    "SELECT pg_current_xact_id_if_assigned() IS NOT NULL AS assigned,"
                            + " current_setting('transaction_read_only') AS read_only",
                    row -> row.text("read_only") + " " + row.truth("assigned"));
        });
        assertThat(wasAssigned).isEqualTo("on false");
    }

    @Test
    void a_role_that_may_only_read_gets_the_same_plan() throws Exception {
        db.execute("CREATE ROLE coppice_test_viewer; GRANT USAGE ON SCHEMA ${schema} TO coppice_test_viewer;"
                + " GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO coppice_test_viewer");
        var own = plans.plan(done().build());
        try (var connection = db.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(
                    "SET TRANSACTION READ ONLY; SET LOCAL search_path = ''; SET LOCAL ROLE coppice_test_viewer");
            var plan = Planner.of(new Sql(connection), done().build()).plan(Duration.ofSeconds(5));
            assertThat(rows(plan)).isEqualTo(rows(own));
            assertThat(plan.hash()).isEqualTo(own.hash());
            assertThat(plan.findings()).extracting(Finding::check).contains("privilege");
            connection.rollback();
        } finally {
            db.execute("DROP OWNED BY coppice_test_viewer; DROP ROLE coppice_test_viewer");
        }
    }

    @Test
    void a_sample_shows_the_oldest_rows_first() {
        db.execute("UPDATE ${schema}.root SET at = now() - interval '9 days' WHERE id = 3");
        var sample = plans.sample(done().build(), 2);
        assertThat(sample.columns()).containsExactly("id", "state", "at", "up");
        assertThat(sample.rows()).hasSize(2);
        assertThat(sample.rows().getFirst()).startsWith("3", "done").endsWith((String) null);
    }

    @Test
    void the_hash_changes_with_the_rule_and_the_tables_and_nothing_else() {
        var policy = done().build();
        var before = plans.contract(policy);
        db.execute("CREATE INDEX ON ${schema}.a (root); INSERT INTO ${schema}.root VALUES (100, 'done', now(), NULL)");
        assertThat(plans.contract(policy).fullHash()).isEqualTo(before.fullHash());
        assertThat(plans.contract(Policy.of("p", db.schema() + ".root")
                                .when("state = 'gone'")
                                .olderThan("at", Duration.ofDays(1))
                                .build())
                        .hash())
                .isNotEqualTo(before.hash());
        assertThat(before.hasHash(before.hash())).isTrue();
        assertThat(before.hasHash(before.fullHash())).isTrue();
        assertThat(before.hasHash(before.fullHash().substring(0, 13))).isFalse();
        plans.requireFresh(before, policy);
    }

    @Test
    void a_stale_plan_is_refused_with_what_has_changed() {
        var policy = done().build();
        var before = plans.contract(policy);
        db.execute("CREATE TABLE ${schema}.fresh (root int CONSTRAINT fresh_fk REFERENCES ${schema}.root)");
        var now = plans.contract(policy);
        assertThat(before.differenceTo(now).gone()).isEmpty();
        assertThatThrownBy(() -> plans.requireFresh(before, policy))
                .hasMessage("""
                Plan %1$s of policy "p" no longer holds. The policy or the tables have changed, the plan is now %2$s:
                  + column %3$s.fresh.root integer
                  + relation FOREIGN_KEY fresh_fk of %3$s.fresh (root) to %3$s.root (id) NO_ACTION
                  + table %3$s.fresh told apart by ctid (PLACE)
                Nothing was changed. Run "coppice plan p" and have the new plan approved.""", before.hash(), now.hash(), db.schema());
    }

    @Test
    void the_script_runs_as_it_is_and_leaves_nothing_behind() {
        new CoppiceSchema(db.dataSource()).migrate();
        db.execute(plans.script(done().build()));
        assertThat(new Database(db).list("SELECT count(*) FROM ${schema}.root")).containsExactly("12");
    }

    @Test
    void the_statements_are_those_of_a_chunk_in_their_order() {
        var plan = plans.plan(done().build());
        assertThat(plan.statements())
                .extracting(PrunePlan.Statement::step)
                .startsWith("claim", "claim", "level", "level")
                .containsSubsequence("delete", "delete", "delete", "drain", "left")
                .endsWith("drain", "left");
        assertThat(plan.statements().get(1).sql()).contains("FOR UPDATE SKIP LOCKED");
        assertThat(plan.tables())
                .filteredOn(table -> table.table().equals(new TableName(db.schema(), "tree")))
                .extracting(TablePlan::via)
                .containsExactly(
                        List.of(db.schema() + ".tree (a)", db.schema() + ".tree (b)", db.schema() + ".tree (up)"));
    }

    private PolicyBuilder done() {
        return Policy.of("p", db.schema() + ".root").when("state = 'done'").olderThan("at", Duration.ofDays(1));
    }

    private static Map<String, Long> rows(PrunePlan plan) {
        return plan.tables().stream()
                .collect(Collectors.toMap(
                        table -> table.table().name(), table -> table.rows().count()));
    }
}
