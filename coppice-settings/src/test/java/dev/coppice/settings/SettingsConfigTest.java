package dev.coppice.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.CoppiceYaml;
import dev.coppice.control.TableName;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsConfigTest {
    private static final CoppiceYaml YAML = new CoppiceYaml(List.of(SettingsConfig.SECTION));

    @Test
    void a_full_chain_is_read_in_its_order() {
        assertThat(chain("""
                        settings:
                          public-rank: 1_000
                          scopes:
                            - { type: organisation, rank: 2_000, id: bigint, owner: { table: app.organisation, column: org_id } }
                            - { type: user, rank: -3, id: text }
                        """))
                .isEqualTo(new ScopeChain(
                        1000,
                        List.of(
                                ScopeType.of("organisation", IdType.BIGINT, 2000)
                                        .ownedBy(new TableName("app", "organisation"), "org_id"),
                                ScopeType.of("user", IdType.TEXT, -3))));
    }

    @Test
    void what_is_left_out_is_as_in_a_new_database() {
        assertThat(chain("settings:\n")).isEqualTo(ScopeChain.DEFAULT);
        assertThat(chain("settings: { public-rank: 5, scopes: [ { type: user, rank: 7 } ] }"))
                .isEqualTo(new ScopeChain(5, List.of(ScopeType.of("user", IdType.UUID, 7))));
    }

    @Test
    void an_empty_list_declares_public_alone() {
        assertThat(chain("settings: { scopes: [] }").types()).isEmpty();
    }

    @Test
    void every_problem_is_told_with_its_line() {
        assertThatThrownBy(() -> chain("""
                        settings:
                          public-rank: 2_000_000_000
                          scopes:
                            - { type: public, rank: 1 }
                            - { type: Team, rank: -1_000_000_001 }
                            - { type: user, rank: 1, id: int }
                            - { type: user, rank: 1, owner: { table: person, column: id } }
                            - { type: group }
                        """))
                .hasMessageContaining(
                        "coppice.yaml:4: settings.scopes[0].type must not be public: that scope is always there, its rank"
                                + " is public-rank\n")
                .hasMessageContaining(
                        "coppice.yaml:5: settings.scopes[1].type must be 1 to 40 lower-case letters, digits and dashes,"
                                + " a letter first\n")
                .hasMessageContaining(
                        "coppice.yaml:5: settings.scopes[1].rank must lie between -1000000000 and 1000000000\n")
                .hasMessageContaining("coppice.yaml:6: settings.scopes[2].id must be uuid or bigint or text\n")
                .hasMessageContaining(
                        "coppice.yaml:7: settings.scopes[3].owner.table must be a table with its schema, such as"
                                + " app.session\n")
                .hasMessageContaining("coppice.yaml:8: settings.scopes[4] needs the key rank\n");
    }

    @Test
    void a_type_that_comes_twice_and_a_rank_out_of_bounds_are_told_where_they_stand() {
        assertThatThrownBy(() -> chain("""
                        settings:
                          public-rank: 2_000_000_000
                          scopes:
                            - { type: user, rank: 1 }
                            - { type: team, rank: 2 }
                            - { type: user, rank: 3 }
                        """))
                .hasMessageContaining(
                        "coppice.yaml:2: settings.public-rank must lie between -1000000000 and 1000000000\n")
                .hasMessageContaining("coppice.yaml:6: settings.scopes[2] names a type that stands above it already\n");
    }

    private static ScopeChain chain(String yaml) {
        return YAML.parse("coppice.yaml", yaml)
                .find(SettingsConfig.SECTION)
                .orElseThrow()
                .chain();
    }
}
