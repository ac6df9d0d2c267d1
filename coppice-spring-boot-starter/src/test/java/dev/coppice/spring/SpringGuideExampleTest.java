package dev.coppice.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.ops.Ops;
import dev.coppice.testkit.FaultyDataSource;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Code of the guide on Spring Boot that the sample application has no use for. */
@PostgresTest
class SpringGuideExampleTest {
    private final TestDatabase db;
    private final Notes notes;

    SpringGuideExampleTest(TestDatabase db) {
        this.db = db;
        notes = Notes.in(db);
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoDatabases {
        @Bean
        SpringOps mainOps(@Qualifier("main") DataSource source, OpsProperties limits) {
            return SpringOps.on(source, limits, ops -> ops);
        }

        @Bean
        SpringOps billingOps(@Qualifier("billing") DataSource source, OpsProperties limits) {
            return SpringOps.on(source, limits, ops -> ops.layer("billing"));
        }
    }

    @Test
    void two_data_sources_have_ops_each() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(CoppiceOpsAutoConfiguration.class))
                .withUserConfiguration(TwoDatabases.class)
                .withBean("main", DataSource.class, db::dataSource)
                .withBean("billing", DataSource.class, () -> FaultyDataSource.over(db.dataSource()))
                .run(application ->
                        assertThat(application.getBeansOfType(Ops.class)).containsOnlyKeys("mainOps", "billingOps"));
    }

    @Test
    void a_template_joins_without_annotations() {
        var client = JdbcClient.create(db.dataSource());
        var transactions = new TransactionTemplate(new JdbcTransactionManager(db.dataSource()));
        var ops = Notes.ops(db.dataSource());
        transactions.executeWithoutResult(status -> {
            client.sql("INSERT INTO " + notes.name + " VALUES ('client')").update();
            ops.write(w -> w.create(notes.note("ops")).orThrow());
        });
        assertThat(notes.committed()).containsExactly("client", "ops");
    }
}
