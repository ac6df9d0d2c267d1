package dev.coppice.server.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.server.Role;
import dev.coppice.server.internal.access.Principal;
import org.junit.jupiter.api.Test;

class KeptPageTest {
    private static final Principal ANA = new Principal.Person(1, "ana", Role.OPERATOR, "form-token-of-ana");
    private static final Principal BEN = new Principal.Person(2, "ben", Role.OPERATOR, "form-token-of-ben");

    @Test
    void a_page_is_kept_without_the_token_and_shown_with_that_of_who_looks() {
        var kept = KeptPage.without(ANA, "<input value=\"form-token-of-ana\"><p>done</p>");

        assertThat(kept).doesNotContain("form-token-of-ana").contains("<p>done</p>");
        assertThat(KeptPage.with(BEN, kept)).isEqualTo("<input value=\"form-token-of-ben\"><p>done</p>");
    }

    @Test
    void nobody_can_write_the_place_of_a_token_into_a_page() {
        var kept = KeptPage.without(ANA, "<a href=\"https://elsewhere.example/?\uE0F7\">\uE0F7</a>");

        assertThat(KeptPage.with(BEN, kept)).doesNotContain("form-token-of-ben");
    }

    @Test
    void what_a_script_is_answered_stays_as_it_is() {
        assertThat(KeptPage.with(new Principal.Anonymous(), KeptPage.without(new Principal.Anonymous(), "{\uE0F7}")))
                .isEqualTo("{\uE0F7}");
    }
}
