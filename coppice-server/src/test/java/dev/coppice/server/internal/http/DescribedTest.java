package dev.coppice.server.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.coppice.server.internal.http.Route.Query;
import dev.coppice.server.internal.http.Route.Trait;
import org.junit.jupiter.api.Test;

class DescribedTest {
    private static final Route PLAIN = Route.get("/api/v1/things", request -> Reply.ok("x"));

    @Test
    void a_handler_reads_no_parameter_that_its_route_does_not_declare() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Described.requireQuery(PLAIN.paged(), "kind"))
                .withMessage("/api/v1/things must declare the parameter kind");
        assertThatCode(() -> Described.requireQuery(PLAIN.paged().asks(Query.text("kind")), "kind"))
                .doesNotThrowAnyException();
        assertThatCode(() -> Described.requireQuery(Route.get("/things", PLAIN.handler()), "kind"))
                .as("a page is not described")
                .doesNotThrowAnyException();
    }

    @Test
    void a_handler_reads_no_conditional_header_that_its_route_does_not_declare() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Described.requireHeader(PLAIN, "if-match"))
                .withMessage("/api/v1/things must declare the header if-match");
        assertThatCode(() -> Described.requireHeader(PLAIN.being(Trait.VERSIONED), "If-Match"))
                .doesNotThrowAnyException();
        assertThatCode(() -> Described.requireHeader(PLAIN, "Host")).doesNotThrowAnyException();
    }

    @Test
    void statuses_follow_from_what_a_route_is() {
        assertThat(Described.statuses(PLAIN)).doesNotContain(304, 408, 412, 415, 422);
        assertThat(Described.statuses(PLAIN.being(Trait.CACHED))).contains(304);
        assertThat(Described.statuses(PLAIN.access(Access.ANONYMOUS))).doesNotContain(401, 403);
        var post = Route.post("/api/v1/things", PLAIN.handler())
                .takes(String.class)
                .answers(201);
        assertThat(Described.statuses(post)).contains(201, 408, 413, 415, 422).doesNotContain(200);
        assertThat(Described.statuses(post.reads())).doesNotContain(422);
    }
}
