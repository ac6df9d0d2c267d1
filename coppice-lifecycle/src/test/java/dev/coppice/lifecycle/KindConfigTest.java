package dev.coppice.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.CoppiceYaml;
import dev.coppice.control.Share;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class KindConfigTest {
    private static final CoppiceYaml YAML = new CoppiceYaml(List.of(KindConfig.SECTION));

    @Test
    void a_full_kind_is_read() {
        var kind = kind("""
                kinds:
                  graph:
                    table: app.graph
                    key: graph_id
                    status: status
                    parent: parent_id
                    tier: tier
                    protected: is_repository
                    fence: deleted_at
                    due: "select graph_id, ends_at, immediate from app.due_graph"
                    retention: 14d
                    backup: { required: true, to: "file:./backups", hosting: { default: 90d, large: 180d } }
                    limits: { batch: 5, share: "20%/30d", step-timeout: 1m }
                """);
        assertThat(kind.protection()).contains("is_repository");
        assertThat(kind.retention()).isEqualTo(Duration.ofDays(14));
        assertThat(kind.backup().orElseThrow().hosting()).containsEntry("large", Duration.ofDays(180));
        assertThat(kind.limits()).isEqualTo(new KindLimitsConfig(5, Share.parse("20%/30d"), Duration.ofMinutes(1)));
    }

    @Test
    void what_is_left_out_has_its_default() {
        var kind = kind("kinds: { graph: { table: app.graph, key: id, status: status } }");
        assertThat(kind.retention()).isEqualTo(Duration.ofDays(7));
        assertThat(kind.limits()).isEqualTo(new KindLimitsConfig(25, Share.parse("10%/30d"), Duration.ofMinutes(5)));
    }

    @Test
    void rules_across_keys_are_told_with_their_line() {
        assertThatThrownBy(() -> kind("""
                        kinds:
                          graph:
                            table: app.graph
                            key: id
                            status: status
                            backup:
                              to: file:./b
                              hosting: { large: 1d }
                            limits: { share: ten }
                        """))
                .hasMessageContaining(
                        "coppice.yaml:8: kinds.graph.backup.hosting needs the key default, for tiers that are")
                .hasMessageContaining(
                        "coppice.yaml:9: kinds.graph.limits.share must be a share and a period, such as 10%/30d");
    }

    private static KindConfig kind(String yaml) {
        return YAML.parse("coppice.yaml", yaml)
                .all(KindConfig.SECTION)
                .values()
                .iterator()
                .next();
    }
}
