package dev.coppice.server.internal.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.ops.Fault;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where the pages about one of several databases lie. */
class PlaceTest {
    private static final Place HOME = new Place("orders", "orders", List.of("orders", "eu-1", "eu-2"));
    private static final Place EU = HOME.of("eu-1");

    @Test
    void pages_of_the_only_database_and_of_the_home_lie_at_the_root() {
        for (var place : List.of(Place.ONLY, HOME)) {
            assertThat(place.at("/")).isEqualTo("/");
            assertThat(place.at("/campaigns/7/live")).isEqualTo("/campaigns/7/live");
            assertThat(place.has("/teardowns/3")).isTrue();
            assertThat(place.has(Section.RESOURCES)).isTrue();
        }
    }

    @Test
    void pages_of_another_target_lie_under_its_name() {
        assertThat(EU.at("/")).isEqualTo("/targets/eu-1");
        assertThat(EU.at("/campaigns?next=9")).isEqualTo("/targets/eu-1/campaigns?next=9");
        assertThat(EU.at(new Address("/brakes")).text()).isEqualTo("/targets/eu-1/brakes");
        assertThat(EU.at(Section.TARGETS)).isEqualTo("/targets");
        assertThat(EU.at(Section.POLICIES)).isEqualTo("/targets/eu-1/policies");
    }

    @Test
    void what_only_the_home_has_is_not_linked_from_another_target() {
        assertThat(EU.has("/policies/plan?name=carts")).isTrue();
        assertThat(EU.has("/campaigns/7")).isTrue();
        assertThat(EU.has("/")).isTrue();
        assertThat(EU.has("/teardowns/7")).isFalse();
        assertThat(EU.has("/resources/resource?kind=graph&id=kg1")).isFalse();
        assertThat(EU.has("/jobs")).isFalse();
        assertThat(EU.has(Section.SETTINGS)).isFalse();
    }

    @Test
    void the_databases_are_a_section_only_where_there_are_several() {
        assertThat(Place.ONLY.has(Section.TARGETS)).isFalse();
        assertThat(HOME.has(Section.TARGETS)).isTrue();
        assertThat(EU.has(Section.TARGETS)).isTrue();
        assertThat(HOME.ofAll().has(Section.TARGETS)).isTrue();
    }

    @Test
    void commands_in_a_refusal_act_on_the_database_of_the_page() {
        var fault = Fault.of("some.code", Fault.Kind.REFUSED).next("Run \"coppice campaign abort 7\".");
        assertThat(EU.told(fault).next()).isEqualTo("Run \"coppice campaign abort 7 --target eu-1\".");
        for (var place : List.of(Place.ONLY, HOME, HOME.ofAll())) {
            assertThat(place.told(fault)).isEqualTo(fault);
        }
    }

    @Test
    void who_destroys_types_in_which_of_several_databases() {
        assertThat(Place.ONLY.naming("carts")).isEqualTo("carts");
        assertThat(Place.ONLY.in()).isEmpty();
        assertThat(HOME.naming("carts")).isEqualTo("orders/carts");
        assertThat(EU.naming("carts")).isEqualTo("eu-1/carts");
        assertThat(EU.in()).isEqualTo(" in eu-1");
        assertThat(HOME.ofAll().in()).isEmpty();
    }
}
