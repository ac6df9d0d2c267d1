package dev.coppice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.HoldQuery;
import dev.coppice.control.Holds;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sent twice, by a double click or by the back button, is done once. */
@PostgresTest(Isolation.DATABASE)
class RepeatedFormsTest {
    private static final String PAGE = "/resources/resource?kind=graph&id=kg1";
    private static final Pattern FORM = Pattern.compile("(?s)<form method=\"post\" action=\"/resources/.*?</form>");
    private static final Pattern ONCE = Pattern.compile("name=\"once\" value=\"([^\"]+)\"");

    private final TenantServer server;
    private final ConsoleSession ana;

    RepeatedFormsTest(TestDatabase database, @TempDir Path folder) {
        this.server = TenantServer.on(database, folder);
        this.ana = new ConsoleSession(server.live, Role.OPERATOR);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void each_form_of_each_rendering_has_a_key_of_its_own() {
        var keys = (ana.get(PAGE).body() + ana.get(PAGE).body());
        var forms = FORM.matcher(keys).results().map(MatchResult::group).toList();
        assertThat(forms).hasSize(6).allSatisfy(form -> assertThat(form).containsPattern(ONCE));
        assertThat(ONCE.matcher(keys).results().map(key -> key.group(1)))
                .hasSize(forms.size())
                .doesNotHaveDuplicates();
    }

    @Test
    void a_form_sent_twice_acts_once_and_leads_to_the_same_page() {
        var key = ONCE.matcher(ana.get(PAGE).body())
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
        String[] fields = {
            "kind", "graph", "id", "kg1", "origin", "case 7", "until", "", "reason", "a test", "once", key
        };
        var first = ana.send("/resources/hold", fields);
        var second = ana.send("/resources/hold", fields);
        assertThat(first.statusCode()).isEqualTo(303);
        assertThat(second.statusCode()).isEqualTo(303);
        assertThat(second.headers().firstValue("Location"))
                .isEqualTo(first.headers().firstValue("Location"));
        assertThat(server.live.write(db -> Holds.in(db).list(HoldQuery.all(10))).items())
                .hasSize(1);
    }
}
