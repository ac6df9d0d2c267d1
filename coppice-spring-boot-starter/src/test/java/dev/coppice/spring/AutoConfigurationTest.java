package dev.coppice.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.ops.Ops;
import dev.coppice.ops.spi.OpMeters;
import dev.coppice.testkit.ExpectedLog;
import dev.coppice.testkit.FaultyDataSource;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Which beans there are, and when. */
@PostgresTest
class AutoConfigurationTest {
    private final TestDatabase db;
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(CoppiceOpsAutoConfiguration.class, DataSourceAutoConfiguration.class));

    AutoConfigurationTest(TestDatabase db) {
        this.db = db;
    }

    @Test
    void spring_boot_finds_it() {
        assertThat(ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()))
                .contains(CoppiceOpsAutoConfiguration.class.getName());
    }

    @Test
    void the_one_data_source_gets_ops_and_nothing_else_is_exposed() {
        withSource().run(application -> {
            assertThat(application).hasSingleBean(Ops.class).doesNotHaveBean(DSLContext.class);
            assertThat(application.getBeansOfType(DataSource.class)).containsOnlyKeys("main");
            var notes = Notes.in(db);
            notes.byOps(application.getBean(Ops.class), "one");
            assertThat(notes.committed()).containsExactly("one");
        });
    }

    @Test
    void without_a_data_source_there_are_no_ops() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(CoppiceOpsAutoConfiguration.class))
                .run(application -> assertThat(application).hasNotFailed().doesNotHaveBean(Ops.class));
    }

    @Test
    void of_two_data_sources_the_primary_one_gets_ops() {
        var two = withSource().withBean("other", DataSource.class, () -> FaultyDataSource.over(db.dataSource()));
        two.run(application ->
                assertThat(application).doesNotHaveBean(Ops.class).hasSingleBean(OpsProperties.class));
        var primary = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(CoppiceOpsAutoConfiguration.class))
                .withBean("main", DataSource.class, db::dataSource, bean -> bean.setPrimary(true))
                .withBean("other", DataSource.class, () -> FaultyDataSource.over(db.dataSource()));
        primary.run(application -> assertThat(application).hasSingleBean(Ops.class));
    }

    @Test
    void ops_of_the_application_stay_alone() {
        var own = Ops.on(db.dataSource());
        withSource()
                .withBean("own", Ops.class, () -> own)
                .run(application -> assertThat(application).getBean(Ops.class).isSameAs(own));
    }

    @Test
    void figures_go_to_the_registry() {
        withSource()
                .withConfiguration(AutoConfigurations.of(
                        CompositeMeterRegistryAutoConfiguration.class, MetricsAutoConfiguration.class))
                .withBean(SimpleMeterRegistry.class, SimpleMeterRegistry::new)
                .run(application -> {
                    Notes.in(db).byOps(application.getBean(Ops.class), "one");
                    var registry = application.getBean(MeterRegistry.class);
                    assertThat(registry.get("coppice.op")
                                    .tags("spec", "transaction", "op", "write", "outcome", "done")
                                    .timer()
                                    .count())
                            .isEqualTo(1);
                });
    }

    @Test
    void of_two_registries_without_a_primary_one_none_is_guessed() {
        withSource()
                .withBean("first", MeterRegistry.class, SimpleMeterRegistry::new)
                .withBean("second", MeterRegistry.class, SimpleMeterRegistry::new)
                .run(application ->
                        assertThat(application).hasSingleBean(Ops.class).doesNotHaveBean(OpMeters.class));
    }

    @Test
    void micrometer_may_be_absent() {
        withSource()
                .withClassLoader(new FilteredClassLoader("io.micrometer"))
                .run(application ->
                        assertThat(application).hasSingleBean(Ops.class).doesNotHaveBean(OpMeters.class));
    }

    @Test
    void time_outs_are_read_and_have_defaults() {
        withSource()
                .withPropertyValues("coppice.ops.lock-timeout=250ms")
                .run(application -> assertThat(application)
                        .getBean(OpsProperties.class)
                        .isEqualTo(new OpsProperties(Duration.ofSeconds(30), Duration.ofMillis(250))));
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "coppice.ops")
    void a_time_out_of_nothing_stops_the_start() {
        withSource()
                .withPropertyValues("coppice.ops.statement-timeout=0s")
                .run(application -> assertThat(application)
                        .getFailure()
                        .rootCause()
                        .hasMessage("coppice.ops.statement-timeout must be 1 ms or more, was: PT0S"));
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "coppice.ops")
    void a_property_that_does_not_exist_stops_the_start() {
        withSource()
                .withPropertyValues("coppice.ops.lock-time-out-typo=1s")
                .run(application -> assertThat(application)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("coppice.ops.lock-time-out-typo"));
    }

    private ApplicationContextRunner withSource() {
        return runner.withBean("main", DataSource.class, db::dataSource);
    }
}
