package dev.coppice.cli.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.ops.CoppiceException;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How calls are spelled, and to whom they go. */
class CallTest {
    @Test
    void a_segment_stays_one_whatever_is_in_it() {
        assertThat(Call.get("resources", "graph", "a/b ?c%2f..").address())
                .isEqualTo("/api/v1/resources/graph/a%2Fb%20%3Fc%252f..");
    }

    @Test
    void a_segment_of_dots_leads_nowhere_else() {
        assertThat(Call.get("resources", "graph", "..", "x").address()).isEqualTo("/api/v1/resources/graph/%2E%2E/x");
        assertThat(Call.get("resources", ".", "...").address()).isEqualTo("/api/v1/resources/%2E/...");
    }

    @Test
    void parts_are_the_query_of_what_has_no_body_and_null_is_left_out() {
        var call = Call.get("holds").with("limit", 7).with("next", null).with("key", List.of("a&b", "c"));

        assertThat(call.address()).isEqualTo("/api/v1/holds?limit=7&key=a%26b&key=c");
        assertThat(Call.post("holds").with("limit", 7).address()).isEqualTo("/api/v1/holds");
    }

    @Test
    void a_reason_in_a_header_is_plain_ascii() {
        assertThat(Call.delete("x")
                        .because("für Anna")
                        .ifVersion(OptionalLong.of(3))
                        .headers())
                .containsEntry("Coppice-Reason", "UTF-8''f%C3%BCr%20Anna")
                .containsEntry("If-Match", "\"3\"");
        assertThat(Call.delete("x").because(null).headers()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://coppice.example:8443/, https://coppice.example:8443, false",
        "http://127.0.0.1:8080, http://127.0.0.1:8080, false",
        "http://[::1]:8080, http://[::1]:8080, false",
        "http://localhost, http://localhost, false",
        "http://127.0.0.1.example.org, http://127.0.0.1.example.org, true",
        "http://10.0.0.7:8080, http://10.0.0.7:8080, true"
    })
    void an_address_in_the_clear_that_others_can_read_is_known(String text, String base, boolean open) {
        var address = ServerAddress.parse(text, "--server");

        assertThat(address.base()).hasToString(base);
        assertThat(address.open()).isEqualTo(open);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "coppice.example",
                "ftp://coppice.example",
                "https://ana:secret@coppice.example",
                "https://coppice.example/console",
                "https://coppice.example?x=1",
                "postgresql://ana@127.0.0.1/shop",
                "https://",
                "http://bad host"
            })
    void what_is_no_address_of_a_server_is_refused_without_showing_it(String text) {
        assertThatThrownBy(() -> ServerAddress.parse(text, "--server"))
                .isInstanceOf(CoppiceException.class)
                .hasMessage("The server was not asked. Its address, from --server, is not of the form "
                        + "https://HOST:PORT. Nothing was done. Give the address that \"coppice serve\" prints, without "
                        + "a path, a user or a query.");
    }
}
