package dev.coppice.spring;

import dev.coppice.testkit.TestDatabase;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;

/** Applications with all that the starter brings, on a pool of five connections. */
final class Contexts {
    private Contexts() {}

    static ApplicationContextRunner on(TestDatabase db) {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        CoppiceOpsAutoConfiguration.class,
                        CoppiceSchemaAutoConfiguration.class,
                        CoppiceSettingsAutoConfiguration.class,
                        CoppicePruneAutoConfiguration.class,
                        CoppiceEraseAutoConfiguration.class,
                        CoppiceLifecycleAutoConfiguration.class,
                        CoppiceJobsAutoConfiguration.class,
                        CoppiceActuatorAutoConfiguration.class,
                        DataSourceAutoConfiguration.class,
                        DataSourceTransactionManagerAutoConfiguration.class,
                        TransactionAutoConfiguration.class))
                .withPropertyValues(
                        "spring.datasource.url=" + db.url(),
                        "spring.datasource.username=" + db.user(),
                        "spring.datasource.password=" + db.password(),
                        "spring.datasource.hikari.maximum-pool-size=5");
    }
}
