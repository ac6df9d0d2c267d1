package dev.coppice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a page says of the act before it. */
@PostgresTest(Isolation.DATABASE)
class NoticeTest {
    private static final String PAGE = "/resources/resource?kind=graph&id=kg1";
    private static final String SAYS = "It is suspended, with all that belong to it.";

    private final TenantServer server;
    private final ConsoleSession ana;

    NoticeTest(TestDatabase database, @TempDir Path folder) {
        this.server = TenantServer.on(database, folder);
        this.ana = new ConsoleSession(server.live, Role.OPERATOR);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_notice_is_shown_once_on_the_page_of_the_act_and_taken_away_there() {
        var done = suspend();
        assertThat(done.headers().firstValue("Location")).hasValue(PAGE);
        assertThat(cookie(done)).contains("; HttpOnly; SameSite=Strict; Max-Age=60");
        assertThat(ana.get("/resources", value(done)).body()).doesNotContain(SAYS);
        var shown = ana.follow(done);
        assertThat(shown.body()).contains(SAYS);
        assertThat(cookie(shown)).startsWith("coppice_notice=; ").endsWith("Max-Age=0");
        assertThat(ana.get(PAGE))
                .matches(page -> !page.body().contains(SAYS))
                .matches(page -> page.headers().firstValue("Set-Cookie").isEmpty());
    }

    @Test
    void nobody_else_puts_words_into_a_page() {
        var done = suspend();
        var other = new ConsoleSession(server.live, Role.ADMIN);
        assertThat(other.get(PAGE, value(done)).body()).as("of another session").doesNotContain(SAYS);
        var words = Base64.getUrlEncoder().encodeToString("All is lost.".getBytes(StandardCharsets.UTF_8));
        var seal = value(done).substring(value(done).indexOf('.'));
        for (var forged : new String[] {words + seal, words + ".", words, ".", "%", "a.b.c"}) {
            assertThat(ana.get(PAGE, "coppice_notice=" + forged))
                    .as(forged)
                    .returns(200, HttpResponse::statusCode)
                    .extracting(HttpResponse::body)
                    .asString()
                    .doesNotContain("All is lost.", "role=\"status\">A");
        }
        assertThat(ana.get(PAGE + "&done=suspend").body()).as("by a link").doesNotContain(SAYS);
    }

    private HttpResponse<String> suspend() {
        var done = ana.send("/resources/suspend", "kind", "graph", "id", "kg1", "reason", "a test");
        assertThat(done.statusCode()).isEqualTo(303);
        return done;
    }

    private static String cookie(HttpResponse<String> answer) {
        return answer.headers().firstValue("Set-Cookie").orElse("");
    }

    private static String value(HttpResponse<String> answer) {
        return cookie(answer).split(";", 2)[0];
    }
}
