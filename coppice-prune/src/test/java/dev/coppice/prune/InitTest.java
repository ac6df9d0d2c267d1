package dev.coppice.prune;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.CoppiceYaml;
import dev.coppice.control.TableName;
import dev.coppice.examples.graphplatform.Dataset;
import dev.coppice.examples.graphplatform.GraphPlatform;
import dev.coppice.examples.graphplatform.Size;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class InitTest {
    @Test
    void the_example_platform_gets_policies_that_can_be_planned(TestDatabase db) {
        GraphPlatform.populate(
                db.dataSource(), new Dataset(Size.SMALL, 7, Instant.parse("2026-11-21T12:00:00Z")), step -> {});
        db.execute("ANALYZE");
        var policies = planned(db);
        assertThat(policies).containsKeys("old-session", "old-notification", "old-session-event");
        assertThat(policy(policies, "old-session").when().orElseThrow())
                .contains("'CANCELLED', 'TERMINATED'")
                .doesNotContain("RUNNING");
        assertThat(policy(policies, "old-session").age()).contains("terminated_at");
        assertThat(policy(policies, "old-notification").ageZone()).isPresent();
    }

    @Test
    void awkward_names_and_values_are_written_so_that_they_can_be_read(TestDatabase db) {
        db.execute("""
                CREATE SCHEMA "My Data";
                CREATE TABLE "My Data"."Order.Log" (id int PRIMARY KEY, "Status" text, "closed At" timestamp, "it's" text);
                ALTER TABLE "My Data"."Order.Log" ADD CHECK ("Status" IN ('done "really"', 'cancelled: it''s \\ over', 'open'));
                CREATE TABLE "My Data"."tricky #: name" (id int PRIMARY KEY, deleted_at date);
                CREATE TABLE "My Data"."quo""ted" (id int PRIMARY KEY, deleted_at date);
                CREATE TABLE ${schema}."1" (id int PRIMARY KEY, expires_at timestamptz);
                CREATE TABLE ${schema}."Ünï" (id int PRIMARY KEY, expires_at timestamptz);
                CREATE TYPE ${schema}.mood AS ENUM ('open', 'closed');
                CREATE DOMAIN ${schema}.mood_domain AS ${schema}.mood;
                CREATE TABLE ${schema}.ticket (id int PRIMARY KEY, state ${schema}.mood_domain, created date NOT NULL);
                CREATE TABLE ${schema}."select" (id int PRIMARY KEY, "select" text, "from" timestamptz, "state" varchar(9) CHECK (state IN ('done', 'new')));
                """);
        var policies = planned(db);
        assertThat(policies).hasSize(7);
        assertThat(policy(policies, "old-order-log").when())
                .contains("\"Status\" in ('cancelled: it''s \\ over', 'done \"really\"')");
        assertThat(policy(policies, "old-ticket").when()).contains("state::" + db.schema() + ".mood in ('closed')");
        assertThat(policy(policies, "old-quo-ted").table()).isEqualTo(new TableName("My Data", "quo\"ted"));
    }

    @Test
    void a_table_that_cannot_be_pruned_is_left_out_with_the_reason(TestDatabase db) {
        db.execute("""
                CREATE TABLE ${schema}.event (id int, at timestamptz) PARTITION BY RANGE (at);
                CREATE TABLE ${schema}.event_1 PARTITION OF ${schema}.event DEFAULT;
                ALTER TABLE ${schema}.event_1 ADD PRIMARY KEY (id);
                CREATE TABLE ${schema}.note (event int REFERENCES ${schema}.event_1);
                """);
        var draft = Init.on(db.dataSource()).draft();
        assertThat(draft.policies()).isEmpty();
        assertThat(draft.yaml())
                .contains("event: The foreign key note_event_fkey")
                .contains("belongs to one partition alone");
    }

    @Test
    void a_database_where_nothing_grows_old_is_told_so(TestDatabase db) {
        db.execute("CREATE TABLE ${schema}.country (code char(2) PRIMARY KEY, name text, created_at timestamptz)");
        assertThat(planned(db)).isEmpty();
        assertThat(Init.on(db.dataSource()).draft().yaml())
                .contains("None of the 1 tables this role can read looks as if its rows grew old");
    }

    @Test
    void an_index_that_is_missing_is_pointed_out(TestDatabase db) {
        db.execute("""
                CREATE TABLE ${schema}.job (id int PRIMARY KEY, finished_at timestamptz);
                CREATE TABLE ${schema}.step (job int REFERENCES ${schema}.job);
                """);
        assertThat(Init.on(db.dataSource()).draft().yaml())
                .contains("# 1 other table goes along.")
                .contains("# 1 foreign key among them has no index: see coppice doctor before you prune.");
    }

    private static PolicyConfig policy(Map<String, PolicyConfig> policies, String name) {
        return requireNonNull(policies.get(name), name);
    }

    private static Map<String, PolicyConfig> planned(TestDatabase db) {
        var draft = Init.on(db.dataSource()).draft();
        var read = new CoppiceYaml(List.of(PolicyConfig.SECTION))
                .parse("coppice.yaml", draft.yaml())
                .all(PolicyConfig.SECTION);
        assertThat(read).hasSameSizeAs(draft.policies());
        draft.policies().forEach(policy -> {
            assertThat(read.get(policy.name())).isEqualTo(policy.config());
            assertThat(Plans.on(db.dataSource()).plan(policy).statements()).isNotEmpty();
        });
        return read;
    }
}
