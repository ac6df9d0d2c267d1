package dev.coppice.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.lifecycle.spi.Step;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.lifecycle.spi.StepOutcome;
import dev.coppice.spring.internal.actuator.CoppiceEndpoint;
import dev.coppice.spring.internal.actuator.CoppiceEndpoint.Change;
import dev.coppice.spring.internal.actuator.CoppiceHealth;
import dev.coppice.spring.internal.actuator.LifecycleGauges;
import dev.coppice.spring.internal.actuator.PruningGauges;
import dev.coppice.testkit.ExpectedLog;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/** What Actuator tells of Coppice, and that nothing breaks without it. */
@PostgresTest(Isolation.DATABASE)
class ActuatorAutoConfigurationTest {
    private static final Act ANN = Act.of("ann", "contract ended");

    private final ApplicationContextRunner bare;
    private final ApplicationContextRunner runner;

    ActuatorAutoConfigurationTest(TestDatabase db) {
        bare = Contexts.on(db)
                .withPropertyValues("management.endpoints.web.exposure.include=coppice")
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new);
        runner = bare.withBean("stubborn", Step.class, Stubborn::new)
                .withPropertyValues(
                        "spring.application.name=shop",
                        "coppice.prune.enabled=true",
                        "coppice.policies.old-graphs.table=app.graph",
                        "coppice.policies.old-graphs.when=status = 'secret'",
                        "coppice.policies.old-graphs.schedule=0 3 * * *",
                        "coppice.lifecycle.enabled=true",
                        "coppice.kinds.graph.table=app.graph",
                        "coppice.kinds.graph.key=id",
                        "coppice.kinds.graph.status=status",
                        "coppice.kinds.graph.steps[0].name=remove-files",
                        "coppice.kinds.graph.steps[0].adapter=stubborn");
    }

    @BeforeEach
    void create_graphs(TestDatabase db) {
        db.execute(CoppiceSchema.script());
        db.execute("CREATE SCHEMA app; CREATE TABLE app.graph (id text PRIMARY KEY, status text NOT NULL);"
                + " INSERT INTO app.graph VALUES ('g1', 'active')");
    }

    @Test
    void health_is_up_with_what_waits_for_a_person() {
        runner.run(application -> {
            var health = application.getBean(CoppiceHealth.class).health();
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails())
                    .containsOnlyKeys("schema", "jobs", "parkedSteps")
                    .containsEntry("schema", "current")
                    .containsEntry("jobs", "idle")
                    .containsEntry("parkedSteps", 0L);
        });
    }

    @Test
    void health_tells_of_a_teardown_that_is_stranded_and_stays_up(TestDatabase db) {
        runner.run(application -> {
            begin(application.getBean(Lifecycle.class));
            db.execute("UPDATE coppice.operation SET created_at = created_at - interval '2 h'");
            var health = application.getBean(CoppiceHealth.class).health();
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails().get("strandedFor")).asString().startsWith("PT2H");
        });
    }

    @Test
    void health_is_down_without_the_schema(TestDatabase db) {
        runner.run(application -> {
            db.execute("DROP SCHEMA coppice CASCADE");
            var health = application.getBean(CoppiceHealth.class).health();
            assertThat(health.getStatus()).isEqualTo(Status.DOWN);
            assertThat(health.getDetails()).containsEntry("schema", "absent");
        });
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "Health check failed")
    void health_is_down_without_the_database_and_tells_no_address(TestDatabase db) {
        runner.withPropertyValues("spring.datasource.hikari.connection-timeout=1000")
                .run(application -> {
                    ((AutoCloseable) application.getBean(DataSource.class)).close();
                    var health = application.getBean(CoppiceHealth.class).health();
                    assertThat(health.getStatus()).isEqualTo(Status.DOWN);
                    assertThat(health.getDetails().toString()).doesNotContain("jdbc:", db.url());
                });
    }

    @Test
    void health_is_down_once_the_jobs_have_stopped() {
        runner.withPropertyValues("coppice.jobs.enabled=true").run(application -> {
            var health = application.getBean(CoppiceHealth.class);
            assertThat(health.health().getDetails()).containsEntry("jobs", "alive");
            application.stop();
            assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
            assertThat(health.health().getDetails()).containsEntry("jobs", "silent");
        });
    }

    @Test
    void the_endpoint_tells_what_there_is_and_what_is_under_way() {
        runner.withPropertyValues("coppice.jobs.enabled=true").run(application -> {
            var operation = begin(application.getBean(Lifecycle.class));
            var report = application.getBean(CoppiceEndpoint.class).report();
            assertThat(report.policies()).singleElement().satisfies(policy -> {
                assertThat(policy.policy()).isEqualTo("old-graphs");
                assertThat(policy.table()).isEqualTo("app.graph");
                assertThat(policy.schedule()).isEqualTo("0 3 * * *");
            });
            assertThat(report.campaigns()).isEmpty();
            assertThat(report.kinds()).containsExactly("graph");
            assertThat(report.operations()).singleElement().satisfies(line -> {
                assertThat(line.operation()).isEqualTo(operation);
                assertThat(line.resource()).isEqualTo("g1");
                assertThat(line.state()).isEqualTo("running");
            });
            assertThat(report.jobs())
                    .extracting(job -> job.name())
                    .contains("shop:prune-old-graphs", "shop:go-on-with-campaigns", "shop:sensor-deprovision-due");
            assertThat(report.freeze().frozen()).isFalse();
            assertThat(report.toString()).doesNotContain("secret");
        });
    }

    @Test
    void the_endpoint_freezes_and_unfreezes_with_a_reason() {
        runner.run(application -> {
            var endpoint = application.getBean(CoppiceEndpoint.class);
            assertThat(endpoint.change(SecurityContext.NONE, Change.FREEZE, "replica is ill")
                            .by())
                    .isEqualTo("actuator");
            assertThat(endpoint.report().freeze().reason()).isEqualTo("replica is ill");
            assertThatExceptionOfType(InvalidEndpointRequestException.class)
                    .isThrownBy(() -> endpoint.change(SecurityContext.NONE, Change.FREEZE, "again"))
                    .withMessageContaining("It is frozen since");
            assertThatExceptionOfType(InvalidEndpointRequestException.class)
                    .isThrownBy(() -> endpoint.change(SecurityContext.NONE, Change.UNFREEZE, " "));
            assertThat(endpoint.change(SecurityContext.NONE, Change.UNFREEZE, "replica is well")
                            .frozen())
                    .isFalse();
        });
    }

    @Test
    void gauges_have_the_names_of_the_server() {
        runner.run(application -> {
            begin(application.getBean(Lifecycle.class));
            var registry = application.getBean(MeterRegistry.class);
            assertThat(registry.get("coppice.lifecycle.operations")
                            .tag("state", "running")
                            .gauge()
                            .value())
                    .isEqualTo(1);
            assertThat(registry.get("coppice.lifecycle.parked.steps").gauge().value())
                    .isZero();
            assertThat(registry.get("coppice.lifecycle.oldest.stranded.seconds")
                            .gauge()
                            .value())
                    .isNaN();
        });
    }

    @Test
    void gauges_tell_how_each_policy_keeps_up(TestDatabase db) {
        db.execute("CREATE TABLE app.visit (id int PRIMARY KEY, at timestamptz NOT NULL);"
                + " INSERT INTO app.visit SELECT i, now() - interval '40 d' - i * interval '1 d' FROM generate_series(1, 3) i;"
                + " INSERT INTO app.visit VALUES (4, now())");
        runner.withPropertyValues(
                        "coppice.policies.old-visits.table=app.visit",
                        "coppice.policies.old-visits.age=at",
                        "coppice.policies.old-visits.keep=30d")
                .run(application -> {
                    assertThat(ofVisits(application, "eligible.rows")).isEqualTo(3);
                    assertThat(ofVisits(application, "oldest.row.seconds")).isBetween(42.9 * 86_400, 43.1 * 86_400);
                    assertThat(ofVisits(application, "last.run.seconds")).isNaN();
                });
    }

    @Test
    void gauges_tell_when_a_policy_was_last_executed(TestDatabase db) {
        db.execute("CREATE TABLE app.visit (id int PRIMARY KEY, at timestamptz NOT NULL)");
        runner.withPropertyValues(
                        "coppice.policies.old-visits.table=app.visit",
                        "coppice.policies.old-visits.age=at",
                        "coppice.policies.old-visits.keep=30d")
                .run(application -> {
                    application.getBean(Pruning.class).prune("old-visits", ANN);
                    db.execute(
                            "UPDATE coppice.campaign SET created_at = created_at - interval '3 h', ended_at = ended_at - interval '2 h'");
                    assertThat(ofVisits(application, "eligible.rows")).isZero();
                    assertThat(ofVisits(application, "oldest.row.seconds")).isNaN();
                    assertThat(ofVisits(application, "last.run.seconds")).isBetween(7_190.0, 7_260.0);
                });
    }

    @Test
    void gauges_tell_for_how_long_a_brake_held(TestDatabase db) {
        db.execute("CREATE TABLE app.visit (id int PRIMARY KEY, at timestamptz NOT NULL)");
        runner.withPropertyValues(
                        "coppice.policies.old-visits.table=app.visit",
                        "coppice.policies.old-visits.age=at",
                        "coppice.policies.old-visits.keep=30d")
                .run(application -> {
                    application.getBean(Pruning.class).prune("old-visits", ANN);
                    db.execute("INSERT INTO coppice.campaign_brake SELECT id, 'probe', 'It took long.', 2,"
                            + " now() - interval '90 s', now() - interval '60 s' FROM coppice.campaign");
                    assertThat(braked(application, "probe")).isEqualTo(30);
                    assertThat(braked(application, "waiters")).isZero();
                });
    }

    private static double braked(ApplicationContext application, String brake) {
        return application
                .getBean(MeterRegistry.class)
                .get("coppice.prune.braked.seconds")
                .tag("policy", "old-visits")
                .tag("brake", brake)
                .gauge()
                .value();
    }

    private static double ofVisits(ApplicationContext application, String name) {
        return application
                .getBean(MeterRegistry.class)
                .get("coppice.prune." + name)
                .tag("policy", "old-visits")
                .gauge()
                .value();
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "could not be looked up")
    void a_gauge_that_cannot_be_looked_up_is_not_a_number(TestDatabase db) {
        runner.run(application -> {
            db.execute("DROP SCHEMA coppice CASCADE");
            assertThat(application
                            .getBean(MeterRegistry.class)
                            .get("coppice.lifecycle.parked.steps")
                            .gauge()
                            .value())
                    .isNaN();
        });
    }

    @Test
    void with_ops_alone_there_is_nothing_to_tell() {
        bare.run(application -> assertThat(application)
                .hasNotFailed()
                .doesNotHaveBean(CoppiceHealth.class)
                .doesNotHaveBean(CoppiceEndpoint.class)
                .doesNotHaveBean(LifecycleGauges.class)
                .doesNotHaveBean(PruningGauges.class));
    }

    @Test
    void an_endpoint_that_is_not_exposed_and_a_health_that_is_switched_off_are_not_there() {
        runner.withPropertyValues(
                        "management.endpoints.web.exposure.include=info", "management.health.coppice.enabled=false")
                .run(application -> assertThat(application)
                        .hasNotFailed()
                        .doesNotHaveBean(CoppiceHealth.class)
                        .doesNotHaveBean(CoppiceEndpoint.class));
    }

    @Test
    void without_the_classes_of_actuator_and_micrometer_everything_else_works() {
        runner.withClassLoader(new FilteredClassLoader(
                        "org.springframework.boot.actuate", "org.springframework.boot.health", "io.micrometer"))
                .run(application -> assertThat(application)
                        .hasNotFailed()
                        .hasSingleBean(Pruning.class)
                        .hasSingleBean(Lifecycle.class)
                        .doesNotHaveBean("coppiceEndpoint")
                        .doesNotHaveBean("coppiceHealthIndicator"));
        for (var absent :
                new Class<?>[] {HealthIndicator.class, ConditionalOnAvailableEndpoint.class, MeterRegistry.class}) {
            bare.withClassLoader(new FilteredClassLoader(absent))
                    .run(application -> assertThat(application).hasNotFailed());
        }
    }

    private static long begin(Lifecycle lifecycle) {
        var graph = new ResourceId("graph", "g1");
        lifecycle.resources().suspend(graph, ANN);
        return lifecycle
                .teardowns()
                .begin(TeardownRequest.of(graph, ANN).keepingNothing())
                .id();
    }

    private static final class Stubborn implements Step {
        @Override
        public Sight look(StepContext context) {
            return new Sight.Counted(1, 0);
        }

        @Override
        public StepOutcome apply(StepContext context) {
            return new StepOutcome.Failed("stubborn", "it stays");
        }

        @Override
        public String method() {
            return "a service that never answers";
        }
    }
}
