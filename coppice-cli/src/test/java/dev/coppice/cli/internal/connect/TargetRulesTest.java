package dev.coppice.cli.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetRulesTest {

    @Test
    void every_problem_is_told_with_its_line() {
        assertThatThrownBy(() -> ProjectConfig.FORMAT.parse("coppice.yaml", """
                        target: { url: "postgresql://db-0/app" }
                        targets:
                          orders: { url: "postgresql://db-1/orders" }
                          eu-1: { url: "postgresql://ann@db-2:5432/shop?sslmode=require" }
                          eu-2:
                            url: "jdbc:postgresql://DB-2/shop"
                            user: ben
                          far: { url: "postgresql://db-3:99999/shop" }
                        policies:
                          ended:
                            table: app.session
                            when: "done"
                            targets:
                              - "eu-*"
                              - us-*
                        """))
                .hasMessageContaining("""
                        It has 5 problems:
                          coppice.yaml:1: target must not stand beside targets: name this one there too
                          coppice.yaml:2: targets must not stand beside target: name that one here too
                          coppice.yaml:6: targets.eu-2.url is the database of targets.eu-1
                          coppice.yaml:8: targets.far.url must be an address such as jdbc:postgresql://localhost:5432/app, with a port up to 65535
                          coppice.yaml:15: policies.ended.targets[1] matches none of the targets orders, eu-1, eu-2, far
                        """);
    }

    @Test
    void a_name_that_no_path_of_a_server_can_have_is_refused() {
        assertThatThrownBy(() -> ProjectConfig.FORMAT.parse(
                        "coppice.yaml",
                        "targets:\n  eu-1: { url: \"postgresql://a/b\" }\n  " + "n".repeat(64)
                                + ": { url: \"postgresql://c/d\" }\n"))
                .hasMessageContaining(
                        "coppice.yaml:3: targets." + "n".repeat(64) + " must have a name of at most 63 characters");
    }

    @Test
    void a_policy_that_names_a_target_needs_the_section() {
        assertThatThrownBy(() -> ProjectConfig.FORMAT.parse("coppice.yaml", """
                        target: { url: "postgresql://db-0/app" }
                        policies: { ended: { table: app.session, when: done, targets: ["*"] } }
                        """))
                .hasMessageContaining(
                        "coppice.yaml:2: policies.ended.targets[0] names a target, and there is no section targets");
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://h/d, jdbc:postgresql://H:5432/d?ssl=true, true",
        "postgresql://ann@h/d, postgresql://ben@h/d, true",
        "postgresql://h/d, postgresql://h/e, false",
        "postgresql://h/d, postgresql://h:5433/d, false",
        "postgresql://h/d, postgresql://i/d, false",
        "postgresql://h/d, postgresql://h/D, false"
    })
    void two_addresses_of_one_database_are_known_for_that(String one, String other, boolean same) {
        assertThat(PostgresUrl.parse(one)
                        .database()
                        .equals(PostgresUrl.parse(other).database()))
                .isEqualTo(same);
    }
}
