package dev.coppice.cli.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.ops.CoppiceException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresUrlTest {
    private static final Map<String, String> NO_ENVIRONMENT = Map.of();

    @ParameterizedTest
    @CsvSource({
        "postgresql://ana@db:5433/shop, jdbc:postgresql://db:5433/shop, ana",
        "postgres://ana:s%40crt@db/shop, jdbc:postgresql://db/shop, ana",
        "postgresql://ana@[::1]:5432/shop?sslmode=require, jdbc:postgresql://[::1]:5432/shop?sslmode=require, ana",
        "postgresql://ana@db, jdbc:postgresql://db/ana, ana",
        "'postgresql://ana@a:1,b:2/shop', 'jdbc:postgresql://a:1,b:2/shop', ana",
        "jdbc:postgresql://db/shop?user=ana&password=x&ssl=true, jdbc:postgresql://db/shop?user=ana&ssl=true, ana",
        "jdbc:postgresql://db/shop?user=ana&password=x, jdbc:postgresql://db/shop?user=ana, ana",
    })
    void both_forms_are_read_and_shown_without_a_password(String address, String shown, String user) {
        var url = PostgresUrl.parse(address);

        assertThat(url).hasToString(shown).returns(user, PostgresUrl::user);
    }

    @Test
    void password_comes_from_the_address_before_the_environment() {
        var environment = Map.of("PGPASSWORD", "from-environment");

        assertThat(PostgresUrl.parse("postgresql://ana:s%40crt@db/shop")
                        .credentials(environment)
                        .password())
                .isEqualTo("s@crt");
        assertThat(PostgresUrl.parse("jdbc:postgresql://db/shop?user=ana&password=own")
                        .credentials(environment)
                        .password())
                .isEqualTo("own");
        assertThat(PostgresUrl.parse("postgresql://ana@db/shop")
                        .credentials(environment)
                        .password())
                .isEqualTo("from-environment");
        assertThat(PostgresUrl.parse("postgresql://ana@db/shop")
                        .credentials(NO_ENVIRONMENT)
                        .password())
                .isEmpty();
    }

    @Test
    void a_server_is_given_ten_seconds_to_answer_unless_the_address_says_otherwise() {
        var usual = PostgresUrl.parse("postgresql://ana@db/shop")
                .credentials(NO_ENVIRONMENT)
                .dataSource();

        assertThat(usual.getConnectTimeout()).isEqualTo(10);
        assertThat(usual.getLoginTimeout()).isEqualTo(10);
    }

    @Test
    void names_of_parameters_known_from_psql_are_understood() {
        var source = PostgresUrl.parse("postgresql://ana@db/shop?application_name=nightly&connect_timeout=3")
                .credentials(NO_ENVIRONMENT)
                .dataSource();

        assertThat(source.getApplicationName()).isEqualTo("nightly");
        assertThat(source.getConnectTimeout()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql://db/shop", "jdbc:mysql://db/shop", "db:5432", "jdbc:postgresql://db:port/shop", ""})
    void an_address_of_another_form_is_refused(String address) {
        assertThatThrownBy(() -> PostgresUrl.parse(address))
                .isInstanceOf(CoppiceException.class)
                .hasMessage("The database address \"" + address + "\" was not used. It is neither "
                        + "jdbc:postgresql://HOST:PORT/DATABASE nor postgresql://USER@HOST:PORT/DATABASE. Nothing was "
                        + "done. Give the address in one of these forms; the password belongs into PGPASSWORD or the "
                        + "pgpass file.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://ana:sec%ret@db/shop",
                "postgresql://ana:sec/ret@db/shop",
                "jdbc:postgresql://ana:sec%ret@db/shop"
            })
    void a_password_that_breaks_the_address_is_not_shown(String address) {
        assertThatThrownBy(() -> PostgresUrl.parse(address))
                .isInstanceOf(CoppiceException.class)
                .hasMessageContaining("://…@db/shop")
                .hasMessageNotContaining("sec");
    }

    @Test
    void the_password_of_a_client_key_is_used_and_not_shown() {
        var url = PostgresUrl.parse("postgresql://ana@db/shop?sslpassword=secret&sslmode=require");

        assertThat(url).hasToString("jdbc:postgresql://db/shop?sslpassword=…&sslmode=require");
        assertThat(url.credentials(NO_ENVIRONMENT).dataSource().getSslPassword())
                .isEqualTo("secret");
    }

    @Test
    void a_refused_address_is_quoted_without_its_password() {
        assertThatThrownBy(() -> PostgresUrl.parse("mysql://ana:secret@db/shop"))
                .hasMessageContaining("mysql://…@db/shop")
                .hasMessageNotContaining("secret");
    }
}
