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

    @Test
    void finding_6_every_key_that_a_kind_needs_and_lacks_is_named_at_once() {
        assertThatThrownBy(() -> kind("""
                        kinds:
                          graph:
                            backup: {}
                            steps:
                              - { http: {} }
                              - { name: files, objects: {} }
                              - { name: slot, sql: {} }
                              - { name: rows, rows: { tables: [ {} ] } }
                        """))
                .hasMessageContainingAll(
                        "coppice.yaml:2: kinds.graph needs the key table",
                        "coppice.yaml:2: kinds.graph needs the key key",
                        "coppice.yaml:2: kinds.graph needs the key status",
                        "coppice.yaml:3: kinds.graph.backup needs the key to",
                        "coppice.yaml:5: kinds.graph.steps[0] needs the key name",
                        "coppice.yaml:5: kinds.graph.steps[0].http needs the key url",
                        "coppice.yaml:6: kinds.graph.steps[1].objects needs the key store",
                        "coppice.yaml:6: kinds.graph.steps[1].objects needs the key prefix",
                        "coppice.yaml:7: kinds.graph.steps[2].sql needs the key run",
                        "coppice.yaml:7: kinds.graph.steps[2].sql needs the key left",
                        "coppice.yaml:8: kinds.graph.steps[3].rows.tables[0] needs the key table");
    }

    @Test
    void finding_7_every_value_of_another_type_is_named_at_once() {
        assertThatThrownBy(() -> kind("""
                        kinds:
                          graph:
                            table: graph
                            key: [ id ]
                            status: status
                            retention: soon
                            approvals: many
                            backup: { required: perhaps, to: "ftp:x", hosting: { default: 1 } }
                            limits: { batch: few, share: ten, step-timeout: 5 }
                            steps:
                              - { name: files, best-effort: maybe, after: backup, objects: { store: 7, prefix: x } }
                        """))
                .hasMessageContainingAll(
                        "coppice.yaml:3: kinds.graph.table must be a table with its schema, such as app.session",
                        "coppice.yaml:4: kinds.graph.key must be a single value",
                        "coppice.yaml:6: kinds.graph.retention must be a number with a unit",
                        "coppice.yaml:7: kinds.graph.approvals must be a whole number",
                        "coppice.yaml:8: kinds.graph.backup.required must be true or false",
                        "coppice.yaml:8: kinds.graph.backup.to must be file:FOLDER or s3://BUCKET/PREFIX",
                        "coppice.yaml:8: kinds.graph.backup.hosting.default must be a number with a unit",
                        "coppice.yaml:9: kinds.graph.limits.batch must be a whole number",
                        "coppice.yaml:9: kinds.graph.limits.share must be a share and a period",
                        "coppice.yaml:9: kinds.graph.limits.step-timeout must be a number with a unit",
                        "coppice.yaml:11: kinds.graph.steps[0].best-effort must be true or false",
                        "coppice.yaml:11: kinds.graph.steps[0].after must be a list",
                        "coppice.yaml:11: kinds.graph.steps[0].objects.store must be file:FOLDER or s3://");
    }

    private static KindConfig kind(String yaml) {
        return YAML.parse("coppice.yaml", yaml)
                .all(KindConfig.SECTION)
                .values()
                .iterator()
                .next();
    }
}
