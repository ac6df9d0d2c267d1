package dev.coppice.lifecycle.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OwnNameTest {
    @Test
    void a_name_of_a_fixed_part_and_the_id_is_its_own() {
        assertThat(problem("tenant_{id}")).isEmpty();
        assertThat(problem("tenant_{graph_id}_data")).isEmpty();
        assertThat(name("tenant_{graph_id}_data").of(Map.of("graph_id", "kg1"))).isEqualTo("tenant_kg1_data");
    }

    @Test
    void a_name_that_several_resources_can_have_is_refused() {
        for (var shared : List.of("tenant", "tenant_{slug}", "tenant_{org_id}_{id}", "{slug}", "t_{id}{graph_id}")) {
            assertThat(problem(shared))
                    .as(shared)
                    .hasValueSatisfying(end -> assertThat(end).startsWith("must name {id} and no other column"));
        }
    }

    @Test
    void a_name_that_an_id_alone_decides_is_refused() {
        assertThat(problem("{id}"))
                .contains("must begin with a fixed part, such as tenant_{id}: else an id is all of the name");
        assertThat(problem("{graph_id}_data")).isPresent();
    }

    @Test
    void a_name_that_fits_what_is_shared_is_refused() {
        assertThat(problem("ap{id}")).contains("must not fit app, which is not one resource's own");
        assertThat(problem("a{id}p")).contains("must not fit app, which is not one resource's own");
        assertThat(problem("app{id}")).isEmpty();
        for (var system : List.of("p{id}", "pg_{id}", "pg_temp_{id}")) {
            assertThat(problem(system))
                    .as(system)
                    .contains("must not fit names that begin with pg_, which are the server's own");
        }
    }

    @Test
    void what_is_shared_is_refused_again_for_each_resource() {
        assertThatThrownBy(() -> name("ap{id}").of(Map.of("id", "p")))
                .hasMessageContaining("The name \"ap{id}\" becomes that of something that is not its own.");
        assertThatThrownBy(() -> name("p{id}").of(Map.of("id", "g_catalog"))).hasMessageContaining("not its own");
    }

    @Test
    void a_prefix_has_a_fixed_part_and_the_id_between_slashes() {
        assertThat(prefix("reports/{id}/")).isEmpty();
        assertThat(prefix("staging/{user_id}/{graph_id}/parts/")).isEmpty();
        assertThat(prefix("reports/of-{id}/")).isEmpty();
        for (var shared : List.of("reports/{slug}/", "reports/{org_id}-{id}/", "reports/{user_id}/", "{slug}/")) {
            assertThat(prefix(shared))
                    .as(shared)
                    .hasValueSatisfying(end -> assertThat(end).startsWith("must name {id} between two slashes"));
        }
        assertThat(prefix("{id}/")).hasValueSatisfying(end -> assertThat(end).startsWith("must begin with a fixed"));
        assertThat(prefix("{user_id}/{id}/")).isPresent();
    }

    @Test
    void a_name_tells_whose_it_is() {
        assertThat(name("tenant_{id}_data").owner("tenant_kg1_data")).contains("kg1");
        assertThat(name("tenant_{id}_data").owner("tenant__data")).isEmpty();
        assertThat(name("tenant_{id}").owner("tenant_a b")).isEmpty();
        assertThat(name("t_{id}_{id}").owner("t_kg1_kg1")).contains("kg1");
        assertThat(name("t_{id}_{id}").owner("t_kg1_kg2")).isEmpty();
    }

    private static Optional<String> problem(String template) {
        return name(template).problem();
    }

    private static OwnName name(String template) {
        return new OwnName(template, "graph_id", Set.of("public", "app"));
    }

    private static Optional<String> prefix(String template) {
        return SafeNames.problemOfPrefix(template, "graph_id");
    }
}
