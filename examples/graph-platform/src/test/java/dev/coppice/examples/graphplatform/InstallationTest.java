package dev.coppice.examples.graphplatform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

@PostgresTest(Isolation.DATABASE)
class InstallationTest {

    @Test
    void install_creates_empty_tables_and_a_second_call_changes_nothing(TestDatabase db) {
        var platform = new PlatformFixture(db);
        assertThat(GraphPlatform.isInstalled(db.dataSource())).isFalse();

        GraphPlatform.install(db.dataSource());
        var definitions = platform.definitions();
        GraphPlatform.install(db.dataSource());

        assertThat(platform.definitions()).isNotEmpty().isEqualTo(definitions);
        assertThat(GraphPlatform.isInstalled(db.dataSource())).isTrue();
        assertThat(GraphPlatform.isPopulated(db.dataSource())).isFalse();
        assertThat(GraphPlatform.findDataset(db.dataSource())).isEmpty();
        assertThat(platform.count("app.session")).isZero();
    }

    @Test
    void install_refuses_a_schema_app_that_is_not_its_own(TestDatabase db) {
        db.execute("CREATE SCHEMA app");
        assertThatThrownBy(() -> GraphPlatform.install(db.dataSource()))
                .isInstanceOf(CoppiceException.class)
                .hasMessage("The example platform was not installed. The database has a schema app that is not the"
                        + " example's. Nothing was changed. Install it into a database of its own.")
                .extracting(failure -> ((CoppiceException) failure).code())
                .isEqualTo("example.schema-taken");
        assertThat(GraphPlatform.isInstalled(db.dataSource())).isFalse();
    }

    @Test
    void a_role_that_may_create_schemas_and_nothing_else_can_install_and_fill(TestDatabase db) {
        db.execute("CREATE ROLE ${schema}_owner LOGIN PASSWORD 'example'");
        db.execute("GRANT CREATE ON DATABASE ${schema} TO ${schema}_owner");
        try {
            var owned = new PGSimpleDataSource();
            owned.setUrl(db.url());
            owned.setUser(db.schema() + "_owner");
            owned.setPassword("example");
            GraphPlatform.populate(owned, PlatformFixture.SMALL, progress -> {});
            assertThat(GraphPlatform.isPopulated(owned)).isTrue();
        } finally {
            db.execute("DROP OWNED BY ${schema}_owner CASCADE; DROP ROLE ${schema}_owner");
        }
    }

    @Test
    void a_role_without_the_right_to_create_schemas_is_told_so(TestDatabase db) {
        db.execute("CREATE ROLE ${schema}_guest LOGIN PASSWORD 'example'");
        try {
            var guest = new PGSimpleDataSource();
            guest.setUrl(db.url());
            guest.setUser(db.schema() + "_guest");
            guest.setPassword("example");
            assertThatThrownBy(() -> GraphPlatform.install(guest))
                    .isInstanceOf(CoppiceException.class)
                    .hasMessage("The example platform was not installed, as far as can be told. PostgreSQL or the"
                            + " connection to it answered with SQLSTATE 42501. Its tables are there as a whole or not"
                            + " at all. Mend the cause, and call again: where they are there, nothing is done.");
        } finally {
            db.execute("DROP ROLE ${schema}_guest");
        }
    }
}
