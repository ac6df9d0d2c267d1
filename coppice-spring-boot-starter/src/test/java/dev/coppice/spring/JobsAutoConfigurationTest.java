package dev.coppice.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceStatus;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignQuery;
import dev.coppice.prune.CampaignState;
import dev.coppice.spring.internal.jobs.ApplicationJobs;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/** Two instances of an application on one database. */
@PostgresTest(Isolation.DATABASE)
class JobsAutoConfigurationTest {
    private final TestDatabase db;
    private final ApplicationContextRunner runner;

    JobsAutoConfigurationTest(TestDatabase db) {
        this.db = db;
        runner = Contexts.on(db)
                .withPropertyValues(
                        "spring.application.name=shop",
                        "coppice.jobs.enabled=true",
                        "coppice.prune.enabled=true",
                        "coppice.policies.old-visits.table=app.visit",
                        "coppice.policies.old-visits.age=at",
                        "coppice.policies.old-visits.keep=30d",
                        "coppice.policies.old-visits.schedule=0 0 1 1 *",
                        "coppice.lifecycle.enabled=true",
                        "coppice.kinds.graph.table=app.graph",
                        "coppice.kinds.graph.key=id",
                        "coppice.kinds.graph.status=status",
                        "coppice.kinds.graph.due=SELECT id, ends_at, false FROM app.graph WHERE ends_at IS NOT NULL",
                        "coppice.kinds.graph.steps[0].name=tell",
                        "coppice.kinds.graph.steps[0].notify=graph.gone");
    }

    @BeforeEach
    void create_tables() {
        db.execute(CoppiceSchema.script());
        db.execute("""
                CREATE SCHEMA app;
                CREATE TABLE app.graph (
                    id text PRIMARY KEY, status text NOT NULL DEFAULT 'active', ends_at timestamptz);
                INSERT INTO app.graph VALUES ('g1', 'active', now() - interval '1 h');
                CREATE TABLE app.visit (id int PRIMARY KEY, at timestamptz NOT NULL);
                INSERT INTO app.visit SELECT i, now() - interval '1 y' FROM generate_series(1, 100) i;
                """);
    }

    @Test
    void two_share_the_work_and_one_goes_on_when_the_other_stops() {
        runner.run(one -> {
            runner.run(two -> {
                assertThat(two).hasSingleBean(ApplicationJobs.class);
                due("shop:prune-old-visits");
                await(() -> campaigns(one).stream().anyMatch(campaign -> campaign.state() == CampaignState.SUCCEEDED));
                await(() -> status(one) == ResourceStatus.SUSPENDED);
            });
            db.execute("INSERT INTO app.visit VALUES (1, now() - interval '1 y')");
            due("shop:prune-old-visits");
            await(() -> campaigns(one).size() == 2 && campaigns(one).getFirst().state() == CampaignState.SUCCEEDED);
            assertThat(campaigns(one))
                    .extracting(campaign -> campaign.counts().roots())
                    .containsExactly(1L, 100L);
        });
    }

    /** Makes a job due once nobody is at it any more: its campaign has ended a moment before that. */
    private void due(String job) {
        await(() ->
                updated("UPDATE coppice.job SET execution_time = now() WHERE NOT picked AND task_name = '" + job + "'")
                        == 1);
    }

    private int updated(String statement) {
        try (var connection = db.connect();
                var updating = connection.createStatement()) {
            return updating.executeUpdate(statement);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static List<Campaign> campaigns(ApplicationContext application) {
        return application
                .getBean(Pruning.class)
                .campaigns()
                .list(CampaignQuery.newest(10))
                .items();
    }

    private static ResourceStatus status(ApplicationContext application) {
        return application
                .getBean(Lifecycle.class)
                .resources()
                .find(new ResourceId("graph", "g1"))
                .orElseThrow()
                .status();
    }

    private static void await(BooleanSupplier condition) {
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time").isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
    }
}
