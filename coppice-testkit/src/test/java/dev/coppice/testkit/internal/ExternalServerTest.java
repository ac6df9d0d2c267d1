package dev.coppice.testkit.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.coppice.testkit.PostgresTest.Isolation;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Somebody else's server is this JVM's own, met as a role that is no superuser and in a database of another name. */
class ExternalServerTest {
    private static final Map<String, String> NONE = Map.of();

    private final PostgresServer host = PostgresServer.shared();

    @BeforeEach
    void admitAnOutsider() {
        host.execute("postgres", "CREATE ROLE outsider LOGIN CREATEDB PASSWORD 'secret'");
        host.execute("postgres", "CREATE DATABASE outside OWNER outsider");
    }

    @AfterEach
    void dismissTheOutsider() {
        host.execute("postgres", "DROP DATABASE outside WITH (FORCE)");
        host.execute("postgres", "DROP ROLE outsider");
    }

    @ParameterizedTest
    @EnumSource
    void a_sandbox_on_it_works_is_checked_and_is_dropped_with_all_it_held(Isolation isolation) throws SQLException {
        var server = PostgresServer.at(new ServerAddress(host.address().url("outside"), "outsider", "secret"));
        try (var sandbox = SandboxDatabase.open(server, isolation)) {
            assertThat(sandbox.user()).isEqualTo("outsider");
            assertThat(sandbox.password()).isEqualTo("secret");
            sandbox.execute("CREATE TABLE ${schema}.t (id int)");
            assertThat(sandbox.leftBehind()).isEmpty();
            var leaked = sandbox.connect();
            leaked.setAutoCommit(false);
            leaked.createStatement().execute("LOCK TABLE " + sandbox.schema() + ".t");
            assertThat(sandbox.leftBehind())
                    .hasSize(2)
                    .anySatisfy(sentence -> assertThat(sentence).contains(" was not closed; it was opened at "))
                    .anySatisfy(sentence -> assertThat(sentence).contains(" has an open transaction "));
        }
        assertThat(sandboxesIn(server)).isZero();
    }

    @Test
    void it_is_named_by_a_property_or_else_by_the_environment() {
        var environment = Map.of(
                "COPPICE_TEST_URL", "jdbc:postgresql://db:5433/test",
                "COPPICE_TEST_USER", "ana",
                "COPPICE_TEST_PASSWORD", "secret");
        assertThat(ServerAddress.configured(NONE::get, environment::get))
                .contains(new ServerAddress("jdbc:postgresql://db:5433/test", "ana", "secret"));
        var properties = Map.of("coppice.test.url", "jdbc:postgresql://other/test", "coppice.test.user", "ben");
        assertThat(ServerAddress.configured(properties::get, environment::get))
                .contains(new ServerAddress("jdbc:postgresql://other/test", "ben", "secret"));
        assertThat(ServerAddress.configured(NONE::get, NONE::get)).isEmpty();
    }

    @Test
    void an_address_with_parameters_or_without_a_database_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ServerAddress("jdbc:postgresql://db/test?ssl=true", "ana", ""))
                .withMessage("coppice.test.url must look like jdbc:postgresql://host:port/database, without "
                        + "parameters, was: jdbc:postgresql://db/test?ssl=true");
        assertThatIllegalArgumentException().isThrownBy(() -> new ServerAddress("jdbc:postgresql://db", "ana", ""));
        assertThatIllegalArgumentException().isThrownBy(() -> new ServerAddress("postgres://db/test", "ana", ""));
    }

    private static long sandboxesIn(PostgresServer server) {
        return Objects.requireNonNull(server.administer(connection -> {
            try (var statement = connection.createStatement();
                    var row = statement.executeQuery("""
                        SELECT (SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'coppice\\_test\\_%')
                             + (SELECT count(*) FROM pg_database WHERE datdba = current_user::regrole
                                                                   AND datname LIKE 'coppice\\_test\\_%')
                        """)) {
                row.next();
                return row.getLong(1);
            }
        }));
    }
}
